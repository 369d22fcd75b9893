"""errwatch watch: on a terminal, and as lines."""
import json
import os
import signal
import subprocess

import pytest

from harness import paths, schema
from harness.cli import CommandLine
from harness.config import Config
from harness.files import LIMITS, block
from harness.terminal import Terminal
from harness.wait import wait_until


NOBODY = 65534


@pytest.fixture
def open_terminal():
    opened = []

    def make(server, *arguments, **options):
        opened.append(Terminal([paths.CLI, "watch", "--state", server.state_file(), *arguments], **options))
        return opened[-1]

    yield make
    for terminal in opened:
        terminal.close()


class TestTerminal:
    @classmethod
    def configure(cls, config):
        config.errwatch(LIMITS)

    def test_attack_comes_into_sight(self, server, log, open_terminal):
        terminal = open_terminal(server, "-c", server.conf, columns=140)
        terminal.wait("q quit")
        client = block(server)
        shown = terminal.wait(client.address)
        assert "blocked" in terminal.wait("resource_exhaustion")
        assert "latest incidents" in shown and "ErrWatchEngine is On" in shown
        assert f"{client.address} blocked until" in terminal.wait("resource_exhaustion 5/5, rule 900")
        assert terminal.end() == 0
        # The terminal is as it was: the cursor is back, and so is the first screen.
        assert b"\x1b[?25h" in terminal.raw or b"\x1b[?12l" in terminal.raw or b"\x1b[?0c" in terminal.raw

    @pytest.mark.parametrize("rows, columns", [(10, 40), (24, 80), (50, 200), (3, 20), (1, 5)])
    def test_sizes(self, server, log, open_terminal, rows, columns):
        client = block(server)
        terminal = open_terminal(server, rows=rows, columns=columns)
        if rows >= 10:
            shown = terminal.wait(client.address)
            assert "10m" in shown or "9m" in shown or "left" in shown
        terminal.type("?")
        if rows >= 10:
            terminal.wait("Enter")
        terminal.type("\x1b")
        terminal.resize(20, 90)
        terminal.wait("latest incidents")
        terminal.resize(rows, columns)
        assert terminal.end() == 0

    def test_block_and_unblock(self, server, log, open_terminal):
        client = block(server)
        terminal = open_terminal(server)
        terminal.wait(client.address)
        terminal.type(f"/{client.address}\r")
        terminal.wait(f"filter: {client.address}")
        log.expect("EW0102", text=rf"client {client.address} let back in by an administrator", count=1)
        terminal.type("u")
        terminal.wait(f"Let {client.address} back in")
        terminal.type("y")
        terminal.wait("may come again")
        assert client.get("/page.html").status == 200
        log.finish()
        terminal.type("b")
        terminal.wait(f"Block {client.address} for 1h?")
        terminal.type("n")
        terminal.wait("for 1h?", gone=True)
        assert client.get("/page.html").status == 200
        log.expect("EW0106", text=rf"client {client.address} blocked by an administrator.*errwatch watch", count=1)
        terminal.type("by")
        terminal.wait("is blocked until")
        assert client.get("/page.html").status == 403
        assert terminal.end() == 0

    def test_details(self, server, log, open_terminal):
        client = block(server)
        terminal = open_terminal(server)
        terminal.wait(client.address)
        terminal.type(f"/{client.address}\r\r")
        shown = terminal.wait("strikes")
        assert "last rule" in shown and "succeeded:" in shown
        terminal.type("\x1b")
        terminal.wait("s sort")
        assert terminal.end() == 0

    # What a client sends neither steers the terminal nor breaks a line.
    def test_hostile_bytes(self, server, log, open_terminal):
        client = server.client()
        log.expect("AH00128", count=5)
        log.expect_blocked(client)
        for number in range(5):
            client.get(f"/{number}%1b]0;owned%07%1b[2J%e2%80%ae%ff")
        log.finish()
        terminal = open_terminal(server, "-c", server.conf, rows=40, columns=200)
        terminal.wait(client.address)
        terminal.type(f"/{client.address}\r\r")
        terminal.wait("strikes")
        assert b"]0;owned\x07" not in terminal.raw and b"\x1b]0;owned" not in terminal.raw and b"\xe2\x80\xae" not in terminal.raw
        assert terminal.end() == 0

    @pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"LC_ALL": "C"}, {"TERM": "vt100"}, {"TERM": "xterm-256color"}])
    def test_terminals_of_any_kind(self, server, log, open_terminal, environment):
        client = block(server)
        terminal = open_terminal(server, **environment)
        terminal.wait(client.address)
        coloured = any(code in terminal.raw for code in (b"\x1b[31m", b"31m", b"\x1b[33m"))
        assert coloured == ("NO_COLOR" not in environment and environment.get("TERM") != "vt100")
        if "C" == environment.get("LC_ALL"):
            assert max(terminal.raw) < 0x80
        assert terminal.end() == 0

    @pytest.mark.parametrize("name", ["dumb", "nonsense"])
    def test_terminals_that_cannot(self, server, open_terminal, name):
        terminal = open_terminal(server, TERM=name)
        assert terminal.end(keys="") == 1
        assert name in terminal.text()

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_signals(self, server, open_terminal, number):
        terminal = open_terminal(server)
        terminal.wait("q quit")
        terminal.process.send_signal(number)
        assert terminal.end(keys="") == 0

    def test_terminal_that_goes(self, server, open_terminal):
        terminal = open_terminal(server)
        terminal.wait("q quit")
        os.close(terminal.master)
        terminal.master = os.open("/dev/null", os.O_RDONLY)
        assert terminal.process.wait(20) in (0, -signal.SIGHUP)


