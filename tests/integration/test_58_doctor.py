"""errwatch doctor looks at a real server: what it has, and what is taken away from it."""
import json
import os

import pytest

from harness.cli import CommandLine


def doctor(server, *more):
    """The exit status, and {subject: [(verdict, text)]}."""
    result = CommandLine(server).run("doctor", "--config", str(server.conf), "--format", "json", *more)
    subjects = {}
    for check in json.loads(result.stdout)["checks"]:
        subjects.setdefault(check["subject"], []).append((check["verdict"], check["text"]))
        assert check["verdict"] != "finding" or check["advice"]
    return result.returncode, subjects


class TestDoctor:
    @classmethod
    def configure(cls, config):
        config.errwatch("ErrWatchEventLog events.json\n")

    def test_a_server_that_runs(self, server):
        code, subjects = doctor(server)
        assert subjects["module"] == [("ok", "httpd runs with it")]
        assert subjects["events"][0][0] == "ok"
        assert subjects["state"][0][0] == "ok", subjects
        assert subjects["mode"][0] == ("ok", "attackers are blocked: the main server")
        assert code == (1 if any(v == "finding" for found in subjects.values() for v, _ in found) else 0)

    def test_state_that_others_may_read(self, server):
        os.chmod(server.state_file(), 0o644)
        try:
            code, subjects = doctor(server)
            assert code == 1
            assert any(verdict == "finding" and "read by others" in text for verdict, text in subjects["state"])
        finally:
            os.chmod(server.state_file(), 0o600)

    def test_a_server_that_was_stopped(self, server):
        server.stop()
        code, subjects = doctor(server)
        assert code == 1
        (verdict, text), = subjects["module"]
        assert verdict == "finding" and "httpd is not running" in text
        server.start()
        assert doctor(server)[1]["module"][0][0] == "ok"

    def test_no_configuration(self, server):
        result = CommandLine(server).run("doctor", "--config", str(server.root / "no-such.conf"))
        assert result.returncode == 2 and "no-such.conf" in result.stderr
