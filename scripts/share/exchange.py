"""`errwatch exchange`, which alone touches the server's memory: lines of JSON to and from it, and nothing waits for it."""
from __future__ import annotations

import collections
import json
import os
import selectors
import threading
import time
from typing import Any, Callable, Optional, Protocol

from share.retry import Backoff
from share.telling import Telling

LONGEST_LINE = 1 << 20
READ_AT_ONCE = 1 << 16
ENOUGH_WAITING = 1 << 20  # bytes that it has not taken yet: nothing more is read from Redis for it
STUCK_SECONDS = 30.0
SILENT_SECONDS = 5.0
STEADY_SECONDS = 60.0    # one that lived so long begins anew with the waits


class Session(Protocol):
    """To one exchange, from its beginning to its end."""

    def input(self) -> int:
        """Where it is written to; a descriptor that does not block, as the other."""

    def output(self) -> int: ...

    def end(self) -> str:
        """Tells it that this is all, waits for it, and says how it ended."""


class Way(Protocol):
    """How to come to an exchange."""
    name: str

    def open(self) -> Session:
        """Raises OSError."""


class Exchange:
    def __init__(self, way: Way, telling: Telling, take: Callable[[dict[str, Any]], None], gone: Callable[[], None]) -> None:
        self._way, self._telling, self._take, self._gone = way, telling, take, gone
        self._session: Optional[Session] = None
        self._backoff = Backoff(1.0, 60.0)
        self._started_at = self._start_at = self._taken_at = 0.0
        self._input = b""
        self._is_skipping = False
        self._output: collections.deque[bytes] = collections.deque()
        self._waiting = 0
        self._lock = threading.Condition()
        self._is_greeted = False
        self._selector = selectors.DefaultSelector()
        self._wake_reader, self._wake_writer = os.pipe()
        for descriptor in (self._wake_reader, self._wake_writer):
            os.set_blocking(descriptor, False)
        self._selector.register(self._wake_reader, selectors.EVENT_READ)
        self.run = 0  # the number of the one that there is, of those that greeted
        self.unreadable = 0

    # For all threads

    def wake(self) -> None:
        try:
            os.write(self._wake_writer, b"x")
        except BlockingIOError:
            pass  # it is awake

    def give(self, line: dict[str, Any], may_drop: bool = False, run: Optional[int] = None) -> None:
        """`may_drop`: the next of its kind says it again. `run`: for that one alone. One that came after it may lack what was given to
        it before, and must not be given what comes later: it would pass over the rest."""
        data = json.dumps(line, separators=(",", ":"), ensure_ascii=True).encode() + b"\n"
        with self._lock:
            if not self._is_greeted or (may_drop and self._waiting > ENOUGH_WAITING) or run not in (None, self.run):
                return
            if not self._output:
                self._taken_at = time.monotonic()
            self._output.append(data)
            self._waiting += len(data)
        self.wake()

    def has_room(self, seconds: float) -> bool:
        """Waits for one that has greeted and takes what it is given."""
        with self._lock:
            return self._lock.wait_for(lambda: self._is_greeted and self._waiting < ENOUGH_WAITING, seconds)

    def greeted(self) -> None:
        with self._lock:
            self._is_greeted = True
            self.run += 1
            self._lock.notify_all()

    # For the main thread

    def step(self, seconds: float) -> None:
        """What there is to do with it; waits for it at most so long."""
        if self._session is None:
            if time.monotonic() >= self._start_at:
                self._start()
            else:
                seconds = min(seconds, self._start_at - time.monotonic())
        self._watch_input()
        self._watch_silence()
        session = self._session
        for key, _ in self._selector.select(max(seconds, 0.0)):
            if key.fd == self._wake_reader:
                os.read(self._wake_reader, 4096)
            elif self._session is None or self._session is not session:
                continue  # what it said last was its end
            elif key.data == "out":
                self._read()
            elif key.data == "in":
                self._write()

    def _start(self) -> None:
        self._started_at = time.monotonic()
        try:
            self._session = self._way.open()
        except OSError as error:
            self._failed(f"{self._way.name}: {error.strerror or error}")
            return
        self._selector.register(self._session.output(), selectors.EVENT_READ, "out")

    def _failed(self, reason: str) -> None:
        if time.monotonic() - self._started_at > STEADY_SECONDS:
            self._backoff.well()
        self._start_at = time.monotonic() + self._backoff.failed()
        self._telling.say("exchange", f"{reason}; it is tried again, nothing is shared until then")

    def _is_watched(self, descriptor: int) -> bool:
        return descriptor in self._selector.get_map()

    def _watch_input(self) -> None:
        if self._session is None:
            return
        descriptor = self._session.input()
        is_watched = self._is_watched(descriptor)
        with self._lock:
            is_wanted = bool(self._output)
            is_stuck = is_wanted and time.monotonic() - self._taken_at > STUCK_SECONDS
        self._telling.say("stuck", "exchange takes nothing that it is given: nothing is read for it" if is_stuck else "", "exchange takes what it is given again")
        if is_wanted and not is_watched:
            self._selector.register(descriptor, selectors.EVENT_WRITE, "in")
        elif is_watched and not is_wanted:
            self._selector.unregister(descriptor)

    def _watch_silence(self) -> None:
        """It greets when there is something to share."""
        is_silent = self._session is not None and not self._is_greeted and time.monotonic() - self._started_at > SILENT_SECONDS
        if is_silent:
            self._telling.say("exchange", f"{self._way.name} waits: httpd does not run, or has no ErrWatchShare; its own log says which, "
                              "and nothing is shared until then")

    def _write(self) -> None:
        assert self._session
        with self._lock:
            data = b"".join(self._output)
            self._output.clear()
            try:
                written = os.write(self._session.input(), data[:READ_AT_ONCE])
            except BlockingIOError:
                written = 0
            except OSError:
                self._output.clear()
                self._waiting = 0
                return  # it is ending, which its output tells
            if data[written:]:
                self._output.append(data[written:])
            self._waiting -= written
            if written:
                self._taken_at = time.monotonic()
            self._lock.notify_all()

    def _read(self) -> None:
        assert self._session
        try:
            data = os.read(self._session.output(), READ_AT_ONCE)
        except BlockingIOError:
            return
        except OSError:
            data = b""  # a connection that was reset
        if not data:
            self._ended()
            return
        session = self._session
        *lines, self._input = (self._input + data).split(b"\n")
        for line in lines:
            if self._session is not session:
                return  # it was sent away for the line before
            if self._is_skipping:
                self._is_skipping = False
                continue
            self._line(line)
        if len(self._input) > LONGEST_LINE:
            self._input, self._is_skipping = b"", True
            self._unreadable("a line that is too long")

    def _line(self, line: bytes) -> None:
        try:
            said = json.loads(line)
        except (ValueError, RecursionError):
            said = None
        if isinstance(said, dict):
            self._take(said)
        else:
            self._unreadable("a line that is no object")

    def _unreadable(self, what: str) -> None:
        self.unreadable += 1
        self._telling.say("unreadable", f"exchange says what is not understood: {what}")

    def well(self) -> None:
        self._telling.say("exchange", "", "exchange runs again")

    def _close(self) -> str:
        """How it ended."""
        session = self._session
        assert session
        for descriptor in {session.input(), session.output()}:
            if self._is_watched(descriptor):
                self._selector.unregister(descriptor)
        with self._lock:
            self._output.clear()
            self._waiting, self._is_greeted, self._input, self._is_skipping = 0, False, b"", False
            self._lock.notify_all()
        self._session = None
        return session.end()

    def _ended(self) -> None:
        with self._lock:
            if self._is_greeted:
                self._backoff.well()  # its server has ended, and the next exchange waits for another
        how = self._close()
        self._gone()
        self._failed(f"{self._way.name} {how}")

    def restart(self, reason: str) -> None:
        """It is not what was wanted."""
        if self._session is not None:
            self._close()
            self._gone()
        self._failed(reason)

    def end(self) -> None:
        if self._session is not None:
            self._close()