# Whoever starts httpd owns the state file, and needs not be root.
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to be somebody else")
def test_as_somebody_else(make_server, open_terminal):
    config = Config()
    config.errwatch(LIMITS)
    server = make_server(config)
    server.start()
    client = block(server)
    server.stop()
    terminal = open_terminal(server, user=NOBODY)
    assert terminal.end(keys="") == 1 and "Run this as root" in " ".join(terminal.text().split())
    os.chown(server.state_file(), NOBODY, NOBODY)
    os.chown(server.state_file().parent, NOBODY, NOBODY)
    terminal = open_terminal(server, user=NOBODY)
    terminal.wait("httpd is not running")
    terminal.wait(client.address)
    terminal.type("u")
    terminal.wait("back in, in every scope?")
    terminal.type("y")
    terminal.wait("may come again")
    assert terminal.end() == 0


# A server that stops, starts and gets another state file meanwhile.
def test_over_restarts(make_server, open_terminal):
    config = Config()
    config.errwatch(LIMITS)
    server = make_server(config)
    server.start()
    terminal = open_terminal(server)
    terminal.wait("ErrWatchEngine is On")
    server.stop()
    terminal.wait("httpd is not running")
    server.state_file().unlink()
    terminal.wait(str(server.state_file())[-20:])
    server.start()
    terminal.wait("0 blocked")
    client = block(server)
    terminal.wait(f"{client.address} blocked until")
    assert terminal.end() == 0


@pytest.fixture
def watch_lines():
    started = []

    def make(server, *arguments):
        process = subprocess.Popen([str(paths.CLI), "watch", "--state", str(server.state_file()), *arguments], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        os.set_blocking(process.stdout.fileno(), False)
        os.set_blocking(process.stderr.fileno(), False)
        started.append(process)
        wait_until(lambda: is_watching(process), what="it to watch")
        return process

    yield make
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


class TestLines:
    @classmethod
    def configure(cls, config):
        config.errwatch(LIMITS)

    def test_text(self, server, log, watch_lines):
        process = watch_lines(server)
        client = block(server)
        lines = read_until(process, client.address)
        assert f"{client.address} blocked until" in lines and "\x1b" not in lines
        log.expect("EW0102", text=client.address, count=1)
        CommandLine(server).run("unblock", client.address)
        read_until(process, "let back in")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0 and not process.stderr.read()

    def test_jsonl(self, server, log, watch_lines):
        process = watch_lines(server, "--format", "jsonl")
        client = block(server)
        rows = [schema.check("watch", json.loads(line)) for line in read_until(process, client.address).splitlines()]
        assert [row["kind"] for row in rows if row.get("client") == client.address] == ["block"]
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0

    def test_nobody_reads(self, server, watch_lines):
        process = watch_lines(server)
        process.stdout.close()
        process.stdout = open(os.devnull, "rb")
        assert process.wait(20) == 0 and not process.stderr.read()

    def test_full_disk(self, server, log):
        process = subprocess.Popen([str(paths.CLI), "watch", "--state", str(server.state_file())], stdin=subprocess.DEVNULL,
                                   stdout=open("/dev/full", "wb"), stderr=subprocess.PIPE)
        assert process.wait(20) == 1 and b"cannot write the result: No space left on device" in process.stderr.read()
        process.stderr.close()


def test_lines_over_restarts(make_server, watch_lines):
    config = Config()
    config.errwatch(LIMITS)
    server = make_server(config)
    server.start()
    process = watch_lines(server)
    server.stop()
    assert "httpd is not running" in read_until(process, "ago)", process.stderr)
    server.start()
    read_until(process, "httpd runs again", process.stderr)
    assert "blocked until" in read_until(process, block(server).address)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


def is_watching(process):
    """Whether it ignores SIGPIPE: that it does once it has taken what was there before."""
    with open(f"/proc/{process.pid}/status") as file:
        ignored = next(line for line in file if line.startswith("SigIgn:"))
    return int(ignored.split()[1], 16) >> (signal.SIGPIPE - 1) & 1


def read_until(process, part, stream=None):
    """What it has written since, up to a whole line that has this."""
    text = b""

    def came():
        nonlocal text
        text += (stream or process.stdout).read() or b""
        return part.encode() in text and text.endswith(b"\n")

    wait_until(came, 20, what=part)
    return text.decode()
