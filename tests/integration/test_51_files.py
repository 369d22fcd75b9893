"""Files hurt nobody: what is not the module's own is left alone, and what is wrong with a place is told before anything starts."""
import os
import socket

import pytest

from harness.config import Config
from harness.files import LIMITS, block, refused
from harness.wait import wait_until

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
        server.log.expect("EW0215", text="events.json: the file was removed", count=1)
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
        ("CustomLog logs/requests.log combined\nErrWatchEventLog logs/requests.log", "both ErrWatchEventLog and a CustomLog"),
        ("<VirtualHost *:9>\nTransferLog logs/shop.log\n</VirtualHost>\nErrWatchStateFile ${ROOT}/logs/shop.log", "both ErrWatchStateFile and a CustomLog"),
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
