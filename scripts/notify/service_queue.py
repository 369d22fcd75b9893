"""What one service is to be told: the digest that grows, the messages that wait, and when the next one may go."""
from __future__ import annotations

import collections
import dataclasses
import datetime
import random
import time
from typing import Any, Callable, Optional

from notify.configuration import Service
from notify.destination import Outcome
from notify.digest import Digest
from notify.event import Event
from notify.spool import Damaged, Spool

MOST_REFUSALS = 3  # of one message, by a server that says that the message is at fault
LEAST_STEP = 60.0  # seconds by which a clock is set, and not only slewed
COUNTERS = ("matched", "sent_messages", "sent_events", "dropped_messages", "dropped_events", "untold_messages", "untold_events", "damaged")


def clock_text(now: float) -> str:
    return datetime.datetime.fromtimestamp(now, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclasses.dataclass
class Waiting:
    number: int
    events: int
    bytes: int
    made: float
    told: Optional[dict[str, Any]] = None  # in memory alone, where the disk did not take it
    refusals: int = 0
    taken: list[str] = dataclasses.field(default_factory=list)  # recipients that have it

    def saved(self) -> dict[str, Any]:
        return {"number": self.number, "events": self.events, "bytes": self.bytes, "made": self.made, "refusals": self.refusals, "taken": self.taken}


class ServiceQueue:
    """Its counters add up at any time: matched == sent + dropped + waiting + in the digest, all in events."""

    def __init__(self, service: Service, spool: Spool, saved: dict[str, Any], report: Callable[[str], None],
                 jitter: Callable[[float, float], float] = random.uniform) -> None:
        self.service, self.spool, self._report, self._jitter = service, spool, report, jitter
        self.digest = Digest(saved.get("digest"))
        self.next_flush: float = saved.get("next_flush", 0.0)
        self.number: int = saved.get("number", 1)
        self._clocks: Optional[tuple[float, float]] = None  # the wall's and the machine's, when they were last looked at
        self.queue = collections.deque(Waiting(**one) for one in saved.get("queue", []))
        self.count = {name: int(saved.get(name, 0)) for name in COUNTERS}
        self.failures: int = saved.get("failures", 0)
        self.next_try: float = 0.0  # a new start tries at once
        self.error: str = saved.get("error", "")
        self.note: str = saved.get("note", "")  # of what was sent last
        self.in_flight = False
        self.must_commit = False
        self.remove_after_commit: list[int] = []
        self._told_dropped = (0, 0)

    def saved(self) -> dict[str, Any]:
        return {"digest": self.digest.saved(), "next_flush": self.next_flush, "number": self.number,
                "queue": [one.saved() for one in self.queue if one.told is None], "failures": self.failures, "error": self.error,
                "note": self.note, **self.count}

    # What comes in

    def offer(self, event: Event, now: float) -> None:
        if self.service.wants(event):
            self.count["matched"] += 1
            self.digest.add(event, clock_text(now))
            if now >= self.next_flush:
                self.flush(now)

    def _follow_clock(self, now: float, running: float) -> None:
        """A clock that is set (a machine that starts in 1970) makes nothing older."""
        if self._clocks is not None:
            step = (now - self._clocks[0]) - (running - self._clocks[1])
            if abs(step) >= LEAST_STEP:
                for one in self.queue:
                    one.made += step
        self._clocks = now, running

    def tick(self, now: float, running: Optional[float] = None) -> None:
        self._follow_clock(now, time.clock_gettime(time.CLOCK_BOOTTIME) if running is None else running)
        self.next_flush = min(self.next_flush, now + self.service.interval)  # the clock was set back
        self.next_try = min(self.next_try, now + max(3600.0, self.service.retry_max))
        if now >= self.next_flush:
            self.flush(now)

    def flush(self, now: float) -> None:
        """Makes a message of the digest, unless there is nothing to tell or the service is down: what happens meanwhile is told in one."""
        if not self.digest.events or self._is_held():
            return
        told, events = self.digest.told(), self.digest.events
        waiting = Waiting(self.number, events, 0, now)
        try:
            waiting.bytes = self.spool.put(self.service.name, self.number, told)
        except OSError as error:
            self._report(f"{self.service.name}: {self.spool.directory}: {error.strerror}: a message is in memory alone")
            waiting.told = told
        self.number += 1
        self.queue.append(waiting)
        self.digest = Digest()
        self.next_flush = now + self.service.interval
        self.must_commit = True

    def store(self) -> None:
        """What is in memory alone, once the disk takes it. Raises OSError."""
        for one in self.queue:
            if one.told is not None:
                one.bytes = self.spool.put(self.service.name, one.number, one.told)
                one.told = None

    def _is_held(self) -> bool:
        return self.failures > 0 and bool(self.queue)

    def drop(self, why: str, oldest: int = 0) -> None:
        """One of those that wait; its events are counted, and the next message tells of them."""
        gone = self.queue[oldest]
        del self.queue[oldest]
        self._count_dropped(gone.events)
        self.remove_after_commit.append(gone.number)
        self.must_commit = True
        self._report(f"{self.service.name}: a message with {gone.events} events is dropped: {why}")

    def _count_dropped(self, events: int) -> None:
        for name, number in (("dropped_messages", 1), ("dropped_events", events), ("untold_messages", 1), ("untold_events", events)):
            self.count[name] += number

    def drop_oldest_waiting(self, why: str) -> bool:
        """The one on its way is not waiting."""
        if len(self.queue) <= self.in_flight:
            return False
        self.drop(why, int(self.in_flight))
        return True

    # What goes out

    def wakes_at(self) -> Optional[float]:
        times = []
        if self.digest.events and not self._is_held():
            times.append(self.next_flush)
        if self.queue and not self.in_flight:
            times.append(self.next_try)
        return min(times, default=None)

    def take(self, now: float) -> Optional[tuple[dict[str, Any], tuple[int, int]]]:
        """The next message, if one may go now, and what else it has to tell of (dropped messages, events)."""
        while self.queue and not self.in_flight and now >= self.next_try:
            first = self.queue[0]
            if now - first.made > self.service.keep:
                self.drop("it is too old")
                continue
            try:
                told = first.told or self.spool.get(self.service.name, first.number)
            except (Damaged, OSError) as error:
                self.count["damaged"] += isinstance(error, Damaged)
                why = "its file was damaged and is set aside" if isinstance(error, Damaged) else f"its file cannot be read: {error.strerror}"
                self.drop(why)
                continue
            self.in_flight = True
            self._told_dropped = (self.count["untold_messages"], self.count["untold_events"])
            return told, self._told_dropped
        return None

    def finished(self, outcome: Outcome, now: float) -> None:
        self.in_flight = False
        first = self.queue[0]
        if outcome.ok:
            self.queue.popleft()
            self.spool.remove(self.service.name, first.number)
            self.count["sent_messages"] += 1
            self.count["sent_events"] += first.events
            self.count["untold_messages"] -= self._told_dropped[0]
            self.count["untold_events"] -= self._told_dropped[1]
            if self.failures:
                self._report(f"{self.service.name}: sent, after {self.failures} failures")
            if outcome.note and outcome.note != self.note:
                self._report(f"{self.service.name}: sent, but {outcome.note}")
            self.failures, self.error, self.note, self.next_try = 0, "", outcome.note, 0.0
            return
        first.taken = outcome.taken or first.taken
        first.refusals += outcome.refused
        self.failures += 1
        self.error = outcome.error
        delay = min(self.service.retry_max, self.service.retry * 2.0 ** min(self.failures - 1, 30)) * self._jitter(0.5, 1.0)
        delay = max(delay, outcome.retry_after or 0.0)
        if self.failures & (self.failures - 1) == 0:  # the 1st, 2nd, 4th, ...
            self._report(f"{self.service.name}: {outcome.error}; tried {self.failures} times, again in {delay:.3g} s")
        if first.refusals >= MOST_REFUSALS:
            self.drop(f"refused: {outcome.error}")
            self.failures = 0
        self.next_try = now + delay

    def restore(self, files: dict[int, int], is_known: bool, now: float) -> None:
        """Files of this service that are there (number: bytes). Those that the state does not know are of a message that was not yet
        made when the program was killed; without a state they are all that is left."""
        known = {one.number for one in self.queue}
        for number, size in sorted(files.items()):
            if number in known:
                continue
            if is_known:
                self.spool.remove(self.service.name, number)
                continue
            try:
                told = self.spool.get(self.service.name, number)
            except (Damaged, OSError):
                self.count["damaged"] += 1
                self._count_dropped(0)
                continue
            events = int(told.get("events", 0))
            self.queue.append(Waiting(number, events, size, now))
            self.count["matched"] += events
            self.number = max(self.number, number + 1)
        # A file that is gone was sent: it is removed as soon as that is known, before the state says so.
        for one in [one for one in self.queue if one.number not in files]:
            self.queue.remove(one)
            self.count["sent_messages"] += 1
            self.count["sent_events"] += one.events
