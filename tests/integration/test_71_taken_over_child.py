"""A child that was taken over writes whatever it likes over the memory that all processes share: the parent and a command line that root runs
go on, end in time, obey nothing that stands there, and touch no other file."""
import hashlib
import os
import pathlib
import subprocess

import pytest

from harness import paths
from harness.cli import CommandLine
from harness.config import Config
from harness.files import LIMITS
from harness.scribble import FIXED, HEADER, Memory, Scribbler, become, patterns
from harness.wait import wait_until

COMMANDS = [
    ("status",), ("status", "--format", "json"), ("status", "--format", "html"), ("status", "--format", "prometheus"), ("clients",),
    ("clients", "--format", "json"), ("clients", "--exempt"), ("clients", "127.64.0.1"), ("story", "127.64.0.1"), ("incident", "1"), ("anomalies",),
    ("templates",), ("peers",), ("block", "192.0.2.1", "--for", "1h"), ("block", "192.0.2.0/24"), ("unblock", "192.0.2.1"),
    ("allow", "192.0.2.2"), ("disallow", "192.0.2.2"), ("import", "list"), ("export",), ("doctor", "--config", "httpd.conf"), ("export", "--format", "nftables"), ("unblock", "--all"),
]
PAGES = ["", "json", "auto", "prometheus", "client=127.64.0.1"]
HTML = ("", "client=127.64.0.1")
SET_ASIDE = ("EW0202", "was renamed to")


def plain(text):
    """Without what a terminal obeys."""
    return not any((ord(c) < 32 and c not in "\r\n") or 127 <= ord(c) < 160 for c in text)


