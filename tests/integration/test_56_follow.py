"""`errwatch scan` while it runs: --follow over rotations, and the progress bar. No httpd takes part."""
import contextlib
import json
import os
import pty
import queue
import re
import signal
import subprocess
import threading

import pytest

from harness import paths
from harness.wait import wait_until

DEADLINE = 30

RULES = """
ErrWatchRule 103 auth_failure ah=AH01617 module=auth_basic level=error cost=1 name="wrong password"
ErrWatchRule 104 server_fault ah=AH00052 cost=0 name="child crashed"
ErrWatchLimit auth_failure 3/10m
"""


def attack(client, first=1, times=3):
    """What three wrong passwords leave in the log; the third blocks."""
    line = "[Sun Nov 22 10:00:{:02} 2026] [auth_basic:error] [pid 7] [client {}:4000] AH01617: user eve: authentication failure\n"
    return "".join(line.format(second, client) for second in range(first, first + times))


def append(path, text):
    with path.open("a") as log:
        log.write(text)


@pytest.fixture(autouse=True)
def built():
    if not paths.CLI.exists():
        pytest.fail(f"{paths.CLI} is missing: build it, or name it in ERRWATCH_CLI", pytrace=False)


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "rules.conf"
    path.write_text(RULES)
    return path


class Following:
    """`errwatch scan --follow`, with what it prints line by line."""

    def __init__(self, rules, *arguments):
        command = [paths.CLI, "scan", "--follow", "--config", rules, *arguments]
        self.process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        env={**os.environ, "TZ": "UTC"})
        self._lines = queue.Queue()
        self.errors = []
        self._readers = [threading.Thread(target=self._read_output), threading.Thread(target=self._read_errors)]
        for reader in self._readers:
            reader.start()

    def _read_output(self):
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def _read_errors(self):
        for line in self.process.stderr:
            self.errors.append(line)

    def line(self):
        """The next line; it must come."""
        line = self._lines.get(timeout=DEADLINE)
        assert line is not None, "".join(self.errors)
        return line

    def end(self, number=signal.SIGINT):
        """Ends it with a signal; returns the rest of what it prints."""
        self.process.send_signal(number)
        rest = "".join(iter(lambda: self._lines.get(timeout=DEADLINE), None))
        assert self.process.wait(DEADLINE) == 0
        return rest

    def discard(self):
        self.process.kill()
        self.process.wait()
        for reader in self._readers:
            reader.join()
        self.process.stdout.close()
        self.process.stderr.close()


@pytest.fixture
def follow(rules):
    started = []

    def start(*arguments):
        started.append(Following(rules, *arguments))
        return started[-1]

    yield start
    for following in started:
        following.discard()


