"""Where events come from: standard input, or a file that grows and is rotated."""
from __future__ import annotations

import hashlib
import os
import pathlib
import re
import stat
import time
from typing import Any, Callable, Iterator, Optional

LONGEST_LINE = 65536   # bytes; the module's own are shorter
AT_ONCE = 1 << 20      # bytes of one reading
MARK_BYTES = 64        # before the position: what tells a file that was truncated and has grown again
OLD_FILE_SECONDS = 60  # that a file that was rotated away is still watched: old children of httpd may write to it
MOST_OLD_FILES = 4
ROTATED = re.compile(r"[.-]\d[\d._-]*")  # what rotation puts behind the name


class SourceError(Exception):
    """What is to be followed is no file."""


class Lines:
    """Whole lines of what comes in pieces."""

    def __init__(self) -> None:
        self.rest = b""
        self.skipping = False  # in a line that is too long
        self.too_long = 0

    def split(self, data: bytes) -> list[bytes]:
        *lines, self.rest = (self.rest + data).split(b"\n")
        if self.skipping and lines:
            del lines[0]
            self.skipping = False
        if len(self.rest) > LONGEST_LINE:
            self.too_long += not self.skipping
            self.skipping, self.rest = True, b""
        elif self.skipping:
            self.rest = b""
        return lines

    def last(self) -> list[bytes]:
        """What has no newline, at the very end."""
        rest, self.rest = self.rest, b""
        return [rest] if rest else []


class StandardInput:
    polled = 0
    interval = None

    def __init__(self) -> None:
        self.at_end = False
        self._lines = Lines()

    @property
    def too_long(self) -> int:
        return self._lines.too_long

    def read(self) -> list[bytes]:
        """When it can be read."""
        data = os.read(0, AT_ONCE)
        if data:
            return self._lines.split(data)
        self.at_end = True
        return self._lines.last()

    def saved(self) -> None:
        return None


class _File:
    def __init__(self, descriptor: int, position: int = 0, mark: str = "", skipping: bool = False) -> None:
        self.descriptor = descriptor
        self.inode = os.fstat(descriptor).st_ino
        self.lines = Lines()
        self.lines.skipping = skipping
        self.offset = position
        self.mark = mark
        self.last_read = 0.0

    @property
    def position(self) -> int:
        """Behind the last whole line."""
        return self.offset - len(self.lines.rest)

    def _mark_at(self, position: int) -> str:
        begin = max(0, position - MARK_BYTES)
        return hashlib.sha256(os.pread(self.descriptor, position - begin, begin)).hexdigest()[:16]

    def is_continued(self) -> bool:
        return os.fstat(self.descriptor).st_size >= self.position and (not self.mark or self._mark_at(self.position) == self.mark)

    def is_read(self) -> bool:
        return os.fstat(self.descriptor).st_size <= self.offset

    def read(self, now: float) -> list[bytes]:
        size = os.fstat(self.descriptor).st_size
        if size == self.offset:
            return []
        if size < self.offset or not self.is_continued():
            self.offset, self.lines, self.mark = 0, Lines(), ""  # truncated
        data = os.pread(self.descriptor, AT_ONCE, self.offset)
        if not data:
            return []
        self.offset += len(data)
        lines = self.lines.split(data)
        self.mark = self._mark_at(self.position)
        self.last_read = now
        return lines

    def saved(self) -> dict[str, Any]:
        return {"inode": self.inode, "position": self.position, "mark": self.mark, "skipping": self.lines.skipping}


