"""The command line, attached to a server."""
import json
import subprocess

import pytest

from . import paths, schema


class CommandLine:
    def __init__(self, server):
        self.server = server

    def run(self, subcommand, *arguments, state=None):
        """Runs `errwatch subcommand --state FILE ...`. Returns the finished process."""
        if not paths.CLI.exists():
            pytest.fail(f"{paths.CLI} is missing: build it, or name it in ERRWATCH_CLI", pytrace=False)
        command = [str(paths.CLI), subcommand, "--state", str(state or self.server.state_file()), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, errors="replace")

    def scan(self, path, *arguments):
        """What `errwatch scan` says of a file of JSON lines under the server's configuration."""
        command = [str(paths.CLI), "scan", "--quiet", "--input", "jsonl", "--format", "json", "--config", str(self.server.conf), *arguments, path]
        result = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert result.returncode == 0, result.stderr
        return schema.check("scan", json.loads(result.stdout))

    def json(self, subcommand, *arguments):
        """What it writes as JSON, which fits its schema."""
        result = self.run(subcommand, "--format", "json", *arguments)
        assert result.returncode == 0, result.stderr
        is_list = result.stdout.startswith("[")
        if "--allowed" in arguments or "--exempt" in arguments:
            return schema.check("allowed", json.loads(result.stdout))
        if "--accept" in arguments:
            return schema.check("anomalies-accept", json.loads(result.stdout))
        return schema.check("client" if subcommand == "clients" and not is_list else subcommand, json.loads(result.stdout))