class TestFollow:
    @pytest.fixture
    def error_log(self, tmp_path):
        path = tmp_path / "error.log"
        path.write_text(attack("192.0.2.1"))
        return path

    # The line of a block: time, client, limit, until, rule, evidence.
    def test_what_is_there_comes_first(self, follow, error_log):
        line = follow(error_log).line()
        for part in ("2026-11-22 10:00:03 UTC", "192.0.2.1 ", "auth_failure 3/3", "until 2026-11-22 10:10:03 ", "rule 103 wrong password",
                     "on lines 1, 2, 3", "AH01617: user eve"):
            assert part in line

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_a_signal_brings_the_summary(self, follow, error_log, number):
        following = follow(error_log)
        following.line()
        append(error_log, attack("192.0.2.2", 10, 5))
        assert "192.0.2.2" in following.line()
        rest = following.end(number)
        assert rest.startswith("\nlines: ") and " 8\n" in rest.splitlines(keepends=True)[1]
        assert "Who would have been blocked" in rest and "192.0.2.1" in rest and "192.0.2.2" in rest
        assert not following.errors

    def test_a_line_in_pieces(self, follow, error_log):
        following = follow(error_log)
        following.line()
        text = attack("192.0.2.3", 10)
        for begin in range(0, len(text), 40):
            append(error_log, text[begin:begin + 40])
        assert "192.0.2.3" in following.line() and "\nlines:                  6\n" in following.end()

    # logrotate's default: renamed, children still write to the old file, then the new one is made.
    def test_rotation_by_rename(self, follow, error_log):
        following = follow(error_log)
        following.line()
        for turn in range(1, 4):
            old = error_log.with_suffix(f".{turn}")
            error_log.rename(old)
            append(old, attack(f"192.0.2.1{turn}", 10))
            assert f"192.0.2.1{turn} " in following.line()
            append(error_log, attack(f"192.0.2.2{turn}", 20))
            line = following.line()
            assert f"192.0.2.2{turn} " in line and "on lines 1, 2, 3" in line
            append(old, attack(f"192.0.2.3{turn}", 30))
            assert f"192.0.2.3{turn} " in following.line()
        assert "\nlines:                  30\n" in following.end()

    # logrotate's copytruncate. What is written next has the same length as what was there.
    def test_copytruncate(self, follow, error_log):
        following = follow(error_log)
        following.line()
        for turn in range(1, 4):
            error_log.with_suffix(f".{turn}").write_text(error_log.read_text())
            os.truncate(error_log, 0)
            append(error_log, attack(f"192.0.2.{turn + 1}", 10 * turn))
            line = following.line()
            assert f"192.0.2.{turn + 1} " in line and "on lines 1, 2, 3" in line
        assert "\nlines:                  12\n" in following.end()

    def test_not_there_yet(self, follow, error_log, tmp_path):
        later = tmp_path / "logs" / "later.log"  # nor is its directory
        following = follow(error_log, later)
        following.line()
        wait_until(lambda: following.errors, DEADLINE)
        assert f"{later}: No such file or directory" in following.errors[0]
        later.parent.mkdir()
        append(later, attack("192.0.2.4"))
        line = following.line()
        assert "192.0.2.4 " in line and f"{later}:3" in line
        assert len(following.errors) == 1

    def test_deleted_and_made_anew(self, follow, error_log):
        following = follow(error_log)
        following.line()
        error_log.unlink()
        append(error_log, attack("192.0.2.5"))
        assert "192.0.2.5 " in following.line()

    def test_evidence_of_several_files(self, follow, error_log, tmp_path):
        other = tmp_path / "other.log"
        other.write_text("")
        following = follow(error_log, other)
        following.line()
        append(other, attack("192.0.2.6", 1, 1))
        append(error_log, attack("192.0.2.7", 10))
        assert "192.0.2.7 " in following.line()
        append(other, attack("192.0.2.6", 20, 2))
        assert f"on lines {other}:1, {other}:2, {other}:3" in following.line()

    def test_tail_leaves_out_what_is_there(self, follow, error_log, tmp_path):
        log = tmp_path / "new.log"
        following = follow("--tail", error_log, log)
        wait_until(lambda: following.errors, DEADLINE)  # that the second is missing: so the first has been skipped
        append(log, attack("192.0.2.8"))
        assert "192.0.2.8 " in following.line()
        assert "192.0.2.1 " not in following.end()

    def test_json_lines(self, follow, error_log, rules):
        following = follow("--format", "jsonl", error_log)
        live = [json.loads(following.line())]
        append(error_log, "[Sun Nov 22 10:00:09 2026] [core:notice] [pid 7] AH00052: child pid 9 exit signal Segmentation fault (11)\n")
        live.append(json.loads(following.line()))
        rest = [json.loads(line) for line in following.end().splitlines()]
        assert [record["type"] for record in live] == ["block", "finding"]
        assert {record["type"] for record in rest} == {"client", "rule", "category", "summary"}
        assert rest[-1]["type"] == "summary" and rest[-1]["blocks"] == 1
        # the same objects as without --follow
        whole = subprocess.run([paths.CLI, "scan", "-c", rules, "-f", "jsonl", error_log], capture_output=True, text=True, check=True,
                               env={**os.environ, "TZ": "UTC"})
        key = lambda record: json.dumps(record, sort_keys=True)
        assert sorted(map(key, live + rest)) == sorted(key(json.loads(line)) for line in whole.stdout.splitlines())

    def test_filters(self, follow, error_log):
        following = follow("--client", "192.0.2.9", error_log)
        append(error_log, attack("192.0.2.2") + attack("192.0.2.9"))
        assert "192.0.2.9 " in following.line()

    # `errwatch scan --follow error.log | head -n 1` comes to an end.
    def test_ends_when_nobody_reads(self, rules, error_log):
        process = subprocess.Popen([paths.CLI, "scan", "--follow", "-c", rules, error_log], stdout=subprocess.PIPE)
        try:
            assert b"192.0.2.1" in process.stdout.readline()
            process.stdout.close()
            assert process.wait(DEADLINE) != 0
        finally:
            process.kill()
            process.wait()


