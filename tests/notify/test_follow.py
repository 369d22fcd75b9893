"""A log that grows, is rotated, truncated, and written to in pieces."""
import gzip
import os
import shutil
import signal
import time

import pytest

from notify_harness.events import client, event
from notify_harness.wait import wait_until

from events import source
from events.source import AT_ONCE, LONGEST_LINE, MOST_OLD_FILES, OLD_FILE_SECONDS, FollowedLog, Lines, SourceError


class Log:
    def __init__(self, path):
        self.path, self.number = path, 0
        self.create()

    def create(self):
        self.file = open(self.path, "ab", buffering=0)

    def write(self, count=1):
        for _ in range(count):
            self.file.write(event(client=client(self.number)))
            self.number += 1

    def rotate(self, to=".1"):
        os.rename(self.path, f"{self.path}{to}")
        old, self.file = self.file, open(self.path, "ab", buffering=0)
        return old


@pytest.fixture
def log(tmp_path):
    return Log(tmp_path / "events.json")


@pytest.fixture
def following(notify, log):
    notify.command("exit 0", interval="60s")
    notify.start("--follow", str(log.path))
    wait_until(lambda: notify.spool.exists() and notify.state().get("input"))
    return notify


def seen(notify, log):
    notify.wait_for("command", "matched", log.number)
    assert notify.terminate() == 0
    assert notify.count("command", "matched") == log.number and notify.state()["unreadable"] == 0


class Followed:
    """The reader alone, with the test's clock; what it read are the numbers of lines."""

    def __init__(self, path, saved=None):
        self.now, self.complaints = 0.0, []
        self.reader = FollowedLog(path, saved, self.complaints.append, lambda: self.now)

    def read(self):
        lines = []
        while more := self.reader.read():
            lines += more
        return lines


@pytest.fixture
def path(tmp_path):
    return tmp_path / "log"


def append(path, text):
    with open(path, "ab") as file:
        file.write(text)


class TestProgram:
    def test_grows(self, following, log):
        log.write(20)
        seen(following, log)

    def test_rotation(self, following, log):
        log.write(10)
        old = log.rotate()
        old.write(event(client="192.0.2.200"))  # a child of httpd that has not heard of it
        log.number += 1
        log.write(10)
        seen(following, log)

    def test_restart_doubles_and_loses_nothing(self, notify, following, log):
        log.write(10)
        notify.wait_for("command", "matched", 10)
        assert notify.terminate() == 0
        log.write(5)
        log.rotate()
        log.write(5)
        notify.start("--follow", str(log.path))
        seen(notify, log)

    def test_keeps_up_with_a_storm(self, following, log):
        """At one piece an interval these would take 18 s and more."""
        lines = b"".join(event(client=client(number)) for number in range(1000))
        begin = time.monotonic()
        for _ in range(100):
            log.file.write(lines)
        log.number = 100_000
        following.wait_for("command", "matched", log.number)
        took = time.monotonic() - begin
        assert took < 100 * len(lines) / AT_ONCE * FollowedLog.interval, took
        seen(following, log)

    def test_file_that_comes_later(self, notify, tmp_path):
        notify.command("exit 0", interval="60s").start("--follow", str(tmp_path / "later.json"))
        wait_until(lambda: notify.spool.exists() and notify.state().get("input"))
        log = Log(tmp_path / "later.json")
        log.write(3)
        seen(notify, log)


    @pytest.mark.parametrize("kind", ["directory", "FIFO", "device"])
    def test_what_is_no_file_is_refused(self, notify, tmp_path, kind):
        place = tmp_path / "log"
        if kind == "directory":
            place.mkdir()
        elif kind == "FIFO":
            os.mkfifo(place)
        notify.command("exit 0")
        done = notify.run("--follow", "/dev/zero" if kind == "device" else str(place))
        assert done.returncode == 2 and b"is no regular file" in done.stderr and len(done.stderr.splitlines()) <= 2

    def test_one_that_is_not_there_is_said(self, notify, tmp_path):
        notify.command("exit 0").start("--follow", str(tmp_path / "nosuch/log"))
        wait_until(lambda: "nosuch/log is not there yet" in notify.errors(), what=notify.errors)
        assert notify.terminate() == 0

    # httpd's hard restart hangs up on all that it started; a habit of administrators does so to a unit.
    def test_hanging_up_is_not_its_end(self, following, log):
        following.process.send_signal(signal.SIGHUP)
        log.write(3)
        seen(following, log)


