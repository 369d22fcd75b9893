"""Full disks, limits of the size of files and directories of others: httpd and its blocks outlast them, and what is said is so."""
import json
import os
import signal
import socket
import struct
import subprocess

import pytest

from harness import paths
from harness.cli import CommandLine
from harness.config import Config
from harness.disk import SmallDisk
from harness.files import LIMITS, allow_refusal, block, refused
from harness.wait import wait_until

SMALL, LARGE = "ErrWatchClients 1024\n", "ErrWatchClients 65536\n"  # state files of 5 MB and of 18 MB
NO_SPACE = "No space left on device"


@pytest.fixture
def disk():
    small = SmallDisk("14m")  # for two of the small ones, and none of the large ones
    yield small
    small.remove()


class TestStateFileOnAFullDisk:
    @pytest.fixture
    def server(self, disk, make_server):
        config = Config()
        config.errwatch(LIMITS + f"ErrWatchStateFile {disk.path}/state\nInclude ${{ROOT}}/clients.conf\n")
        config.file("clients.conf", SMALL)
        server = make_server(config)
        server.start()
        return server

    @staticmethod
    def set_clients(server, line):
        server.config.file("clients.conf", line)
        server.write()

    # The state file was renamed before there was room for another one; so the old configuration had none either.
    def test_no_room_for_a_larger_one(self, disk, server):
        client = block(server)
        server.stop()
        self.set_clients(server, LARGE)
        code, said = server.check()
        assert code != 0 and "no room" in said
        assert NO_SPACE in refused(server)
        assert disk.names() == ["state"]
        self.set_clients(server, SMALL)
        server.start()
        assert client.get("/page.html").status == 403

    # Nor is it taken for removed then.
    def test_no_room_for_a_larger_one_at_a_reload(self, disk, server):
        first = block(server)
        self.set_clients(server, LARGE)
        server.log.expect("EW0210", text=f"{NO_SPACE}.*goes on with what it had before: 1024 clients", count=1)
        server.graceful()
        second = block(server)
        assert disk.names() == ["state"]
        self.set_clients(server, SMALL)
        server.graceful()
        server.stop()
        server.start()
        assert first.get("/page.html").status == 403 and second.get("/page.html").status == 403

    # Empty it would be nobody's, and keep httpd from starting also when there is room again.
    @pytest.mark.parametrize("size", [0, 5000])
    def test_truncated(self, disk, server, size):
        client = block(server)
        os.truncate(disk.path / "state", size)
        disk.fill()
        server.log.expect("EW0211", text=f"cannot be written \\({NO_SPACE}\\)", at_least=1, at_most=3)
        server.graceful()
        assert client.get("/page.html").status == 403
        assert not (disk.path / "state").exists() or (disk.path / "state").read_bytes()[:8] == b"ERRWATCH"
        server.stop()
        assert "no room" in server.check()[1]
        disk.free()
        assert server.check()[0] == 0
        server.log.allow("EW0202")  # of what was left of it
        server.start()
        block(server)

    # Where there was room to begin with it, "No such file or directory" was the reason. It is written when there is room again.
    @pytest.mark.parametrize("leave", [0, 65536])
    def test_removed(self, disk, server, leave):
        client = block(server)
        disk.fill(leave)
        (disk.path / "state").rename(disk.path / "full-of-it")
        server.log.expect("EW0211", text=f"cannot be written \\({NO_SPACE}\\)", at_least=1, at_most=2)
        server.graceful()
        assert any(NO_SPACE in warning for warning in server.status.document()["warnings"])
        assert disk.names() == []
        disk.free()
        server.log.expect("EW0211", text="was removed or renamed", count=1)
        server.graceful()
        server.stop()
        server.start()
        assert client.get("/page.html").status == 403

    # Of the size that is asked for, but of another version: there has to be room for another one.
    def test_check_knows_what_needs_room(self, disk, server):
        server.stop()
        with open(disk.path / "state", "r+b") as state:
            state.seek(8)
            state.write(struct.pack("I", 1))
        disk.fill()
        code, said = server.check()
        assert code != 0 and "no room" in said
        disk.free()
        assert server.check()[0] == 0


