"""The loop: one thread that reads events, counts them for each service, and sees to deliveries, which are processes of their own."""
from __future__ import annotations

import os
import selectors
import signal
import time
from typing import Any, Callable, Optional, Union

from events.source import FollowedLog, StandardInput
from notify import message
from notify.configuration import Configuration, Service
from notify.delivery import Delivery
from notify.destination import Outcome
from notify.early_signal import has_come
from notify.event import parse
from notify.redactor import Redactor
from notify.service_queue import ServiceQueue
from notify.spool import Damaged, Spool
from notify.visible import visible

SAVE_SECONDS = 1.0     # between states, where nothing asks for one at once
DRAIN_SECONDS = 10.0   # for what waits, once standard input has ended
LEAVE_SECONDS = 3.0    # for what is on its way, when told to end
REPORT_SECONDS = 60.0  # between the same report about what was read
STATE_VERSION = 1

Source = Union[StandardInput, FollowedLog]


def reporter(configuration: Configuration) -> Callable[[str], None]:
    """Lines on standard error, which name no secret."""
    hide = Redactor(secret for service in configuration.services for secret in service.secrets.values())

    def report(text: str) -> None:
        try:
            os.write(2, f"errwatch-notify: {visible(hide(text))}\n".encode())
        except OSError:  # a full disk, or a log that has gone: telling people goes on
            pass
    return report


