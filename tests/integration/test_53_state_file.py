"""What happens to the state file while httpd runs costs no request, and the command line tells what is."""
import os
import shutil
import signal
import socket

import pytest

from harness.cli import CommandLine
from harness.config import Config
from harness.files import LIMITS, block
from harness.wait import wait_until


def is_alive(process):
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def is_free(port):
    """Whether a server could listen there: a process whose first thread is gone may have others that hold it for a moment."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def open_files(process):
    names = []
    for descriptor in os.listdir(f"/proc/{process}/fd"):
        try:
            names.append(os.readlink(f"/proc/{process}/fd/{descriptor}"))
        except OSError:
            pass
    return names


@pytest.mark.all_mpms
class TestStateFileWhileRunning:
    @pytest.fixture
    def server(self, mpm, make_server):
        config = Config(mpm)
        config.errwatch(LIMITS)
        server = make_server(config)
        server.start()
        return server

    # Was SIGBUS in every process, parent included, when root copied a backup over the file.
    @pytest.mark.parametrize("size", [0, 5000])
    def test_truncated(self, server, size):
        first = block(server)
        os.truncate(server.state_file(), size)
        second = block(server)
        for _ in range(20):
            assert first.get("/page.html").status == 403 and second.get("/page.html").status == 403
        assert server.status.document()["table"]["blocked"] == 2
        server.log.expect("EW0211", text="was truncated", count=1)
        server.graceful()
        assert "AH00052" not in server.log.text()
        assert any("was truncated" in warning for warning in server.status.document()["warnings"])
        server.stop()
        server.start()
        assert first.get("/page.html").status == 403 and second.get("/page.html").status == 403

    def test_backup_is_copied_over_it(self, server, tmp_path):
        shutil.copy(server.state_file(), tmp_path / "backup")
        client = block(server)
        shutil.copy(tmp_path / "backup", server.state_file())
        server.log.expect("EW0211", text="was written to by somebody else", count=1)
        server.graceful()
        assert client.get("/page.html").status == 403
        server.stop()
        server.start()
        assert client.get("/page.html").status == 403

    # It is there again, and the command line finds the memory.
    def test_removed(self, server):
        client = block(server)
        server.state_file().unlink()
        server.log.expect("EW0211", text="was removed", count=1)
        server.graceful()
        assert CommandLine(server).json("clients", "--blocked")[0]["address"] == client.address
        server.stop()
        server.start()
        assert client.get("/page.html").status == 403

    # What may be somebody's is not written to; and each restart says so until somebody has seen to it.
    @pytest.mark.parametrize("happens, ends, text", [
        (lambda path: path.chmod(0o666), lambda path: path.chmod(0o600), "may be written by others"),
        (lambda path: (path.rename(f"{path}.kept"), path.symlink_to("/etc/passwd")), lambda path: path.unlink(), "is a symbolic link"),
        (lambda path: (path.rename(f"{path}.kept"), path.write_text("theirs")), lambda path: path.unlink(), "is another file"),
        (lambda path: path.write_text("theirs"), lambda path: path.unlink(), "holds something else"),
    ], ids=["chmod 666", "symbolic link", "replaced", "overwritten"])
    def test_left_alone(self, server, happens, ends, text):
        client = block(server)
        happens(server.state_file())
        before = server.state_file().read_bytes()
        server.log.expect("EW0211", text=text, at_least=2, at_most=3)  # the monitor may be first
        for _ in range(2):
            server.graceful()
            assert client.get("/page.html").status == 403
            assert any(text in warning for warning in server.status.document()["warnings"])
        assert server.state_file().read_bytes() == before
        ends(server.state_file())
        server.log.allow("EW0211")
        server.log.allow("EW0212")
        server.graceful()
        assert not any(text in warning for warning in server.status.document()["warnings"])
        server.stop()
        server.start()
        assert client.get("/page.html").status == 403

    # No child can write to the file, or keep its lock, once it has begun to work: a fork has what its parent has.
    def test_children_do_not_have_it(self, server):
        for child in server.children():
            wait_until(lambda: not any("errwatch.state" in name or "memfd:errwatch (" in name for name in open_files(child)))

    # A killed parent loses ten seconds at most, and its file is used again.
    def test_parent_is_killed(self, server):
        client = block(server)
        # The head is written last: a parent that is killed before leaves what the file was, in part.
        head = server.state_file().read_bytes()[:4096]
        wait_until(lambda: server.state_file().read_bytes()[:4096] != head, 30)
        children = server.children()
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        for child in children:
            os.kill(child, signal.SIGKILL)
        wait_until(lambda: not any(is_alive(child) for child in children))
        wait_until(lambda: is_free(server.port))  # it was theirs as well
        server.stop()
        (server.root / "run/httpd.pid").unlink(missing_ok=True)
        server.log.allow("AH00098")
        server.log.allow("AH02811")
        server.start()
        assert client.get("/page.html").status == 403


class TestCommandLine:
    @pytest.fixture
    def server(self, make_server):
        config = Config()
        config.errwatch(LIMITS)
        server = make_server(config)
        server.start()
        return server

    def test_tells_the_truth_with_httpd_stopped(self, server):
        client = block(server)
        cli = CommandLine(server)
        assert "not running" not in cli.run("status").stdout + cli.run("clients").stderr
        server.stop()
        result = cli.run("status")
        assert result.returncode == 0 and "httpd is not running" in result.stdout and client.address in result.stdout
        assert any("httpd is not running" in warning for warning in cli.json("status")["warnings"])
        result = cli.run("clients", "--blocked")
        assert client.address in result.stdout and "httpd is not running" in result.stderr
        result = cli.run("block", "192.0.2.77", "--for", "1h")
        assert result.returncode == 0 and "holds from when httpd starts" in result.stderr
        assert cli.run("unblock", client.address).returncode == 0
        server.log.expect("EW0106", text="192.0.2.77", count=1)
        server.log.expect("EW0102", text=client.address, count=1)
        server.start()
        assert client.get("/page.html").status == 200
        assert server.status.blocked("192.0.2.77")
        server.log.finish()

    # The memory, not the file: also while the file lags behind.
    def test_sees_the_memory(self, server):
        client = block(server)
        cli = CommandLine(server)
        assert cli.json("clients", "--blocked")[0]["address"] == client.address
        server.log.expect("EW0102", text=client.address, count=1)
        assert cli.run("unblock", client.address).returncode == 0
        assert client.get("/page.html").status == 200
        server.log.finish()
