#!/usr/bin/python3
"""How long hosts take to learn of an attacker, and what it can do meanwhile: errwatch, CrowdSec and HAProxy's peers in one run, alternating.

    /usr/bin/python3 tests/bench/share_delay [--rounds 20] [--dealt 30] [--build build]

Needs the packages of `scripts/install-packages peers`. Three hosts of each kind on loopback, the same limit everywhere. First all requests go
to one host, and the others are asked until they deny; then they are dealt round over all three, until all deny."""
import argparse
import collections
import contextlib
import os
import pathlib
import random
import statistics
import sys
import tempfile
import time

TESTS = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TESTS / "integration"), str(TESTS.parent / "scripts")]
sys.dont_write_bytecode = True


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20, help="of each system: all requests at one host")
    parser.add_argument("--dealt", type=int, default=30, help="rounds of errwatch and HAProxy: requests dealt round; CrowdSec has a sixth of them")
    parser.add_argument("--build", type=pathlib.Path, default=TESTS.parent / "build")
    return parser.parse_args()


OPTIONS = arguments()
os.environ["ERRWATCH_BUILD"] = str(OPTIONS.build.resolve())

from attack import LIMIT, Deal, Dealt, NotAsExpected, delay_of, denies  # noqa: E402
from crowdsec import Crowdsec  # noqa: E402
from systems import HOSTS, Alone, Errwatch, Haproxy  # noqa: E402

DEALS = (Deal("20 a second, one after another", 1, 0.05), Deal("20 a second, three at once", 3, 0.05),
         Deal("as fast as it goes, three at once", 3, 0), Deal("wrong passwords for one host, pages of the others at the same time", 3, 0.05, True))
FLUSH_S = 0.1
CORES = os.cpu_count()
DEADLINE_S = 30


def rows_of(system):
    """Name of each column of delay_of()."""
    if isinstance(system, Crowdsec):
        return ["CrowdSec, asked every 10 s (default)", "CrowdSec, asked every 1 s"]
    return [system.name] * (len(HOSTS) - 1)


class Results:
    def __init__(self):
        self.delays, self.dealt = collections.defaultdict(list), collections.defaultdict(list)
        self.failures = []

    def delay_round(self, system):
        time.sleep(random.uniform(0, system.phase_s))
        try:
            for name, delay in zip(rows_of(system), delay_of(system.ports, system.denies_at_once, DEADLINE_S)):
                self.delays[name].append(delay)
        except NotAsExpected as error:
            self.failures.append(f"{system.name}: {error}")

    def dealt_round(self, system, deal):
        time.sleep(random.uniform(0, system.phase_s))
        self.dealt[deal, system.name].append(Dealt(system.ports, deal, DEADLINE_S))


def percentile(values, part):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * part))]


def shown_ms(seconds):
    return "never" if seconds == float("inf") else f"{seconds * 1000:,.0f} ms"


def print_delays(results):
    print("| last straw on host A until host B denies | looked at | median | 95 % | longest |\n|---|---|---|---|---|")
    for name, delays in results.delays.items():
        known = [float("inf") if delay is None else delay for delay in delays]
        print(f"| {name} | {len(known)} | {shown_ms(statistics.median(known))} | {shown_ms(percentile(known, 0.95))} | {shown_ms(max(known))} |")


def bound_of(dealt):
    """limit + hosts x (cores + what each host answers in one flush interval)"""
    return LIMIT + len(HOSTS) * (CORES + dealt.requests_s / len(HOSTS) * FLUSH_S)


def print_dealt(results):
    print("\n| dealt round over three hosts | | rounds | got through: median | most | last one after, median | denied everywhere |"
          "\n|---|---|---|---|---|---|---|")
    for deal in DEALS:
        for name, rounds in ((name, rounds) for (one, name), rounds in results.dealt.items() if one == deal):
            through = [one.through for one in rounds]
            print(f"| {deal.shown} | {name} | {len(rounds)} | {statistics.median(through):g} | {max(through)} "
                  f"| {shown_ms(statistics.median(one.last_s for one in rounds))} | {sum(one.ended for one in rounds)} |")
    print(f"\nThe bound: limit ({LIMIT}) + hosts ({len(HOSTS)}) x (cores ({CORES}) + requests that a host gets in a flush interval, {FLUSH_S * 1000:.0f} ms)\n")
    print("| errwatch | rounds | allowed, least | got through, most | rounds within the bound | the worst round |\n|---|---|---|---|---|---|")
    for deal in DEALS[:3]:
        rounds = results.dealt.get((deal, Errwatch.name), [])
        if rounds:
            worst = max(rounds, key=lambda one: one.through - bound_of(one))
            print(f"| {deal.shown} | {len(rounds)} | {min(map(bound_of, rounds)):.0f} | {max(one.through for one in rounds)} "
                  f"| {sum(one.through <= bound_of(one) for one in rounds)} | {worst.through} of {bound_of(worst):.0f} at {worst.requests_s:.0f} a second |")


def noise(system):
    """Median and 95 % of a plain request that nothing is held against."""
    times = []
    for _ in range(300):
        began = time.monotonic()
        denies(system.ports[0], "127.64.255.1")
        times.append(time.monotonic() - began)
    return f"a plain request {statistics.median(times) * 1000:.1f} ms, 95 % {percentile(times, 0.95) * 1000:.1f} ms; load {os.getloadavg()[0]:.1f} on {CORES} cores"


def started(stack, directory):
    """One of each kind whose programs are here."""
    systems = []
    for number, kind in enumerate((Alone, Errwatch, Haproxy, Crowdsec)):
        if kind.missing():
            print(f"left out: {kind.name}, {', '.join(kind.missing())} missing", file=sys.stderr)
            continue
        systems.append(kind(pathlib.Path(directory) / f"system{number}"))
        stack.callback(systems[-1].stop)
        systems[-1].start()
    return systems


def main():
    with tempfile.TemporaryDirectory(prefix="errwatch-share-delay-", ignore_cleanup_errors=True) as directory, contextlib.ExitStack() as stack:
        os.chmod(directory, 0o755)
        systems = started(stack, directory)
        results = Results()
        print(f"before: {noise(systems[0])}", file=sys.stderr)
        for number in range(OPTIONS.rounds):
            for system in systems[1:]:
                results.delay_round(system)
            print(f"round {number + 1} of {OPTIONS.rounds}", file=sys.stderr)
        for number in range(OPTIONS.dealt):
            for system in systems:
                for deal in DEALS if number % system.share_of_dealt == 0 else ():
                    if system.shares or not deal.only_first:
                        results.dealt_round(system, deal)
            print(f"dealt {number + 1} of {OPTIONS.dealt}", file=sys.stderr)
        print_delays(results)
        print_dealt(results)
        print(f"\nThis machine, after: {noise(systems[0])}")
        for failure in results.failures:
            print(f"Not as expected: {failure}")
    return 1 if results.failures else 0


if __name__ == "__main__":
    sys.exit(main())