class FollowedLog:
    polled = None
    interval = 0.2  # seconds between looks
    at_end = False

    def __init__(self, path: pathlib.Path, saved: Any, report: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self.path, self._report, self._clock = path, report, clock
        self._files: list[_File] = []  # the oldest first
        self._complaint = ""
        self._too_long = 0
        self._let_go: list[int] = []  # the numbers of files that are no longer watched
        self._from_end = False  # what is there before this begins is no news, whenever it can be read
        try:
            is_file = stat.S_ISREG(os.stat(path).st_mode)
        except OSError:
            is_file = True  # it may become one
        if not is_file:
            raise SourceError(f"{path} is no regular file: ErrWatchEventLog has to write to one")
        if isinstance(saved, dict) and saved.get("path") == str(path):
            for one in saved.get("files", []):
                self._resume(one)
        else:
            self._from_end = True
        self._look()
        if not self._files and not self._complaint:
            self._complain(f"{path} is not there yet; waiting for it")

    @property
    def too_long(self) -> int:
        return self._too_long + sum(file.lines.too_long for file in self._files)

    def _open(self, path: pathlib.Path) -> Optional[int]:
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._complain(f"{path}: {error.strerror}")
            return None
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            self._complain(f"{path} is no regular file")
            return None
        return descriptor

    def _complain(self, text: str) -> None:
        if text != self._complaint:
            self._report(text)
        self._complaint = text

    def _resume(self, one: dict[str, Any]) -> None:
        """The file that was read, under its name or the one that rotation gave it."""
        for path in [self.path, *(path for path, status in self._beside() if status.st_ino == one["inode"])]:
            descriptor = self._open(path)
            if descriptor is None:
                continue
            file = _File(descriptor, one["position"], one["mark"], one["skipping"])
            if file.inode == one["inode"] and (file.is_continued() or path == self.path):
                if not file.is_continued():  # truncated, or another file that has the number by chance
                    file.offset, file.mark, file.lines.skipping = 0, "", False
                file.last_read = self._clock()
                self._files.append(file)
                return
            os.close(descriptor)
        self._report(f"{self.path} was rotated away while nothing read it: what it had after byte {one['position']} is not told")

    def _beside(self) -> Iterator[tuple[pathlib.Path, os.stat_result]]:
        """What else has the name and more. What cannot be looked at costs itself alone; a directory may be closed, and its files not."""
        try:
            paths = [path for path in self.path.parent.iterdir() if path.name.startswith(self.path.name) and path != self.path]
        except OSError:
            return
        for path in paths:
            try:
                yield path, path.stat()
            except OSError:
                continue

    def _rotated_since(self) -> None:
        """Files that came and were rotated away between two looks, the oldest first."""
        known = {file.inode for file in self._files} | set(self._let_go)
        since = os.fstat(self._files[-1].descriptor).st_mtime_ns
        found = [(status.st_mtime_ns, path) for path, status in self._beside() if ROTATED.fullmatch(path.name.removeprefix(self.path.name))
                 and stat.S_ISREG(status.st_mode) and status.st_ino not in known and status.st_mtime_ns >= since]
        for _, path in sorted(found):
            descriptor = self._open(path)
            if descriptor is not None:
                self._watch(_File(descriptor))

    def _watch(self, file: _File) -> None:
        file.last_read = self._clock()
        self._files.append(file)

    def _look(self) -> None:
        try:
            inode = os.stat(self.path).st_ino
        except FileNotFoundError:
            self._from_end = False  # what comes later is news
            return
        except OSError as error:
            self._complain(f"{self.path}: {error.strerror}")
            return
        if any(file.inode == inode for file in self._files):
            return
        descriptor = self._open(self.path)
        if descriptor is not None:
            self._complaint = ""
            if self._files:
                self._rotated_since()
            file = _File(descriptor, os.fstat(descriptor).st_size if self._from_end else 0)
            file.lines.skipping = file.offset > 0 and os.pread(descriptor, 1, file.offset - 1) != b"\n"
            self._from_end = False
            self._watch(file)

    def read(self) -> list[bytes]:
        now, lines = self._clock(), []  # type: float, list[bytes]
        self._look()
        for file in self._files:
            lines += file.read(now)
        for file in self._files[:-1]:
            if file.is_read() and (now - file.last_read > OLD_FILE_SECONDS or len(self._files) > MOST_OLD_FILES):
                self._let_go = [*self._let_go[-MOST_OLD_FILES:], file.inode]
                self._too_long += file.lines.too_long
                os.close(file.descriptor)
                self._files.remove(file)
                break
        return lines

    def saved(self) -> dict[str, Any]:
        return {"path": str(self.path), "files": [file.saved() for file in self._files]}