class Program:
    def __init__(self, configuration: Configuration, spool: Spool, report: Callable[[str], None],
                 clock: Callable[[], float] = time.time) -> None:
        self.configuration, self.spool, self.report, self.clock = configuration, spool, report, clock
        self.server = message.server_name(configuration.name)
        self.read_lines = self.unreadable = 0
        self._saved: dict[str, Any] = {}
        self._last_save = self._last_complaint = -REPORT_SECONDS
        self._too_long_before = 0
        self._changed = self._stopping = self._has_more = False
        self._deliveries: dict[str, Delivery] = {}
        self._selector = selectors.PollSelector()  # which takes files, too
        self.source: Optional[Source] = None
        self.queues = self._restored()

    # State

    def _restored(self) -> list[ServiceQueue]:
        is_known = True
        try:
            state = self.spool.state()
            if state is not None and state.get("version") != STATE_VERSION:
                raise Damaged
        except Damaged:
            self.spool.set_aside("state")
            self.report(f"{self.spool.directory}/state was damaged and is set aside: counts begin anew")
            state = None
        if state is None:
            is_known, state = False, {}
        self._saved = state
        self.read_lines, self.unreadable = state.get("read", 0), state.get("unreadable", 0)
        files: dict[str, dict[int, int]] = {}
        for name, number, size in self.spool.messages():
            files.setdefault(name, {})[number] = size
        queues = []
        for service in self.configuration.services:
            queue = ServiceQueue(service, self.spool, state.get("services", {}).get(service.name, {}), self.report)
            queue.restore(files.get(service.name, {}), is_known, self.clock())
            queues.append(queue)
        return queues

    def _state(self) -> dict[str, Any]:
        services = {**self._saved.get("services", {}), **{queue.service.name: queue.saved() for queue in self.queues}}
        return {"version": STATE_VERSION, "input": self.source.saved() if self.source else self._saved.get("input"), "read": self.read_lines,
                "unreadable": self.unreadable, "services": services}

    def save(self) -> bool:
        try:
            for queue in self.queues:
                queue.store()
            self.spool.save(self._state())
        except OSError as error:
            self._complain(f"{self.spool.directory}: {error.strerror}: the state is in memory alone")
            return False
        finally:
            self._last_save = time.monotonic()
        for queue in self.queues:
            queue.must_commit = False
            for number in queue.remove_after_commit:
                self.spool.remove(queue.service.name, number)
            queue.remove_after_commit.clear()
        self._changed = False
        return True

    def _complain(self, text: str) -> None:
        if time.monotonic() - self._last_complaint >= REPORT_SECONDS:
            self._last_complaint = time.monotonic()
            self.report(text)

    # Events

    def take(self, lines: list[bytes]) -> None:
        for line in lines:
            if not line.strip():
                continue
            self.read_lines += 1
            event = parse(line)
            if event is None:
                self.unreadable += 1
                self._complain(f"a line is no event of mod_errwatch: {line[:100].decode('utf-8', 'surrogateescape')}")
                continue
            now = self.clock()
            for queue in self.queues:
                queue.offer(event, now)
        self._changed = self._changed or bool(lines)

    def _read(self) -> None:
        assert self.source is not None
        lines = self.source.read()
        self._has_more = bool(lines)  # of a log that is followed; it has no end that could be waited for
        self.take(lines)
        self.unreadable += self.source.too_long - self._too_long_before
        self.read_lines += self.source.too_long - self._too_long_before
        self._too_long_before = self.source.too_long

    def bound_spool(self) -> None:
        for queue in self.queues:
            while len(queue.queue) > self.configuration.spool_messages:
                if not queue.drop_oldest_waiting(f"more than spool_messages ({self.configuration.spool_messages}) wait"):
                    break
        while sum(one.bytes for queue in self.queues for one in queue.queue) > self.configuration.spool_bytes:
            fullest = max(self.queues, key=lambda queue: sum(one.bytes for one in queue.queue))
            if not fullest.drop_oldest_waiting(f"more than spool_bytes ({self.configuration.spool_bytes}) wait"):
                break

    # Deliveries

    def _start_deliveries(self) -> None:
        for queue in self.queues:
            taken = queue.take(self.clock())
            if taken is None:
                continue
            try:
                delivery = Delivery(queue.service, *taken, self.server, self.spool.forget_lock, queue.queue[0].taken)
            except OSError as error:
                queue.finished(Outcome(False, f"no process for it: {error.strerror}"), self.clock())
                self._changed = True
                continue
            self._deliveries[queue.service.name] = delivery
            self._selector.register(delivery.reader, selectors.EVENT_READ, queue)

    def _end(self, queue: ServiceQueue) -> None:
        delivery = self._deliveries.pop(queue.service.name)
        self._selector.unregister(delivery.reader)
        queue.finished(delivery.end(), self.clock())
        self._changed = True

    # Life

    def _wait(self, most: float) -> list[selectors.SelectorKey]:
        """What can be read, at the latest when something is due."""
        now, moment = self.clock(), time.monotonic()
        times = [at - now for at in (queue.wakes_at() for queue in self.queues) if at is not None]
        times += [delivery.ends_at - moment for delivery in self._deliveries.values()]
        # What is too old to go out, or cannot be read, is dropped after the last save.
        if self._changed or any(queue.must_commit for queue in self.queues):
            times.append(self._last_save + SAVE_SECONDS - moment)
        return [key for key, _ in self._selector.select(max(0.0, min([most, *times])))]

    def step(self, most: float) -> None:
        assert self.source is not None
        for key in self._wait(most):
            if isinstance(key.data, ServiceQueue):
                if self._deliveries[key.data.service.name].read():
                    self._end(key.data)
            elif key.data == "signal":
                os.read(key.fd, 512)
                self._stopping = True
            elif key.data == "source":
                self._read()
        if self.source.interval is not None:
            self._read()
        for queue in self.queues:
            delivery = self._deliveries.get(queue.service.name)
            if delivery and time.monotonic() >= delivery.ends_at:
                self._end(queue)
            queue.tick(self.clock())
        self.bound_spool()
        if any(queue.must_commit for queue in self.queues) or self._changed and time.monotonic() - self._last_save >= SAVE_SECONDS:
            self.save()
        if not self._stopping:
            self._start_deliveries()

    def _drain(self) -> None:
        """Standard input has ended: nobody may start this again soon, so what is there goes out now."""
        end = time.monotonic() + DRAIN_SECONDS
        for queue in self.queues:
            queue.flush(self.clock())
        while time.monotonic() < end and not self._stopping and any(queue.queue or queue.digest.events for queue in self.queues):
            for queue in self.queues:
                queue.flush(self.clock())
            self.step(0.5)

    def _leave(self) -> None:
        """Told to end: what is in the pipe is read, what is on its way may arrive, the rest is kept for the next start."""
        assert self.source is not None
        if isinstance(self.source, StandardInput):
            while not self.source.at_end and any(key.data == "source" for key, _ in self._selector.select(0)):
                self._read()
        end = time.monotonic() + LEAVE_SECONDS
        while self._deliveries and time.monotonic() < end:
            for key, _ in self._selector.select(max(0.0, end - time.monotonic())):
                if isinstance(key.data, ServiceQueue) and self._deliveries[key.data.service.name].read():
                    self._end(key.data)
        for queue in self.queues:
            if queue.service.name in self._deliveries:
                self._end(queue)

    def run(self, source: Source) -> int:
        """0, or 1 where something is left in the spool that should have gone."""
        self.source = source
        wake_reader, wake_writer = os.pipe()
        os.set_blocking(wake_writer, False)
        signal.set_wakeup_fd(wake_writer)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, lambda *_: None)
        self._selector.register(wake_reader, selectors.EVENT_READ, "signal")
        if source.polled is not None:
            self._selector.register(source.polled, selectors.EVENT_READ, "source")
        self._stopping = has_come()
        self.save()  # the place in a log from which on events count
        while not self._stopping and not source.at_end:
            self.step(3600.0 if source.interval is None else 0.0 if self._has_more else source.interval)
        if source.at_end:
            self._selector.unregister(source.polled)
            self._drain()
        self._leave()
        is_saved = self.save()
        is_left = source.at_end and any(queue.queue or queue.digest.events for queue in self.queues)
        return 1 if is_left or not is_saved else 0


def send_now(configuration: Configuration, service: Service, told: dict[str, Any]) -> Outcome:
    """One message, and what came of it."""
    delivery = Delivery(service, told, (0, 0), message.server_name(configuration.name), lambda: None)
    with selectors.PollSelector() as selector:
        selector.register(delivery.reader, selectors.EVENT_READ)
        while (left := delivery.ends_at - time.monotonic()) > 0:
            if selector.select(left) and delivery.read():
                break
    return delivery.end()
