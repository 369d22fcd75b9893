"""A storm of events: the writer does not wait, memory is bounded, and the counts of what is told add up to what came."""
import os
import pathlib
import threading
import time

import pytest

from notify_harness.events import client, event
from notify_harness.receiver import answer, stall
from notify_harness.wait import wait_until

RATE, SECONDS = 10_000, 10  # events a second
MOST_RESIDENT = 120 << 10   # KiB, of the program and of each delivery; docs/notify.md has what was measured
LONGEST_WAIT = 5.0          # seconds of one write into the pipe, and behind the pace, however busy the machine is
CATEGORIES = ("vuln_scan", "sql_injection", "xss", "auth_failure")


def resident(pid):
    """KiB at most so far."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1])
    return 0


class Storm:
    """Writes as the module does: a line each, at a rate."""

    def __init__(self, stream, rate, seconds):
        self.lines = [event(client=client(number), category=CATEGORIES[number % 4], severity=7 + number % 2, denied=number % 2 == 0,
                            kind="block" if number % 2 == 0 else "detection") for number in range(3000)]
        self.stream, self.rate, self.total, self.longest = stream, rate, rate * seconds, 0.0

    def run(self):
        begin = time.monotonic()
        for start in range(0, self.total, 100):
            piece = b"".join(self.lines[number % len(self.lines)] for number in range(start, start + 100))
            # Each hundred of a moment of its own, so that no two digests are the same.
            milliseconds = start * 1000 // self.rate
            piece = piece.replace(b"T10:00:00.000Z", b"T10:00:%02d.%03dZ" % divmod(milliseconds, 1000))
            before = time.monotonic()
            self.stream.write(piece)
            self.stream.flush()
            self.longest = max(self.longest, time.monotonic() - before)
            ahead = begin + (start + 100) / self.rate - time.monotonic()
            if ahead > 0:
                time.sleep(ahead)  # its pace, not a wait for anything
        self.took = time.monotonic() - begin


@pytest.mark.parametrize("act", [answer(200), answer(500), stall], ids=["all is well", "services fail", "services stall"])
def test_storm(notify, receive, act):
    receiver = receive(then=act)
    for kind in ("slack", "webhook"):
        notify.web(kind, receiver, interval="1s", timeout="60s", retry_max="1s")
    notify.start()
    storm = Storm(notify.process.stdin, RATE, SECONDS)
    peak = [0]
    running = threading.Event()

    def watch():
        while not running.wait(0.2):
            try:
                children = pathlib.Path(f"/proc/{notify.process.pid}/task/{notify.process.pid}/children").read_text().split()
                peak[0] = max([peak[0], *(resident(pid) for pid in (notify.process.pid, *children))])
            except OSError:
                pass
    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        storm.run()
        for kind in ("slack", "webhook"):
            notify.wait_for(kind, "matched", storm.total)
    finally:
        running.set()
        watcher.join()
    cpu = sum(map(int, pathlib.Path(f"/proc/{notify.process.pid}/stat").read_text().rpartition(")")[2].split()[11:13])) / os.sysconf("SC_CLK_TCK")
    print(f"{storm.total} events in {storm.took:.1f} s, longest write {storm.longest * 1000:.0f} ms, {peak[0]} KiB, {cpu:.1f} s of CPU time")
    assert storm.longest < LONGEST_WAIT and storm.took < SECONDS + LONGEST_WAIT and peak[0] < MOST_RESIDENT
    receiver.then = answer(200)
    receiver.server.released.set()
    if act is stall:
        # Those that are stalled are let go without an answer; what they had goes once more.
        wait_until(lambda: all(notify.count(kind, "sent_messages") for kind in ("slack", "webhook")), what=notify.errors)
    assert notify.end() == 0, notify.errors()
    for kind in ("slack", "webhook"):
        one = notify.adds_up(kind)
        assert (one["matched"], one["sent_events"], one["dropped_events"]) == (storm.total, storm.total, 0)
    assert notify.state()["read"] == storm.total and notify.state()["unreadable"] == 0
    told = {}
    for request in receiver.requests:  # of what came twice because the first was not answered, one
        if request.path.startswith("/hook"):
            told[request.body] = request.json["errwatch"]
    told = told.values()
    assert sum(one["events"] for one in told) == storm.total and len(told) <= 3 * SECONDS
    for name in ("kinds", "categories"):
        assert sum(sum(one[name].values()) for one in told) == storm.total
    assert {category: sum(one["categories"].get(category, 0) for one in told) for category in CATEGORIES} == dict.fromkeys(CATEGORIES, storm.total // 4)
    assert sum(sum(one["clients"].values()) + one["other_events"] for one in told) == storm.total
    assert sum(one["denied"] for one in told) == storm.total // 2