class Server:
    """One that is scribbled over, with everything that reads its memory."""

    def __init__(self, make_server):
        config = Config()
        config.known_entries = "."  # whatever it counts, it may say
        config.errwatch(LIMITS + "ErrWatchAnomalies On\nErrWatchShare group=shop\nErrWatchEventLog logs/events.log\n")
        config.file("list", "203.0.113.7\n198.51.100.0/24\n")
        self.httpd = make_server(config)
        self.httpd.start()
        self.cli = CommandLine(self.httpd)
        self.begun = []
        self.httpd.client().miss(6)
        self.files = self.listed()

    def listed(self):
        """All files of the server but those that it writes, and what is in them."""
        written = ("logs", "output")
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in self.httpd.root.rglob("*")
                if path.is_file() and path.relative_to(self.httpd.root).parts[0] not in written and not path.name.startswith(("errwatch.state", "httpd.pid"))}

    def run(self, command):
        arguments = [self.httpd.root / argument if argument in ("list", "httpd.conf") else argument for argument in command[1:]]
        ran = self.cli.run(command[0], *arguments)
        said = ran.stdout + ran.stderr
        assert ran.returncode in (0, 1, 2) and (ran.returncode == 0 or said), (command, ran.returncode, said[-2000:])
        assert plain(said.replace("\ufffd", "")), (command, said)
        return ran

    def begin(self, *command):
        """A program that goes on until it is ended."""
        arguments = [paths.CLI, *command, "--state", self.httpd.state_file(), "--config", self.httpd.conf]
        self.begun.append(subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"))
        return self.begun[-1]

    def pages(self):
        for query in PAGES:
            page = self.httpd.status.fetch(query).text
            assert "\x1b" not in page and (query not in HTML or "<script>alert" not in page)

    def check(self):
        assert self.httpd.process.poll() is None
        log = self.httpd.log.text()
        assert "AH00052" not in log and "AH00051" not in log, "a child crashed"
        assert "ERROR: AddressSanitizer" not in log + self.httpd.output() and "runtime error" not in log + self.httpd.output()
        assert self.listed() == self.files


@pytest.fixture
def scribbled(make_server):
    server = Server(make_server)
    try:
        yield server
        server.check()
    finally:
        for program in server.begun:
            program.kill()
            program.wait()


# Each part with each pattern, and what of it holds still.
def test_parts(scribbled):
    memory = Memory(scribbled.httpd.memory_file())
    step = (memory.size - HEADER) // 4
    parts = [(FIXED, HEADER), *((HEADER + i * step, HEADER + (i + 1) * step) for i in range(4))]
    commands = iter(COMMANDS)
    for begin, end in parts:
        before = memory.read(begin, end)
        for wild in patterns(end - begin).values():
            memory.write(begin, wild)
            scribbled.run(next(commands))
        memory.write(begin, before)
    scribbled.pages()


def test_all_the_time(scribbled):
    exchange, watch = scribbled.begin("exchange"), scribbled.begin("watch", "--interval", "1s")
    with Scribbler(scribbled.httpd, FIXED):
        for command in COMMANDS:
            scribbled.run(command)
        scribbled.pages()
        written = scribbled.httpd.state_file().stat().st_mtime_ns
        wait_until(lambda: scribbled.httpd.state_file().stat().st_mtime_ns != written, 30)  # the parent's copy
        scribbled.httpd.graceful()
        assert exchange.poll() in (None, 0, 1) and watch.poll() is None
    watch.terminate()
    for program in (watch, exchange):
        assert plain(program.communicate(timeout=30)[0].replace("\ufffd", ""))
    scribbled.run(("status",))
    scribbled.httpd.restart()
    scribbled.httpd.stop()
    scribbled.httpd.start()
    scribbled.run(("status",))
    scribbled.pages()


# What the parent made the memory with is not what stands there: it is set aside, with the reason, at a graceful restart and at a start.
@pytest.mark.parametrize("again", ["graceful", "stop"])
def test_header(scribbled, again):
    httpd = scribbled.httpd
    memory = Memory(httpd.memory_file())
    before = memory.read(0, FIXED)
    for at in (0, 8, 12, 16, 28, 32, 47, 48):
        memory.write(at, bytes([before[at] ^ 8]))
        ran = scribbled.run(("status",))
        assert ran.returncode == 0 or "sets aside" in ran.stderr, ran.stderr
        memory.write(at, before[at:at + 1])
    for wild in patterns(FIXED).values():
        memory.write(0, wild)
        scribbled.run(("block", "192.0.2.1"))
    scribbled.pages()  # children go by what they were started with
    memory.write(0, before[:32] + bytes(16) + before[48:])  # a hash key that whoever was taken over chose
    if again == "stop":
        httpd.stop()
        httpd.start()
    else:
        httpd.graceful()
    assert all(said in httpd.log.text() for said in SET_ASIDE)
    assert any("does not fit" in warning for warning in httpd.status.document()["warnings"])
    assert (httpd.root / "run/errwatch.state.set-aside").exists()
    assert Memory(httpd.memory_file()).read(32, 48) not in (bytes(16), before[32:48])
    assert scribbled.run(("block", "192.0.2.1")).returncode == 0


# What its rights are: the mapping, and nothing else of it.
@pytest.mark.skipif(os.geteuid() != 0, reason="parent and children have one user")
def test_rights_of_a_child(scribbled):
    httpd = scribbled.httpd
    memory, child = httpd.memory_file(), httpd.children()[0]
    for size in (0, 4096, 1 << 30):
        with open(memory, "rb+") as file, pytest.raises(PermissionError):
            file.truncate(size)  # sealed: not even root
    pid = os.fork()
    if pid == 0:
        become(child)
        tried = [memory, f"/proc/{httpd.process.pid}/mem", f"/proc/{httpd.process.pid}/map_files", httpd.state_file(), httpd.root / "run/errwatch.state.set-aside"]
        opened = 0
        for path in tried:
            try:
                os.close(os.open(path, os.O_RDWR if not pathlib.Path(path).is_dir() else os.O_RDONLY))
                opened += 1
            except OSError:
                pass
        os._exit(opened)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
