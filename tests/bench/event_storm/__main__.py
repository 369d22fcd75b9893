#!/usr/bin/python3
"""A storm of incidents through a running httpd, with and without each program that takes its events, in turns.

    /usr/bin/python3 tests/bench/event_storm --build build [--rate 10000] [--seconds 6] [--rounds 5] [--apart] [--only NAME]

--rate 0 is as fast as httpd answers. --apart gives httpd and the storm one processor and the programs another one, so that nothing is seen but
whether httpd waits for them. Needs root (network namespaces, nftables); nothing leaves the machine. Prints medians of all rounds as a table of
Markdown, and ends with 1 where an event was lost that nobody counted, or the visitor was refused.
"""
import argparse
import os
import pathlib
import statistics
import sys
import tempfile
import time

TESTS = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TESTS / "integration"), str(TESTS / "notify")]


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=TESTS.parent / "build")
    parser.add_argument("--rate", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--apart", action="store_true")
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    return parser.parse_args()


OPTIONS = options()
os.environ["ERRWATCH_BUILD"] = str(OPTIONS.build)  # read where the harness is loaded

from harness import machines, modules  # noqa: E402
from harness.config import Config  # noqa: E402
from harness.httpd import Httpd  # noqa: E402
from harness.wait import wait_until  # noqa: E402

import storm  # noqa: E402
import takers  # noqa: E402

SITE = """
    RemoteIPHeader X-Forwarded-For
    RemoteIPInternalProxy 127.0.0.0/8
    ErrWatchClients 262144
    Include ${CONF}/rules/*.conf
    ErrWatchLimit sql_injection 1/10m
    ErrWatchBlock base=1h
"""
COUNTERS = ("blocks", "range_blocks", "blocks_evicted", "events_written", "events_dropped", "incidents_lost")
# title, key, format; the median of all rounds
HTTPD = (("requests a second", "rate", "{:.0f}"), ("beside the file, same round", "ratio", "x{:.3f}"), ("least, most of that", "ratios", "{}"),
         ("CPU a request", "cpu", "{:.0f} us"), ("visitor, median", "median", "{:.2f} ms"), ("visitor, 99 %", "slow", "{:.0f} ms"))
EVENTS = (("incidents", "blocks", "{:.0f}"), ("written", "events_written", "{:.0f}"), ("dropped and counted", "events_dropped", "{:.0f}"),
          ("had to keep", "owed", "{:.0f}"), ("kept", "kept", "{:.0f}"), ("not accounted for", "lost", "{:.0f}"),
          ("the last after", "drain", "{:.1f} s"), ("peak memory", "peak", "{:.1f} MiB"), ("CPU", "spent", "{:.2f} s"))
PROCESSORS = sorted(os.sched_getaffinity(0))
SERVED, BESIDE = (PROCESSORS[:1], PROCESSORS[1:]) if OPTIONS.apart else (PROCESSORS, PROCESSORS)


def peak_kib(pid):
    with open(f"/proc/{pid}/status") as file:
        return int(next(line.split()[1] for line in file if line.startswith("VmHWM")))


def spent(pid):
    """Seconds of a process and of those that it waited for."""
    with open(f"/proc/{pid}/stat") as file:
        return sum(map(int, file.read().rpartition(")")[2].split()[11:15])) / os.sysconf("SC_CLK_TCK")


def measure(taker_class, test_modules, directory):
    config = Config()
    config.load("remoteip").errwatch(SITE, rules="")
    server = Httpd(config, test_modules)
    taker = taker_class(server, directory)
    if taker.directive:
        config.add(f"ErrWatchEventLog {taker.directive}\n")
    taker.prepare()
    server.write()
    os.sched_setaffinity(0, SERVED)
    server.start()
    os.sched_setaffinity(0, BESIDE)
    try:
        taker.start()
        for pid in taker.pids():
            for task in os.listdir(f"/proc/{pid}/task"):
                os.sched_setaffinity(int(task), BESIDE)
        before = sum(map(spent, taker.pids()))
        row = storm.run(server, OPTIONS.rate, OPTIONS.seconds, SERVED)
        end = time.monotonic()
        if taker.directive:
            wait_until(lambda: sum(map(server.status.counter, ("events_written", "events_dropped"))) >= row["answered"], takers.DRAIN, interval=0.1)
        row.update({name: server.status.counter(name) for name in COUNTERS})
        row["owed"], row["kept"], dropped = taker.kept(row["events_written"])
        row.update(drain=time.monotonic() - end, spent=sum(map(spent, taker.pids())) - before, peak=max(map(peak_kib, taker.pids()), default=0) / 1024)
        unwritten = row["answered"] - row["events_written"] - row["events_dropped"] if taker.directive else 0
        row["lost"] = abs(row["answered"] - row["blocks"]) + abs(unwritten) + abs(row["owed"] - row["kept"] - dropped)
        return row
    finally:
        taker.stop()
        server.discard()


def table(rows, columns):
    print("| events go to | " + " | ".join(title for title, _, _ in columns) + " |\n|---|" + "---:|" * len(columns))
    for name, measured in rows.items():
        middle = {key: statistics.median(row[key] for row in measured) for key in measured[0]}
        middle["ratios"] = "x{:.3f}, x{:.3f}".format(*(worst(row["ratio"] for row in measured) for worst in (min, max)))
        middle["lost"] = sum(row["lost"] for row in measured)
        print(f"| {name} | " + " | ".join(form.format(middle[key]) for _, key, form in columns) + " |")
    print()


def main():
    rows = {}
    chosen = [taker for taker in takers.ALL if not OPTIONS.only or taker.name in OPTIONS.only]
    if len(chosen) < len(OPTIONS.only):
        sys.exit("--only: one of " + ", ".join(taker.name for taker in takers.ALL))
    with tempfile.TemporaryDirectory(prefix="errwatch-storm-") as name, machines.two():
        directory = pathlib.Path(name)
        directory.chmod(0o755)
        modules.build(directory)
        for number in range(OPTIONS.rounds):
            # Each round begins with another one, so that none always comes behind the same.
            for taker in chosen[number % len(chosen):] + chosen[:number % len(chosen)]:
                row = measure(taker, directory, directory / f"{taker.__name__}{number}")
                rows.setdefault(taker.name, []).append(row)
                print(taker.name, {key: round(value, 6) for key, value in row.items()}, file=sys.stderr, flush=True)
    beside = rows.get(takers.File.name) or rows[chosen[0].name]
    for measured in rows.values():
        for row, file in zip(measured, beside):
            row["ratio"] = row["rate"] / file["rate"]
    rows = {taker.name: rows[taker.name] for taker in chosen}
    table(rows, HTTPD)
    table(rows, EVENTS)
    return 1 if any(row["lost"] or row["refused"] for measured in rows.values() for row in measured) else 0


if __name__ == "__main__":
    sys.exit(main())