class TestReader:
    def test_begins_at_the_end(self, path):
        append(path, b"old\nha")
        follow = Followed(path)
        append(path, b"lf\nnew\n")
        assert follow.read() == [b"new"]

    def test_pieces_of_a_line(self, path):
        append(path, b"")
        follow = Followed(path)
        append(path, b"o")
        assert follow.read() == []
        saved = follow.reader.saved()
        append(path, b"ne\ntw")
        assert follow.read() == [b"one"]
        # What was read of a line that is not whole is read again.
        assert Followed(path, saved).read() == [b"one"]
        append(path, b"o\n")
        assert follow.read() == [b"two"]

    def test_truncated(self, path):
        append(path, b"")
        follow = Followed(path)
        append(path, b"one\ntwo\n")
        assert follow.read() == [b"one", b"two"]
        os.truncate(path, 0)
        append(path, b"x\n")
        assert follow.read() == [b"x"]

    @pytest.mark.parametrize("again", [b"three\nfour\nfive\n", b"111\n222\n"], ids=["longer", "as long"])
    def test_truncated_and_grown_again(self, path, again):
        append(path, b"")
        follow = Followed(path)
        append(path, b"one\ntwo\n")
        follow.read()
        saved = follow.reader.saved()
        shutil.copy(path, f"{path}.1")
        os.truncate(path, 0)
        append(path, again)
        if len(again) > 8:
            assert follow.read() == again.split()
        assert Followed(path, saved).read() == again.split()

    def test_rotated_while_nobody_read(self, path):
        append(path, b"")
        follow = Followed(path)
        append(path, b"one\n")
        follow.read()
        saved = follow.reader.saved()
        append(path, b"two\n")
        os.rename(path, f"{path}.1")
        append(path, b"three\n")
        later = Followed(path, saved)
        assert later.read() == [b"two", b"three"] and later.complaints == []

    def test_compressed_while_nobody_read(self, path):
        append(path, b"")
        follow = Followed(path)
        append(path, b"one\n")
        follow.read()
        saved = follow.reader.saved()
        keep = open(path)  # so that the number is not given again at once
        with gzip.open(f"{path}.2.gz", "wb") as packed:
            packed.write(path.read_bytes())
        path.unlink()
        append(path, b"two\n")
        later = Followed(path, saved)
        assert later.read() == [b"two"] and "rotated away while nothing read it" in later.complaints[0]
        keep.close()

    # As logs have that are rotated by size, or daily while nothing ran for a week-end.
    @pytest.mark.parametrize("is_running", [True, False])
    @pytest.mark.parametrize("times", [2, MOST_OLD_FILES + 3])
    def test_rotated_more_than_once_between_two_looks(self, path, is_running, times):
        append(path, b"old\n")
        follow = Followed(path)
        append(path, b"0\n")
        assert follow.read() == [b"0"]
        expected = []
        for number in range(times):
            append(path, b"%d\n" % number)
            expected.append(b"%d" % number)
            for older in range(number, 0, -1):
                os.rename(f"{path}.{older}", f"{path}.{older + 1}")
            os.rename(path, f"{path}.1")
        append(path, b"last\n")
        append(path.with_name("log.1.gz"), b"packed\n")
        append(path.with_name("log.bak"), b"copy\n")
        later = follow if is_running else Followed(path, follow.reader.saved())
        assert later.read() == [*expected, b"last"] and later.complaints == []

    # Its directory may be entered and not listed, or holds something that cannot be looked at.
    @pytest.mark.parametrize("kind", ["closed", "dangling"])
    def test_directory_that_cannot_be_looked_through(self, path, kind, monkeypatch):
        append(path, b"old\n")
        saved = Followed(path).reader.saved()
        os.symlink("/nonexistent", f"{path}.link")
        if kind == "closed":
            def fail(_):
                raise PermissionError(13, "Permission denied")
            monkeypatch.setattr(source.pathlib.Path, "iterdir", fail)
        append(path, b"new\n")
        later = Followed(path, saved)
        assert later.read() == [b"new"] and later.complaints == []

    def test_what_was_there_is_no_news_when_it_can_be_read_later(self, path, monkeypatch):
        append(path, b"old\n")
        with monkeypatch.context() as patch:
            def fail(*_):
                raise PermissionError(13, "Permission denied")
            patch.setattr(source.os, "open", fail)
            follow = Followed(path)
            assert follow.read() == [] and follow.complaints == [f"{path}: Permission denied"]
        assert follow.read() == []
        append(path, b"new\n")
        assert follow.read() == [b"new"]

    def test_no_file(self, tmp_path):
        with pytest.raises(SourceError):
            Followed(tmp_path)

    def test_old_file_is_let_go(self, path):
        append(path, b"")
        follow = Followed(path)
        for number in range(20):
            follow.now += OLD_FILE_SECONDS + 1
            append(path, b"line\n")
            assert follow.read() == [b"line"]
            os.rename(path, f"{path}.{number}")
            append(path, b"")
            follow.read()
        assert len(follow.reader.saved()["files"]) <= 3

    def test_another_file_begins_at_its_end(self, path, tmp_path):
        append(path, b"")
        saved = Followed(path).reader.saved()
        append(tmp_path / "other", b"old\n")
        assert Followed(tmp_path / "other", saved).read() == []


class TestLines:
    def test_too_long(self):
        lines = Lines()
        assert lines.split(b"a" * (LONGEST_LINE + 1)) == []
        assert len(lines.rest) == 0
        assert lines.split(b"b" * LONGEST_LINE * 3) == []
        assert lines.split(b"end\nnext\nthe") == [b"next"]
        assert lines.too_long == 1 and lines.split(b" last\n") == [b"the last"]
