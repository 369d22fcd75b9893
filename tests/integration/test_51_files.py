"""Files hurt nobody: what is not the module's own is left alone, and what happens to the state file costs no request."""
import os
import shutil
import signal
import socket

import pytest

from harness.cli import CommandLine
from harness.config import Config
from harness.wait import wait_until

LIMITS = "ErrWatchLimit resource_exhaustion 5/10m\n"
REFUSED = ("EW0200", "AH00020", "AH00014", "AH00016")


def block(server):
    client = server.client()
    server.log.expect("AH00128", count=5)
    server.log.expect_blocked(client)
    assert client.miss(5) == [404] * 5
    server.log.finish()
    return client


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


def allow_refusal(server):
    for number in REFUSED:
        server.log.allow(number)
    server.log.allow(text="Configuration Failed")


def refused(server):
    """What a server said that did not start."""
    server.launch()
    assert server.process.wait(30) != 0
    allow_refusal(server)
    return server.output() + server.log.text()


FOREIGN = {
    "text": b"root:x:0:0:root:/root:/bin/bash\n" * 20,
    "empty": b"",
    "random": bytes(range(256)) * 4000,
    "almost": b"ERRWATCX" + bytes(10_000),
    "zeros": bytes(1 << 20),
}


class TestForeignFiles:
    @pytest.fixture
    def server(self, make_server):
        return make_server(Config())

    # ErrWatchStateFile /etc/passwd: -t says so, no start, and the file is what it was, as it was.
    @pytest.mark.parametrize("content", FOREIGN)
    def test_state_file(self, server, content):
        theirs = server.root / "run/theirs"
        theirs.write_bytes(FOREIGN[content])
        theirs.chmod(0o644)
        before = theirs.stat()
        server.config.errwatch(LIMITS + "ErrWatchStateFile theirs\n")
        server.write()
        code, said = server.check()
        assert code != 0 and "run/theirs" in said and "leaves it as it is" in said
        said = refused(server)
        assert "run/theirs" in said and "leaves it as it is" in said
        after = theirs.stat()
        assert theirs.read_bytes() == FOREIGN[content]
        assert (after.st_ino, after.st_mode, after.st_mtime_ns) == (before.st_ino, before.st_mode, before.st_mtime_ns)
        assert not (server.root / "run/theirs.set-aside").exists()

    @pytest.mark.parametrize("make, text", [
        (lambda path: path.write_text("root:x:0:0:\n"), "does not begin with an event"),
        (lambda path: path.symlink_to("/etc/passwd"), "symbolic link"),
        (lambda path: (path.write_text(""), os.link(path, f"{path}.other")), "hard links"),
        (lambda path: path.mkdir(), "directory"),
    ], ids=["text", "symbolic link", "hard link", "directory"])
    def test_event_log(self, server, make, text):
        path = server.root / "other/events.json"
        path.parent.mkdir()
        make(path)
        server.config.errwatch(LIMITS + "ErrWatchEventLog other/events.json\n")
        server.write()
        code, said = server.check()
        assert code != 0 and "other/events.json" in said and text in said
        said = refused(server)
        assert "other/events.json" in said and text in said

    # What an earlier server or logrotate left is gone on with.
    @pytest.mark.parametrize("content", ["", '{"@timestamp":"2026-11-22T10:00:00.000Z"}\n'])
    def test_own_event_log(self, server, content):
        (server.root / "logs/events.json").write_text(content)
        server.config.errwatch(LIMITS + "ErrWatchEventLog logs/events.json\n")
        server.write()
        assert server.check()[0] == 0
        server.start()
        block(server)
        wait_until(lambda: '"action":"block"' in (server.root / "logs/events.json").read_text())
        assert (server.root / "logs/events.json").read_text().startswith(content)

    # Where others may take a file away, it is used, and whoever runs the server is told.
    @pytest.mark.parametrize("share", [lambda path: path.chmod(0o777), lambda path: os.chown(path, 33, 33)],
                             ids=["writable by all", "of another user"])
    def test_shared_directory(self, server, share):
        shared = server.root / "shared"
        shared.mkdir()
        share(shared)
        server.config.errwatch(LIMITS + f"ErrWatchStateFile {shared}/errwatch.state\nErrWatchEventLog {shared}/events.json\n")
        server.write()
        assert server.check()[0] == 0
        server.log.expect("EW0210", text=f"{shared}/events.json is in a directory that", count=1)
        server.log.expect("EW0211", text=f"{shared}/errwatch.state is in a directory that others", count=1)
        server.start()
        client = block(server)
        wait_until(lambda: '"action":"block"' in (shared / "events.json").read_text())
        assert sum("in a directory" in warning for warning in server.status.document()["warnings"]) == 2
        server.stop()
        server.log.allow("EW0210")
        server.log.allow("EW0211")
        server.start()
        assert client.get("/page.html").status == 403

    def test_standard_output(self, server):
        server.config.errwatch(LIMITS + "ErrWatchEventLog /dev/stdout\n")
        server.write()
        assert server.check()[0] == 0
        server.start()
        block(server)
        wait_until(lambda: '"action":"block"' in server.output())

    # Where httpd goes into the background its standard output leads there, and events would count as written.
    def test_nowhere(self, server):
        server.config.errwatch(LIMITS + "ErrWatchEventLog /dev/fd/0\n")
        server.write()
        assert "leads to /dev/null" in refused(server)