class TestEventLogOnAFullDisk:
    # The last line that fits is torn, and ended before the next. The reason is told once, and when it is over.
    def test_goes_on(self, disk, make_server):
        config = Config()
        config.errwatch(LIMITS.replace("5/10m", "none") + f"ErrWatchEventLog {disk.path}/events events=block,incident,entry\n")
        server = make_server(config)
        server.start()
        disk.fill(leave=8192)
        client = server.client()
        server.log.expect("AH00128", count=65)
        server.log.expect("EW0215", text=f"events are dropped: {disk.path}/events: {NO_SPACE}", count=1)
        client.miss(60)
        wait_until(lambda: server.status.counter("events_written") + server.status.counter("events_dropped") == 60)
        written = server.status.counter("events_written")
        assert 0 < written < 60
        disk.free()
        server.log.expect("EW0216", count=1)
        client.miss(5)
        wait_until(lambda: server.status.counter("events_written") == written + 5)
        whole = [line for line in (disk.path / "events").read_text().splitlines() if line.endswith("}")]
        assert len([json.loads(line) for line in whole]) == written + 5


class TestLimitOfTheSizeOfFiles:
    """RLIMIT_FSIZE, which ends a process by a signal that says nothing (SIGXFSZ) unless somebody takes care."""

    def server(self, make_server, most, text=""):
        config = Config()
        config.launcher = ["prlimit", f"--fsize={most}"]
        config.errwatch(LIMITS + "Include ${ROOT}/clients.conf\n" + text)
        config.file("clients.conf", SMALL)
        return make_server(config)

    @pytest.mark.parametrize("most", [4096, 1_000_000, 2_660_000])
    def test_start(self, make_server, most):
        server = self.server(make_server, most)
        said = refused(server)
        assert "File too large" in said and "ulimit -f" in said
        assert server.process.returncode == 1
        assert os.listdir(server.root / "run") == []

    def test_reload(self, make_server):
        server = self.server(make_server, 8_000_000)
        server.start()
        client = block(server)
        server.config.file("clients.conf", LARGE)
        server.write()
        server.log.expect("EW0210", text="File too large.*goes on with what it had before", count=1)
        server.graceful()
        assert client.get("/page.html").status == 403
        block(server)

    # The line that reaches the limit is torn: that is no full disk.
    def test_event_log(self, make_server):
        most = 8_000_000
        server = self.server(make_server, most, "ErrWatchEventLog events.json events=block,incident,entry\n")
        line = b'{"@timestamp":"2026-11-22T10:00:00.000Z"}\n'
        (server.root / "events.json").write_bytes((line * (most // len(line)))[:most - 150] + b"\n")
        server.start()
        server.log.expect("EW0215", text="events.json: File too large", count=1)
        block(server)
        wait_until(lambda: server.status.counter("events_dropped") >= 6)
        server.log.finish()
        assert server.status.counter("events_written") == 0

    def test_command_line(self, make_server):
        server = self.server(make_server, "unlimited")
        server.start()
        server.stop()
        before = server.state_file().read_bytes()
        ran = subprocess.run(["prlimit", "--fsize=4096", str(paths.CLI), "block", "192.0.2.7", "--state", str(server.state_file())],
                             capture_output=True, text=True, timeout=60)
        assert ran.returncode == 1 and "File too large" in ran.stderr and ran.stdout == ""
        assert server.state_file().read_bytes()[4096:] == before[4096:]
        server.start()


class TestDirectoriesOfOthers:
    @pytest.fixture
    def server(self, make_server):
        server = make_server(Config())
        self.directory = server.root / "sticky"
        self.directory.mkdir()
        self.directory.chmod(0o1777)
        return server

    def theirs(self, name):
        path = self.directory / name
        path.write_text("theirs")
        if os.geteuid() == 0:
            os.chown(path, 65534, 65534)
        return path

    # Nobody takes a file away there, but who has its name first keeps httpd from starting: whoever runs it is told before that.
    def test_sticky(self, server):
        server.config.errwatch(LIMITS + f"ErrWatchStateFile {self.directory}/state\nErrWatchEventLog {self.directory}/events\n")
        server.write()
        server.log.expect("EW0210", text="events is in a directory that may be written by everybody.*have its name first", count=1)
        server.log.expect("EW0211", text="state is in a directory that others.*have its name first", count=1)
        server.start()
        assert sum("have its name first" in warning for warning in server.status.document()["warnings"]) == 2

    def test_names_beside_the_state_file(self, server):
        server.config.errwatch(LIMITS + f"ErrWatchStateFile {self.directory}/state\nInclude ${{ROOT}}/clients.conf\n")
        server.config.file("clients.conf", SMALL)
        server.write()
        server.log.allow("EW0211")
        server.start()
        server.stop()
        server.config.file("clients.conf", LARGE)
        server.write()
        aside = self.theirs("state.set-aside")
        assert server.check()[0] == 0
        server.log.allow("EW0211")
        server.log.expect("EW0202", text=rf"renamed to {aside}\.\d+; counts and blocks begin anew", count=1)
        server.start()
        assert aside.read_text() == "theirs"

    # Before it is said by -t, too.
    def test_the_name_itself(self, server):
        self.theirs("state")
        server.config.errwatch(LIMITS + f"ErrWatchStateFile {self.directory}/state\n")
        server.write()
        for said in (server.check()[1], refused(server)):
            assert f"{self.directory}/state" in said


class TestStandardStreams:
    def server(self, make_server, text, error_log="logs/error.log"):
        config = Config()
        config.error_log = error_log
        config.errwatch(LIMITS + text)
        return make_server(config)

    # httpd makes whatever takes its error log its standard error, or /dev/null.
    @pytest.mark.parametrize("error_log", ['"|/bin/cat"', "syslog:local3"])
    def test_standard_error(self, make_server, error_log):
        server = self.server(make_server, "ErrWatchEventLog /dev/stderr\n", error_log)
        code, said = server.check()
        assert code != 0 and "/dev/stderr is the ErrorLog" in said and error_log.strip('"') in said
        said = refused(server)
        assert error_log.startswith("syslog") or "/dev/stderr is the ErrorLog" in said

    # As under systemd, whose journal it is.
    def test_standard_output_is_a_socket(self, make_server):
        server = self.server(make_server, "ErrWatchEventLog /dev/stdout\n")
        ours, theirs = socket.socketpair()
        with ours, theirs:
            for arguments in (["-t"], ["-DFOREGROUND"]):
                ran = subprocess.run([paths.httpd_binary(), "-f", str(server.conf), *arguments], stdin=subprocess.DEVNULL, stdout=theirs,
                                     stderr=subprocess.PIPE, text=True, timeout=60)
                assert ran.returncode != 0
                assert "/dev/stdout is a socket" in ran.stderr + server.log.text()
        allow_refusal(server)

    # It leads to /dev/null then, and events would count as written.
    def test_in_the_background(self, make_server):
        server = self.server(make_server, "ErrWatchEventLog /dev/stdout\n")
        allow_refusal(server)
        subprocess.run([paths.httpd_binary(), "-f", str(server.conf), "-k", "start"], stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        pid_file = server.root / "run/httpd.pid"
        try:
            wait_until(lambda: "leads to /dev/null" in server.log.text() or pid_file.exists(), 30)
            assert "leads to /dev/null" in server.log.text() and not pid_file.exists()
        finally:
            if pid_file.exists():
                os.kill(int(pid_file.read_text()), signal.SIGTERM)


# A start that is refused for that renamed the state file, if the number of clients had changed as well.
def test_event_log_that_is_the_state_file(make_server):
    config = Config()
    config.errwatch(LIMITS + "Include ${ROOT}/more.conf\n")
    config.file("more.conf", SMALL)
    server = make_server(config)
    server.start()
    server.stop()
    before = server.state_file().read_bytes()
    server.config.file("more.conf", LARGE + "ErrWatchEventLog run/errwatch.state\n")
    server.write()
    for said in (server.check()[1], refused(server)):
        assert "errwatch.state is both ErrWatchEventLog and ErrWatchStateFile" in said
    assert server.state_file().read_bytes() == before and os.listdir(server.root / "run") == ["errwatch.state"]


# What a disk has lost in a state file is called that.
def test_damaged_state_file(make_server):
    config = Config()
    config.errwatch(LIMITS + SMALL)
    server = make_server(config)
    server.start()
    server.stop()
    whole = server.state_file().read_bytes()
    server.state_file().write_bytes(whole.replace(b"server\0", b"serve\xf2\0"))
    ran = CommandLine(server).run("block", "192.0.2.7")
    assert ran.returncode == 1 and "is damaged" in ran.stderr and "move it away" in ran.stderr
    server.state_file().write_bytes(b"\0" + whole[1:])
    for said in (server.check()[1], refused(server), CommandLine(server).run("block", "192.0.2.7").stderr):
        assert "looks like a state file whose first bytes are damaged" in said and "move it away" in said
    server.state_file().rename(server.root / "run/away")
    server.start()
