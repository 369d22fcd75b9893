"""What this host has sent and may have to send again when Redis turns out to have lost it: pours of the last minute, and decisions
until they run out. As it was sent, with its number and signature, so that whoever has it already passes over it."""
from __future__ import annotations

import collections
import dataclasses
import threading
import time
from typing import Any

MOST_DECISIONS = 3000  # messages: with a minute of pours less than what counts as a flood
ENDLESS_MS = 1 << 62


def runs_out_ms(changes: list[dict[str, Any]]) -> int:
    """When the last of its blocks ends; what is no block (an unblock, say) counts as long as its stream keeps it."""
    latest = 0
    for change in changes:
        block = change.get("block")
        until = block.get("until_ms") if isinstance(block, dict) else None
        if type(until) is not int:
            return ENDLESS_MS
        latest = max(latest, until)
    return latest


@dataclasses.dataclass
class Sent:
    shard: int
    stream: str
    fields: dict[bytes, bytes]
    at_ms: int
    until_ms: int
    sent_bytes: int = 0
    size: int = 0  # in this program's memory

    def __post_init__(self) -> None:
        self.sent_bytes = sum(map(len, self.fields.values()))
        self.size = self.sent_bytes + 1000


class Keeper:
    def __init__(self, seconds: float, most_bytes: int, decisions_seconds: float) -> None:
        self._recent_ms, self._decisions_ms, self._most_bytes = int(seconds * 1000), int(decisions_seconds * 1000), most_bytes
        self._adopted: list[Sent] = []  # of earlier runs of this program, as the streams had it
        self._sent: collections.deque[Sent] = collections.deque()
        self._adopted_macs: set[bytes] = set()  # what was given again is in the stream more than once
        self._lock = threading.Lock()
        self._pruned_ms = 0
        self.bytes = 0
        self.forgotten = 0  # that should have been kept, and had no room

    def add(self, sent: Sent) -> None:
        with self._lock:
            self._sent.append(sent)
            self._added(sent)

    def adopt(self, sent: Sent) -> None:
        """In the order of the stream; again is none."""
        with self._lock:
            mac = sent.fields[b"m"]
            if sent.stream == "decisions" and mac not in self._adopted_macs and self._is_wanted(sent, int(time.time() * 1000)):
                self._adopted_macs.add(mac)
                self._adopted.append(sent)
                self._added(sent)

    def start_over(self) -> None:
        """The streams are read from the beginning, and what was adopted comes again."""
        with self._lock:
            self._adopted.clear()
            self._adopted_macs.clear()
            self.bytes = sum(sent.size for sent in self._sent)

    def _added(self, sent: Sent) -> None:
        self.bytes += sent.size
        if self.bytes > self._most_bytes or len(self) > 2 * MOST_DECISIONS or sent.at_ms - self._pruned_ms > 1000:
            self._prune(sent.at_ms)

    def _is_wanted(self, sent: Sent, now_ms: int) -> bool:
        if now_ms - sent.at_ms <= self._recent_ms:
            return True
        return sent.stream == "decisions" and sent.until_ms > now_ms and now_ms - sent.at_ms <= self._decisions_ms

    def _prune(self, now_ms: int) -> None:
        """Of what is too much the oldest goes, a quarter at once: not each further message is to begin all this anew."""
        self._pruned_ms = now_ms
        self._adopted = [sent for sent in self._adopted if self._is_wanted(sent, now_ms)]
        self._adopted_macs = {sent.fields[b"m"] for sent in self._adopted}
        self._sent = collections.deque(sent for sent in self._sent if self._is_wanted(sent, now_ms))
        self.bytes = sum(sent.size for sent in (*self._adopted, *self._sent))
        if self.bytes <= self._most_bytes and len(self) <= 2 * MOST_DECISIONS:
            return
        while len(self) and (self.bytes > self._most_bytes * 3 // 4 or len(self) > MOST_DECISIONS * 3 // 2):
            self.bytes -= (self._adopted.pop(0) if self._adopted else self._sent.popleft()).size
            self.forgotten += 1

    def __len__(self) -> int:
        return len(self._adopted) + len(self._sent)

    def again(self, shards: set[int], now_ms: int) -> list[Sent]:
        """In the order in which it was sent."""
        with self._lock:
            return [sent for sent in (*self._adopted, *self._sent) if sent.shard in shards and self._is_wanted(sent, now_ms)]
