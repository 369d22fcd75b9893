#!/usr/bin/python3
"""Kills sidecars, exchanges and Redis of three hosts at random moments, and says whether all are equal after each round.

    tests/bench/share_soak.py [ROUNDS] [SEED]     500 rounds unless told otherwise
"""
import contextlib
import pathlib
import random
import sys
import tempfile
import time

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "share"), str(TESTS / "integration")]

from share_harness.host import Host  # noqa: E402
from share_harness.proxy import Proxy  # noqa: E402
from share_harness.redis_server import RedisServer  # noqa: E402
from share_harness.soak import Soak  # noqa: E402


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(1 << 32)
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        directory = pathlib.Path(name)

        def redis():
            server = RedisServer(directory / "redis").start()
            stack.callback(server.kill)
            return server

        def hosts(servers, *names, **options):
            made = [Host(directory, name, servers, **options).start() for name in names]
            for host in made:
                stack.callback(host.kill)
            return made

        def proxy(server):
            between = Proxy(server.port)
            stack.callback(between.close)
            return between

        soak = Soak(redis, hosts, proxy, seed)
        begin = time.monotonic()
        soak.run(rounds, lambda number, act: print(f"{number + 1} {act} {time.monotonic() - begin:.1f} s", flush=True) if number % 25 == 24 else None)
        states = [host.state for host in soak.hosts]
        print(f"seed {seed}, {rounds} rounds in {time.monotonic() - begin:.0f} s: {soak.acts}")
        print(f"quanta poured {sum(soak.counts.values())}, on every host the same; messages applied {[state['applied'] for state in states]}, "
              f"duplicates passed over {[state['known'] for state in states]}")


if __name__ == "__main__":
    main()
