"""What people are told on standard error: of each trouble each cause once, and once that it is over.

Causes that take turns (a connection that is refused, one that nobody answers) are one trouble: each of them is told once, not at each
turn. A trouble that comes back soon after it was said to be over is told again only when it lasts, so that what was said last is true,
and a trouble that comes and goes fills no log. Where the texts differ each time a few of them are told an hour.
"""
from __future__ import annotations

import re
import sys
import threading
import time
from typing import Callable

HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
MOST_KEPT = 4096
LONGEST = 500
STEADY_SECONDS = 60.0  # what has been well for so long begins anew
MOST_AN_HOUR = 8       # lines about one trouble
MOST_OF_ALL = 240      # ... about all: names of hosts are whatever somebody with the key writes


def visible(text: str) -> str:
    """Without signs that a terminal obeys, or that hide others."""
    return HIDDEN.sub(lambda match: f"\\x{ord(match[0]):02X}", text)


class _Trouble:
    def __init__(self) -> None:
        self._causes: set[str] = set()  # that were told
        self._told_at: list[float] = []
        self._is_now, self._since = False, float("-inf")
        self._is_said = False           # that it is there is what was said last

    def comes(self, cause: str, now: float) -> bool:
        """Whether that is to be told."""
        if not self._is_now:
            if self.is_over(now):
                self._causes.clear()
            self._is_now, self._since = True, now
        self._told_at = [at for at in self._told_at if now - at < 3600.0]
        is_new = cause not in self._causes or (not self._is_said and now - self._since >= STEADY_SECONDS)
        if not is_new or len(self._told_at) >= MOST_AN_HOUR:
            return False
        if len(self._causes) >= MOST_KEPT:
            self._causes.clear()
        self._causes.add(cause)
        self._told_at.append(now)
        self._is_said = True
        return True

    def goes(self, now: float) -> bool:
        """Whether that is to be told."""
        if self._is_now:
            self._is_now, self._since = False, now
        was_said, self._is_said = self._is_said, False
        return was_said

    def is_over(self, now: float) -> bool:
        return not self._is_now and now - self._since >= STEADY_SECONDS


class Telling:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._troubles: dict[str, _Trouble] = {}
        self._told_at: list[float] = []
        self._lock = threading.Lock()

    def report(self, text: str) -> None:
        print(f"errwatch-share: {visible(text)[:LONGEST]}", file=sys.stderr, flush=True)

    def say(self, about: str, text: str, good: str = "", cause: str = "") -> None:
        """`text` "" is well again; `good` is said of that if something was wrong before. `cause`: texts that have the same one are told
        once, instead of those that are the same."""
        with self._lock:
            now = self._clock()
            if text:
                if about not in self._troubles and len(self._troubles) >= MOST_KEPT:
                    self._troubles.clear()
                is_told = self._troubles.setdefault(about, _Trouble()).comes(cause or text, now)
            elif about in self._troubles:
                is_told = self._troubles[about].goes(now) and bool(good)
                if self._troubles[about].is_over(now):
                    del self._troubles[about]
            else:
                is_told = False
            told = self._bounded(text or good, now) if is_told else ""
        if told:
            self.report(told)

    def _bounded(self, text: str, now: float) -> str:
        self._told_at = [at for at in self._told_at if now - at < 3600.0]
        if len(self._told_at) > MOST_OF_ALL:
            return ""
        self._told_at.append(now)
        return text if len(self._told_at) <= MOST_OF_ALL else f"{MOST_OF_ALL} lines within an hour: further ones are left out, `errwatch peers` has how it is"

