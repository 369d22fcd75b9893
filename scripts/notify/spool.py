"""What outlives this program: a directory with a file for each message that is to be sent, and one for the state.

A file is written beside its place, synced, and renamed: it is whole or not there. The state says which messages there are, and is
written after them and before the first is sent; so a crash in between leaves a message file that the state does not know, which is
removed, and the events that it tells of are still in the state's digest, or not yet read.
"""
from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pathlib
import re
import stat
import time
from typing import Any, Callable, Iterator, Optional

HEADER = b"errwatch-notify 1 "
STATE = "state"
MESSAGE = re.compile(r"message\.([A-Za-z0-9_-]{1,64})\.(\d{1,18})")
MOST_DAMAGED = 20  # that are kept to be looked at
LONGEST = 16 << 20


class SpoolError(Exception):
    pass


class Damaged(Exception):
    pass


def _framed(document: Any) -> bytes:
    text = json.dumps(document, separators=(",", ":")).encode()  # ASCII: lone surrogates are escapes
    return HEADER + hashlib.sha256(text).hexdigest().encode() + b"\n" + text + b"\n"


def _unframed(data: bytes) -> dict[str, Any]:
    header, _, text = data.partition(b"\n")
    text = text[:-1]
    if not data.endswith(b"\n") or header != HEADER + hashlib.sha256(text).hexdigest().encode():
        raise Damaged
    document = json.loads(text)
    if not isinstance(document, dict):
        raise Damaged
    return document


class Spool:
    def __init__(self, directory: pathlib.Path) -> None:
        self.directory = directory
        self._lock: Optional[int] = None

    def prepare(self, owner: Optional[tuple[int, int]] = None) -> None:
        """Makes the directory if it is not there, for `owner` (user, group) if this is root. Raises SpoolError."""
        user = owner[0] if owner else os.geteuid()
        try:
            try:
                os.mkdir(self.directory, 0o700)
                if owner:
                    os.chown(self.directory, *owner, follow_symlinks=False)
            except FileExistsError:
                pass
            status = os.stat(self.directory)
        except OSError as error:
            raise SpoolError(f"{self.directory}: {error.strerror}") from None
        if status.st_uid != user or status.st_mode & 0o022:
            raise SpoolError(f"{self.directory} must belong to the user with the number {user}, and nobody else may write to it")

    def lock(self, patience: float, report: Callable[[str], None]) -> None:
        """One program a directory: the one before may still be ending. Raises SpoolError."""
        begin, is_said = time.monotonic(), False
        try:
            self._lock = os.open(self.directory / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            while True:
                try:
                    fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    return
                except BlockingIOError:
                    waited = time.monotonic() - begin
                    if waited > 1.0 and not is_said:
                        report(f"{self.directory} is another errwatch-notify's, whose end is waited for")
                        is_said = True
                    if waited > patience:
                        raise SpoolError(f"{self.directory} is another errwatch-notify's: `spool` names a directory of its own for each") from None
                    time.sleep(0.05)
        except OSError as error:
            raise SpoolError(f"{self.directory}/lock: {error.strerror}") from None

    def forget_lock(self) -> None:
        """In a process of a delivery, which may outlive this one."""
        if self._lock is not None:
            os.close(self._lock)

    def _write(self, name: str, document: Any) -> int:
        data = _framed(document)
        beside = self.directory / f"new.{name}"
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.rename(beside, self.directory / name)
        self.sync()
        return len(data)

    def sync(self) -> None:
        descriptor = os.open(self.directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _read(self, name: str) -> dict[str, Any]:
        descriptor = os.open(self.directory / name, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise Damaged
        with open(descriptor, "rb") as file:
            data = file.read(LONGEST)
        try:
            return _unframed(data)
        except (ValueError, RecursionError):
            raise Damaged from None

    def set_aside(self, name: str) -> None:
        """A damaged file is kept, as damaged.NAME.TIME; of many the newest."""
        try:
            os.rename(self.directory / name, self.directory / f"damaged.{name}.{time.time_ns()}")
            kept = sorted(self.directory.glob("damaged.*"), key=lambda path: path.name.rpartition(".")[2])
            for path in kept[:-MOST_DAMAGED]:
                path.unlink()
        except OSError:
            pass

    def state(self) -> Optional[dict[str, Any]]:
        """None: there is none yet. Raises Damaged, and OSError."""
        try:
            return self._read(STATE)
        except FileNotFoundError:
            return None

    def save(self, state: dict[str, Any]) -> None:
        self._write(STATE, state)

    def put(self, service: str, number: int, document: dict[str, Any]) -> int:
        """Its bytes."""
        return self._write(f"message.{service}.{number}", document)

    def get(self, service: str, number: int) -> dict[str, Any]:
        """Raises Damaged (it was set aside) and OSError."""
        name = f"message.{service}.{number}"
        try:
            return self._read(name)
        except Damaged:
            self.set_aside(name)
            raise

    def remove(self, service: str, number: int) -> None:
        try:
            os.unlink(self.directory / f"message.{service}.{number}")
        except OSError:
            pass

    def messages(self) -> Iterator[tuple[str, int, int]]:
        """(service, number, bytes) of the files that are there. What has the name of one and is none is set aside: it would be in the way."""
        for path in sorted(self.directory.iterdir()):
            match = MESSAGE.fullmatch(path.name)
            if not match and path.name not in (STATE, f"new.{STATE}") and not MESSAGE.fullmatch(path.name.removeprefix("new.")):
                continue
            try:
                status = path.lstat()
            except OSError:
                continue
            if not stat.S_ISREG(status.st_mode):
                self.set_aside(path.name)
            elif match:
                yield match[1], int(match[2]), status.st_size
