"""The same traffic for two servers, and what came of it on each."""
import collections
import random
import re
import threading
import time

import traffic

ENTRY = re.compile(r"^\[[^\]]+\] \[(?P<source>[^:\]]*:[a-z0-9]+)\] \[pid \d+(?::tid \d+)?\] (?P<rest>.*)$")
# What differs from one entry of a kind to the next.
DETAILS = re.compile(r"\[(?:client|remote) [^\]]*\] |\(\d+\)[^:]*: |'[^']*'|\"[^\"]*\"|/\S+|\b\d[\d.:]*\b|0x[0-9a-f]+")


def kind_of(line):
    """Of an entry: module, level and AH number, or the words of its message."""
    entry = ENTRY.match(line)
    if not entry:
        return DETAILS.sub("", line.strip())[:60]
    number = re.search(r"\bAH\d{5}\b", entry["rest"])
    words = number[0] if number else DETAILS.sub("", entry["rest"])[:60].strip()
    crash = " exit signal" if "exit signal" in line else ""
    return f"{entry['source']} {words}{crash}"


def kinds_of_entries(server):
    """How often each kind is in the error log, without the module's own."""
    return collections.Counter(kind_of(line) for line in server.log.text().splitlines() if "[errwatch:" not in line)


class Load:
    """Runs until it is stopped; `pair`: without the module, with it."""

    def __init__(self, pair, seed, rate, threads=8):
        self.outcomes = [collections.Counter() for _ in pair]  # (kind, outcome)
        self.jobs, self.differ, self.differ_at_restart, self.examples = 0, 0, 0, []
        self._pair, self._seed, self._pause = pair, seed, threads / rate
        self._kinds = [kind for kind in traffic.WEIGHTS if pair[0].config.mpm != "prefork" or "http2" not in kind.__name__]
        self._lock, self._stopped = threading.Lock(), threading.Event()
        self._last_restart = 0.0
        self._threads = [threading.Thread(target=self._run, args=(number,), daemon=True) for number in range(threads)]
        for thread in self._threads:
            thread.start()

    def stop(self):
        self._stopped.set()
        for thread in self._threads:
            thread.join(120)

    def restart(self):
        """All servers, gracefully, while the load goes on. A connection that is kept alive may end then, with one of them or the other."""
        self._last_restart = time.monotonic() + 60
        for server in self._pair:
            server.graceful()
        self._last_restart = time.monotonic()

    def _run(self, number):
        rng = random.Random(f"{self._seed} {number}")
        weights = [traffic.WEIGHTS[kind] for kind in self._kinds]
        while not self._stopped.is_set():
            kind = rng.choices(self._kinds, weights)[0]
            # Most come again and again, some once.
            address = f"127.64.{number}.{rng.randint(1, 40)}" if rng.random() < 0.7 else f"127.{rng.randint(65, 90)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}"
            self._do(kind, address, rng.random(), rng.random() < 0.5)
            self._stopped.wait(rng.random() * 2 * self._pause)

    def _do(self, kind, address, seed, other_first):
        begin, found = time.monotonic(), [None, None]
        for index in (1, 0) if other_first else (0, 1):
            try:
                found[index] = kind(self._pair[index], address, random.Random(seed))
            except Exception as error:  # noqa: BLE001: whatever it is, it must be the same on both
                found[index] = [type(error).__name__]
        with self._lock:
            self.jobs += 1
            for counter, outcomes in zip(self.outcomes, found):
                counter.update((kind.__name__, outcome) for outcome in outcomes)
            if found[0] != found[1] and kind.__name__ not in traffic.NOT_COMPARED:
                if begin < self._last_restart + 5:
                    self.differ_at_restart += 1
                else:
                    self.differ += 1
                    self.examples.append((kind.__name__, found, seed))
