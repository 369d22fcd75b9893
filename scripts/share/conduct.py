"""How a host behaves, judged by the times at which Redis took its messages: so all hosts judge alike, also one that reads an hour later."""
from __future__ import annotations

from typing import Optional

from share.configuration import Limits

BURST_SECONDS = 60.0  # what was sent in vain while Redis was gone, or is sent again, comes at once
FORGET_SECONDS = 3600.0
AGAIN_PART = 0.05


class Bucket:
    def __init__(self, rate: float) -> None:
        self._rate, self._level, self._at_ms = rate, 0.0, 0

    def pour(self, amount: float, now_ms: int) -> bool:
        """Whether it holds it. Time does not run backwards in it."""
        if now_ms > self._at_ms:
            self._level = max(0.0, self._level - (now_ms - self._at_ms) / 1000.0 * self._rate)
            self._at_ms = now_ms
        self._level += amount
        if self._level > self._rate * BURST_SECONDS:
            self._level = self._rate * BURST_SECONDS
            return False
        return True


class Conduct:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._messages, self._changes, self._bytes = Bucket(limits.host_messages), Bucket(limits.host_changes), Bucket(limits.host_bytes)
        self._until_ms = self._disagreed_ms = 0  # when it last said something that disagrees with this host
        self._strikes = 0
        self._is_for_disagreement = False
        self.reason = ""

    def is_cut_off(self, now_ms: int) -> bool:
        return now_ms < self._until_ms

    def disagrees(self, at_ms: int) -> None:
        self._disagreed_ms = max(self._disagreed_ms, at_ms)

    def agrees(self, at_ms: int) -> None:
        """It has said something that is right: with what it was cut off for alone that is over."""
        if self._is_for_disagreement and at_ms > self._disagreed_ms:
            self._until_ms = min(self._until_ms, at_ms)

    @property
    def until_ms(self) -> int:
        return self._until_ms

    def charge(self, changes: int, size: int, now_ms: int, is_again: bool = False) -> Optional[str]:
        """What it floods with; None: nothing. What is given again, because Redis lost its data, is no flood unless there is no end to it."""
        part = AGAIN_PART if is_again else 1.0
        fits = [self._messages.pour(part, now_ms), self._changes.pour(changes * part, now_ms), self._bytes.pour(size * part, now_ms)]
        if all(fits):
            return None
        limits = self._limits
        most = (f"{limits.host_messages} messages", f"{limits.host_changes} changes", f"{limits.host_bytes} bytes")[fits.index(False)]
        return f"it floods: more than {most} a second"

    def cut_off(self, reason: str, now_ms: int, for_disagreement: bool = False) -> float:
        """For how many seconds. A disagreement (`shards`, say) ends as soon as it is put right, a flood or nonsense does not."""
        if now_ms - self._until_ms > FORGET_SECONDS * 1000:
            self._strikes = 0
        seconds = min(self._limits.cut_off * 2 ** min(self._strikes, 20), self._limits.cut_off_max)
        self._strikes += 1
        self._until_ms = now_ms + int(seconds * 1000)
        self.reason, self._is_for_disagreement = reason, for_disagreement
        return seconds
