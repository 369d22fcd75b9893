#!/usr/bin/python3
"""Mixed traffic for httpd with the module and, beside it, without: compares what clients get, what is logged, and what processes hold.

    tests/bench/mixed_load [--minutes 60] [--mpm event|worker|prefork] [--seed N] [--rate 6] [--build DIRECTORY]

HTTP/1.1 kept alive, closed and pipelined, HTTP/1.0 and 0.9, HTTP/2 and TLS, a reverse proxy, WebSocket, PHP-FPM, CGI, attacks, malformed requests,
slow clients, big bodies and aborted ones, `--rate` clients a second, each of which does the same to both servers. In the first half both are
restarted gracefully again and again (what is lost a restart shows in the parent), in the second the children stay (what is lost a request
shows in them). Memory: private pages, without the memory that all share. As root PHP-FPM runs as www-data. Needs Debian's php-fpm, python3-h2.
"""
import argparse
import os
import pathlib
import random
import shutil
import signal
import sys
import tempfile
import time

TESTS = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TESTS / "integration"), str(pathlib.Path(__file__).resolve().parent)]
NAMES = ("bare", "module")


def options_of():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--mpm", choices=("event", "worker", "prefork"), default="event")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--rate", type=float, default=6)
    parser.add_argument("--build", default=str(TESTS.parent / "build"))
    return parser.parse_args()


def restarts_of(minutes):
    """In the first half: not more than one in ten seconds."""
    return max(2, min(20, int(minutes * 3)))


def drive(pair, load, minutes, samples):
    """Restarts in the first half, with a sample after each; as many samples in the second."""
    from load import kinds_of_entries
    begin, count = time.monotonic(), restarts_of(minutes)
    for number in range(1, 2 * count + 1):
        time.sleep(max(0.0, begin + number * minutes * 30 / count - time.monotonic()))
        if number <= count:
            load.restart()
        for server, sample in zip(pair, samples):
            sample.take(number, server)
            if server.process.poll() is not None:
                load.stop()
                tell_outcomes(load)
                tell_entries([kinds_of_entries(server) for server in pair])
                sys.exit(f"httpd {'with the module' if server.with_module else 'alone'} ended after sample {number}:\n{server.log.text()[-3000:]}")


def tell_outcomes(load):
    outcomes = {key for counter in load.outcomes for key in counter}
    print(f"clients {load.jobs}, requests {[sum(counter.values()) for counter in load.outcomes]}; "
          f"with different answers: {load.differ}, while restarting {load.differ_at_restart}")
    for kind in sorted({kind for kind, _ in outcomes}):
        told = [" ".join(f"{outcome}:{counter[kind, outcome]}" for _, outcome in sorted((key for key in counter if key[0] == kind), key=str)) for counter in load.outcomes]
        print(f"  {kind:15} " + (told[0] if told[0] == told[1] else f"{told[0]}   but with the module   {told[1]}"))
    for name, found, seed in load.examples[:20]:
        print(f"  differs: {name} {found} {seed}")


def tell_entries(kinds):
    bare, module = kinds
    only = [kind for kind in module if kind not in bare]
    print(f"kinds of entries in the error logs: {len(bare)} and {len(module)}; with the module alone: {only or 'none'}")
    for kind in sorted({*bare, *module}):
        if abs(bare[kind] - module[kind]) > max(3, 0.02 * bare[kind]):
            print(f"  {kind}: {bare[kind]} and {module[kind]}")
    crashes = [kind for kind in {*bare, *module} if "exit signal" in kind or "AddressSanitizer" in kind or "Assertion" in kind]
    print(f"crashes: {crashes or 'none'}")


def tell_memory(minutes, samples):
    half = restarts_of(minutes)
    end, an_hour = 2 * half, 2 * half * 60 / minutes
    print("private KiB:")
    for name, sample in zip(NAMES, samples):
        print(f"  {name:7} parent after the first restart, at half time, at the end: {[sample.parent_at(when) for when in (1, half, end)]}, "
              f"{sample.parent_slope(2, half):+.1f} a restart; child in the second half, by its quarters: {[round(sample.children_at(half + 1 + quarter * (half - 1) // 4)) for quarter in range(5)]}, "
              f"{sample.child_slope(half + 1, end) * an_hour:+.0f} an hour (restarted no more), {sample.lasting(half + 1, end)} children")
    print("descriptors:")
    for name, sample in zip(NAMES, samples):
        print(f"  {name:7} parent {[sample.parent_at(when, 2) for when in (1, half, end)]}, child {[sample.children_at(when, 1) for when in (half + 1, end)]}, "
              f"{sample.child_slope(half + 1, end, 1) * an_hour:+.1f} an hour")


def main():
    options = options_of()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # not without what it started
    os.environ["ERRWATCH_BUILD"] = options.build
    from backend import Backend, PhpFpm, php_fpm
    from load import Load, kinds_of_entries
    from memory import Samples
    from site_of import Server
    if not php_fpm():
        sys.exit("PHP-FPM is not installed (Debian: php-fpm)")
    directory = pathlib.Path(tempfile.mkdtemp(prefix="errwatch-load-"))
    directory.chmod(0o755)
    fpm, pair = PhpFpm(directory), []
    try:
        backend = Backend()
        pair = [Server(options.mpm, with_module, backend, fpm) for with_module in (False, True)]
        for server in pair:
            server.start()
        samples = [Samples() for _ in pair]
        load = Load(pair, options.seed, options.rate)
        drive(pair, load, options.minutes, samples)
        load.stop()
        print(f"{options.mpm}, {options.minutes:g} minutes, seed {options.seed}")
        tell_outcomes(load)
        tell_memory(options.minutes, samples)
        counters = pair[1].status.document()["counters"]
        print("the module: " + ", ".join(f"{name} {value}" for name, value in counters.items() if value))
        for server in pair:
            server.stop()
        tell_entries([kinds_of_entries(server) for server in pair])
    finally:
        for server in pair:
            server.discard()
        fpm.stop()
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main()
