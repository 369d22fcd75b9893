"""What people are told on standard error: each thing once, until it changes."""
from __future__ import annotations

import re
import sys
import threading

HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
MOST_KEPT = 4096
LONGEST = 500


class Telling:
    def __init__(self) -> None:
        self._said: dict[str, str] = {}
        self._lock = threading.Lock()

    def report(self, text: str) -> None:
        text = HIDDEN.sub(lambda match: f"\\x{ord(match[0]):02X}", text)
        print(f"errwatch-share: {text[:LONGEST]}", file=sys.stderr, flush=True)

    def say(self, about: str, text: str, good: str = "") -> None:
        """`text` "" is well again; `good` is said of that if something was wrong before."""
        with self._lock:
            before = self._said.get(about, "")
            if before == text:
                return
            if len(self._said) >= MOST_KEPT:
                self._said.clear()
            self._said[about] = text
        if text or good:
            self.report(text or good)