class TestEventsThatCannotBeWritten:
    """They are counted as dropped, and the reason is said once."""

    def test_full_disk(self, make_server):
        config = Config()
        config.errwatch(LIMITS + "ErrWatchEventLog /dev/full events=block,incident,entry\n")
        server = make_server(config)
        server.start()
        server.log.expect("EW0215", text="events are dropped: /dev/full: No space left on device", count=1)
        block(server)
        server.log.finish()
        wait_until(lambda: server.status.document()["counters"]["events_dropped"] >= 5)
        assert server.status.document()["counters"]["events_written"] == 0

    def test_removed(self, make_server):
        config = Config()
        config.errwatch(LIMITS + "ErrWatchEventLog events.json\n")
        server = make_server(config)
        server.start()
        (server.root / "events.json").unlink()
        server.log.expect("EW0215", text="events.json was removed", count=1)
        block(server)
        server.log.finish()
        server.graceful()
        block(server)
        wait_until(lambda: '"action":"block"' in (server.root / "events.json").read_text())


class TestConfigurationTest:
    """What would keep the server from starting, or be missing after a reload, is found by `httpd -t`."""

    @pytest.mark.parametrize("directive, text", [
        ("ErrWatchStateFile nowhere/errwatch.state", "No such file"),
        ("ErrWatchStateFile /proc/errwatch.state", "/proc/errwatch.state"),
        ("ErrWatchStateFile .", "directory"),
        ("ErrWatchEventLog nowhere/events.json", "No such file"),
        ('ErrWatchEventLog "|/usr/local/bin/no-such-program --quiet"', "/usr/local/bin/no-such-program"),
        ('ErrWatchEventLog "|no-such-program"', "PATH"),
        ('ErrWatchEventLog "|/etc/passwd"', "not executable"),
        ("ErrWatchEventLog logs/error.log", "an ErrorLog"),
        ("ErrWatchEventLog /dev/stderr", "is the ErrorLog"),
        ("ErrWatchStateFile ${ROOT}/logs/error.log", "both ErrWatchStateFile and an ErrorLog"),
        ("ErrWatchStateFile ${ROOT}/run/httpd.pid", "both ErrWatchStateFile and the PidFile"),
        ("ErrWatchEventLog run/httpd.pid", "both ErrWatchEventLog and the PidFile"),
        ("ErrWatchEventLog run/errwatch.state", "both ErrWatchEventLog and ErrWatchStateFile"),
        ("ErrWatchEventLog socket", "is a socket"),
    ])
    def test_found(self, make_server, directive, text):
        config = Config()
        config.errwatch(LIMITS + directive + "\n")
        server = make_server(config)
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(str(server.root / "socket"))
        code, said = server.check()
        assert code != 0 and text in said
        assert text in refused(server)

    # The process that has it is the server whose configuration is tested, or another.
    def test_state_file_of_another_server(self, make_server):
        config = Config()
        config.errwatch(LIMITS)
        first = make_server(config)
        first.start()
        assert first.check()[0] == 0
        second = make_server(Config())
        second.config.errwatch(LIMITS + f"ErrWatchStateFile {first.state_file()}\n")
        second.write()
        code, said = second.check()
        assert code != 0 and f"in use by another server (process {first.process.pid})" in said

    # Was the end by a signal, without a word.
    def test_limit_of_the_size_of_files(self, make_server):
        config = Config()
        config.errwatch(LIMITS)
        config.launcher = ["prlimit", "--fsize=1000000"]
        server = make_server(config)
        assert "File too large" in refused(server)

    @pytest.mark.parametrize("directive", ['ErrWatchEventLog "|/bin/cat -"', 'ErrWatchEventLog "|cat"', "ErrWatchStateFile fresh.state"])
    def test_fine(self, make_server, directive):
        config = Config()
        config.errwatch(LIMITS + directive + "\n")
        assert make_server(config).check()[0] == 0

    # What fails at a graceful restart all the same leaves a server that goes on as before.
    @pytest.mark.parametrize("directive, text", [
        ("ErrWatchEventLog nowhere/events.json", "no events are written"),
        ('ErrWatchEventLog "|/no-such-program"', "no events are written"),
        ("ErrWatchStateFile nowhere/errwatch.state", "goes on with what it had before"),
        ("ErrWatchClients 4096\nErrWatchStateFile /proc/errwatch.state", "goes on with what it had before"),
    ])
    def test_reload(self, make_server, directive, text):
        config = Config()
        config.errwatch(LIMITS)
        server = make_server(config)
        server.start()
        client = block(server)
        server.config.add(directive)
        server.write()
        server.log.expect("EW0210", text=text, count=1)
        server.graceful()
        assert client.get("/page.html").status == 403
        assert any(text in warning for warning in server.status.document()["warnings"])
        block(server)


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
