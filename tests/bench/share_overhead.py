#!/usr/bin/python3
"""Whether httpd answers as fast, for as much CPU, while its counts are shared as when they are not.

    tests/bench/share_overhead.py [--rounds 15] [--seconds 2]

Three servers with the same configuration: one with a sidecar, two without (the second shows what is noise). Each round loads one after the
other, in any order, with wrk: `clean`, a page that exists; `attack`, an entry that pours in every request, from 50 clients, all of it
beyond what is held back, so that it travels. httpd has one processor, all else the other one. Printed: medians of the rounds' ratios to the
first server without, and between which ratios half of the rounds lie.
"""
import argparse
import contextlib
import os
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "share"), str(TESTS / "integration")]

from harness.client import WORDS  # noqa: E402
from harness.wait import wait_until  # noqa: E402
from share_harness.real_host import BUCKET, RealHost, children_of  # noqa: E402
from share_harness.redis_server import RedisServer  # noqa: E402

CLIENTS = 50
CONFIG = """
ErrWatchEngine DetectionOnly
RemoteIPHeader X-Forwarded-For
RemoteIPInternalProxy 127.0.0.1
"""
LUA = """
local words = {%s}
local number = 0
request = function()
  number = number + 1
  local client = number %% %d + 1
  return wrk.format("GET", "/" .. words[client] .. "/nothing", {["X-Forwarded-For"] = "10.20.0." .. client})
end
"""


def cpu_seconds(server):
    spent = 0
    for pid in server.children():
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(FileNotFoundError):
                spent += int((task / "schedstat").read_text().split()[0])
    return spent / 1e9


def load(server, script, seconds):
    """(requests a second, microseconds of CPU a request)"""
    before = cpu_seconds(server)
    path = "/" if script else "/page.html"
    command = ["taskset", "-c", "1", "wrk", "-t1", "-c8", f"-d{seconds}s", *(["-s", script] if script else []), f"http://127.0.0.1:{server.port}{path}"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    requests, took, unit = re.search(r"(\d+) requests in ([\d.]+)(m?s)", told).groups()
    requests, took = int(requests), float(took) / (1000 if unit == "ms" else 1)
    return requests / took, (cpu_seconds(server) - before) / requests * 1e6


def tell(name, rows):
    for column, what in ((0, "requests/s"), (1, "CPU/request, us")):
        base = [row["without"][column] for row in rows]
        line = f"{name:7} {what:16} without {statistics.median(base):9.1f}"
        for one in ("with", "without, too"):
            ratios = sorted(row[one][column] / row["without"][column] for row in rows)
            line += f"   {one}: x{statistics.median(ratios):.3f} ({ratios[len(ratios) // 4]:.3f} to {ratios[-1 - len(ratios) // 4]:.3f})"
        print(line, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        directory = pathlib.Path(name)
        directory.chmod(0o755)
        script = directory / "clients.lua"
        script.write_text(LUA % (", ".join(f'"{word}"' for word in WORDS[:CLIENTS]), CLIENTS))
        os.sched_setaffinity(0, {1})
        redis = RedisServer(directory / "redis").start()
        stack.callback(redis.kill)
        hosts = {}
        for number, what in enumerate(("with", "other", "without", "without, too")):
            host = RealHost(directory, f"web{number}", [f"127.0.0.1:{redis.port}"], limit="1000/24h", heartbeat="5s", gone="15s")
            host.httpd.config.load("remoteip").add(CONFIG).add("MaxKeepAliveRequests 0\n")
            host.httpd.write()
            stack.callback(host.discard)
            host.httpd.config.launcher = ["taskset", "-c", "0"]
            host.start_httpd()
            hosts[what] = host
        for what in ("with", "other"):
            hosts[what].start()
        wait_until(lambda: redis.client().xlen("errwatch:{shop:0}:pours") >= 2, 20, "the sidecars")
        measured = ("with", "without", "without, too")
        for what, path in (("clean", None), ("attack", script)):
            for one in measured:
                load(hosts[one].httpd, path, 1)
            rows = []
            for _ in range(options.rounds):
                rows.append({one: load(hosts[one].httpd, path, options.seconds) for one in random.sample(measured, len(measured))})
            tell(what, rows)
        messages = [fields for _, fields in redis.client().xrange("errwatch:{shop:0}:pours") if not fields[b"a"].split()[3] == b"0"]
        print(f"{len(messages)} messages with what was poured; the other host has {BUCKET} of 10.20.0.1 at {hosts['other'].look('10.20.0.1')[0]}")
        sidecar = hosts["with"].process.pid
        for what, pid in (("sidecar", sidecar), ("errwatch exchange", children_of(sidecar)[0])):
            ticks = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            print(f"{what}: {(int(ticks[11]) + int(ticks[12])) / os.sysconf('SC_CLK_TCK'):.1f} s of CPU in all")


if __name__ == "__main__":
    main()
