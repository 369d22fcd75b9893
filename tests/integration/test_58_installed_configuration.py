"""The command line finds the server by the configuration that is installed, where nobody names anything."""
import json
import os
import subprocess

import pytest

from harness import paths


@pytest.fixture
def installed(server, tmp_path_factory):
    """Runs a copy of the tool that was built for an httpd whose first file is the server's: the path is compiled in."""
    usual = os.path.join(paths.apxs("SYSCONFDIR"), "apache2.conf" if paths.apxs("PROGNAME") == "apache2" else "httpd.conf").encode()
    program = paths.CLI.read_bytes()
    if usual not in program:
        pytest.skip(f"{paths.CLI} was built for another layout than that of {usual.decode()}")
    place = str(tmp_path_factory.mktemp("i")).encode()
    room = len(usual) - len(place) - 1
    if room < 1:  # of the same length it must be
        place = b"/tmp"
        room = len(usual) - len(place) - 1
    name = place + b"/" + os.urandom(16).hex()[:room].encode().rjust(room, b"-")
    assert len(name) == len(usual)
    tool = tmp_path_factory.mktemp("tool") / "errwatch"
    tool.write_bytes(program.replace(usual, name))
    tool.chmod(0o755)
    os.symlink(server.conf, name)

    def run(*arguments, **environment):
        clean = {key: value for key, value in os.environ.items() if not key.startswith("ERRWATCH_")}
        return subprocess.run([str(tool), *map(str, arguments)], capture_output=True, text=True, timeout=60, env=clean | environment)

    run.conf = name.decode()
    yield run
    os.unlink(name)


class TestInstalledConfiguration:
    @classmethod
    def configure(cls, config):
        config.errwatch("ErrWatchLimit resource_exhaustion 5/10m")

    def test_the_state_file_is_the_one_that_it_names(self, server, client, log, installed):
        log.expect("AH00128", count=5)
        log.expect_blocked(client)
        log.expect("EW0102", text=client.address, count=1)
        client.miss(5)
        assert client.get("/page.html").status == 403
        status = installed("status", "--format", "json")
        assert status.returncode == 0, status.stderr
        assert json.loads(status.stdout)["state_file"] == str(server.state_file())
        listed = installed("clients", "--blocked")
        assert client.address in listed.stdout
        assert f"the state file is {server.state_file()}, as {installed.conf} says" in listed.stderr
        assert installed("unblock", client.address).returncode == 0
        assert client.get("/page.html").status == 200
        (module,) = [check for check in json.loads(installed("doctor", "--format", "json").stdout)["checks"] if check["subject"] == "module"]
        assert (module["verdict"], module["text"]) == ("ok", "httpd runs with it")

    def test_whoever_names_one_means_it(self, server, installed):
        for arguments, environment in (["--state", "/nowhere/state"], {}), ([], {"ERRWATCH_STATE_FILE": "/nowhere/state"}):
            result = installed("clients", *arguments, **environment)
            assert result.returncode == 1 and "/nowhere/state" in result.stderr and str(server.state_file()) not in result.stderr
        assert installed("clients", "--config", server.conf).returncode == 0

    def test_of_one_without_the_module_nothing_is_taken(self, server, installed, tmp_path):
        other = tmp_path / "other.conf"
        other.write_text(f"ErrWatchStateFile {server.state_file()}\n")
        os.unlink(installed.conf)
        os.symlink(other, installed.conf)
        result = installed("clients")
        assert result.returncode == 1 and str(server.state_file()) not in result.stderr
