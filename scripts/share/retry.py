"""How long to wait before the next try: longer each time, and not the same on all hosts."""
from __future__ import annotations

import random


class Backoff:
    def __init__(self, least: float, most: float) -> None:
        self._least, self._most, self._next = least, most, least

    def failed(self) -> float:
        seconds = self._next * random.uniform(0.5, 1.0)
        self._next = min(self._next * 2, self._most)
        return seconds

    def well(self) -> None:
        self._next = self._least
