#!/usr/bin/python3
"""Kills sidecars, exchanges, Redis (and httpd) of three hosts at random moments, and says whether all are equal after each round.

    tests/bench/share_soak.py [--real] [ROUNDS] [SEED]     500 rounds unless told otherwise

--real: with httpd, the module and `errwatch exchange` (of the build that ERRWATCH_BUILD names); else an exchange that keeps books.
"""
import argparse
import contextlib
import math
import pathlib
import random
import statistics
import sys
import tempfile
import time

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "share"), str(TESTS / "integration")]

from share_harness.host import Host  # noqa: E402
from share_harness.proxy import Proxy  # noqa: E402
from share_harness.real_host import RealHost  # noqa: E402
from share_harness.real_soak import RealSoak  # noqa: E402
from share_harness.redis_server import RedisServer  # noqa: E402
from share_harness.soak import Soak  # noqa: E402


def tell_fake(soak):
    states = [host.state for host in soak.hosts]
    print(f"quanta poured {sum(soak.counts.values())}, on every host the same; messages applied {[state['applied'] for state in states]}, "
          f"duplicates passed over {[state['known'] for state in states]}")


def tell_real(soak):
    print(f"clients {len(soak.clients)}; {soak.figures}")
    for act in ("all", *sorted(soak.acts)):
        seconds = sorted(seconds for seconds, name in soak.healed_after if act in ("all", name))
        print(f"equal after {act}: median {statistics.median(seconds):.2f} s, 95% {seconds[math.ceil(len(seconds) * 0.95) - 1]:.2f} s, "
              f"longest {seconds[-1]:.2f} s of {len(seconds)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rounds", nargs="?", type=int, default=500)
    parser.add_argument("seed", nargs="?", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--acts", help="only these, separated by commas", type=lambda text: text.split(","))
    parser.add_argument("--every", type=int, default=25, help="rounds between two lines")
    parser.add_argument("--clocks", help="of the hosts, as in +5s,-5s,", default=",,")
    options = parser.parse_args()
    clocks = options.clocks.split(",")
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        directory = pathlib.Path(name)
        directory.chmod(0o755)

        def redis():
            server = RedisServer(directory / "redis").start()
            stack.callback(server.kill)
            return server

        def hosts(servers, *names, **more):
            made = []
            for one in names:
                if options.real:
                    host = RealHost(directory, one, servers, clock=clocks.pop(0), **more)
                    stack.callback(host.discard)
                    host.start_httpd()
                else:
                    host = Host(directory, one, servers, **more)
                    stack.callback(host.kill)
                made.append(host.start())
            return made

        def proxy(server):
            between = Proxy(server.port)
            stack.callback(between.close)
            return between

        soak = RealSoak(redis, hosts, proxy, options.seed, options.acts) if options.real else Soak(redis, hosts, proxy, options.seed)
        begin = time.monotonic()
        soak.run(options.rounds, lambda number, act: print(f"{number + 1} {act} {time.monotonic() - begin:.1f} s", flush=True) if (number + 1) % options.every == 0 else None)
        print(f"seed {options.seed}, {options.rounds} rounds in {time.monotonic() - begin:.0f} s: {soak.acts}")
        (tell_real if options.real else tell_fake)(soak)


if __name__ == "__main__":
    main()