class Terminal:
    """A pseudo-terminal, with all that was written to it."""

    def __init__(self):
        self._leader, self.fd = pty.openpty()
        os.set_blocking(self._leader, False)
        self._shown = b""

    def shown(self):
        with contextlib.suppress(BlockingIOError):
            while True:
                self._shown += os.read(self._leader, 65536)
        return self._shown

    def close(self):
        os.close(self._leader)
        os.close(self.fd)


class TestProgressBar:
    CHUNK = attack("192.0.2.1", 1, 50).encode()
    WIPE = b"\r\x1b[K"

    @pytest.fixture
    def terminal(self):
        terminal = Terminal()
        yield terminal
        terminal.close()

    @pytest.fixture
    def scan(self, rules):
        """Runs `errwatch scan` to its end; returns what it says."""
        def run(*arguments, errors, feed=None):
            command = [paths.CLI, "scan", "-c", rules, "--threads", "1", *arguments]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)
            try:
                if feed:
                    feed(process.stdin)
                out, _ = process.communicate(timeout=4 * DEADLINE)
            finally:
                process.kill()
                process.wait()
            assert process.returncode == 0
            return out.decode()
        return run

    # Of standard input nobody knows the length: lines are counted. They come until the bar has been seen.
    def test_counts_lines_of_a_pipe(self, terminal, scan):
        def feed(pipe):
            def more():
                pipe.write(self.CHUNK)
                return b" lines" in terminal.shown()
            wait_until(more, DEADLINE, interval=0)

        assert "192.0.2.1" in scan("-", errors=terminal.fd, feed=feed)
        shown = terminal.shown()
        assert shown.startswith(self.WIPE) and shown.endswith(self.WIPE)  # written over, and wiped off at the end
        assert b"%" not in shown and b"\n" not in shown

    # Two files that grow until they take long enough for a bar.
    def test_percents_of_files(self, terminal, scan, tmp_path):
        logs = tmp_path / "error.log", tmp_path / "error.log.1"
        for times in (2, 8, 32, 128):
            for log, chunk in zip(logs, (self.CHUNK, attack("192.0.2.9", 1, 50).encode())):  # no copies of each other
                log.write_bytes(chunk * 5000 * times)
            assert "192.0.2.1" in scan(*logs, errors=terminal.fd)
            if terminal.shown():
                break
        shown = terminal.shown()
        assert shown.startswith(self.WIPE) and shown.endswith(self.WIPE) and b"\n" not in shown
        for text in shown.decode().split("\r\x1b[K")[1:-1]:
            bar, percent, lines = re.fullmatch(r"\[([#.]{40})\] (\d+) %, (\d+) lines", text).groups()
            assert 0 <= int(percent) <= 100 and int(lines) > 0
            assert bar == ("#" * bar.count("#")).ljust(40, ".")
            assert bar.count("#") == pytest.approx(int(percent) * 40 / 100, abs=1)

    # Nothing with --quiet, and nothing where standard error is no terminal.
    def test_none(self, terminal, scan, tmp_path):
        log = tmp_path / "error.log"
        log.write_bytes(self.CHUNK * 5000 * 16)
        scan("--quiet", log, errors=terminal.fd)
        assert terminal.shown() == b""
        with (tmp_path / "errors").open("w+b") as errors:
            scan(log, errors=errors)
            assert errors.seek(0, os.SEEK_END) == 0
