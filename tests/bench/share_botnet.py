#!/usr/bin/python3
"""What a botnet of a million addresses takes of Redis, sidecars and exchange.

    tests/bench/share_botnet.py [--clients 1000000]

Three feeding hosts, whose exchange is this program (--feed), give a change for each address: 400 at once, ten times a second, which is what
`errwatch exchange` gives at most. A fourth host is real, and takes them in. Then a fifth feeds as fast as its sidecar takes it. At last the
real host itself is asked by as many addresses as wrk makes in 30 s, once each. Printed: the most that each had, and what it cost.
"""
import argparse
import contextlib
import ipaddress
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "share"), str(TESTS / "integration")]

AT_ONCE = 400


def address_of(number):
    """Scattered, as those of a botnet are; each number's is another one."""
    return ipaddress.ip_address(0x14000000 + (number * 0x9E3779B1 & 0xFFFFFF))


def feed(first, count, pause, group, host):
    """Speaks as exchange does: the next batch after the acknowledgement of the one before, and not before `pause` seconds."""
    number = int(time.time() * 1000)
    print(json.dumps({"hello": {"version": 1, "group": group, "host": host, "epoch": f"{number:x}", "next": number + 1}}), flush=True)
    for begin in range(first, first + count, AT_ONCE):
        time.sleep(pause)
        number += 1
        now_ms = int(time.time() * 1000)
        changes = [{"client": str(address_of(address)), "scope": "server",
                    "pour": {"bucket": "resource_exhaustion", "quanta": 64, "time_ms": now_ms}}
                   for address in range(begin, min(begin + AT_ONCE, first + count))]
        print(json.dumps({"batch": {"seq": number, "time_ms": now_ms, "changes": changes}}), flush=True)
        for line in sys.stdin:
            if json.loads(line).get("ack") == number:
                break
        else:
            return
    pathlib.Path(f"{host}.done").touch()
    for _ in sys.stdin:
        pass


if len(sys.argv) > 1 and sys.argv[1] == "--feed":
    feed(int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), *sys.argv[5:7])
    sys.exit(0)

from harness.client import WORDS  # noqa: E402
from harness.wait import wait_until  # noqa: E402
from share_harness.host import PROGRAM, Host  # noqa: E402
from share_harness.real_host import RealHost, children_of  # noqa: E402
from share_harness.redis_server import RedisServer  # noqa: E402

LUA = """
local words = {%s}
local number = 0
request = function()
  number = number + 1
  local path = "/" .. words[math.random(#words)] .. "/" .. words[math.random(#words)] .. "/" .. words[math.random(#words)]
  local address = "30." .. math.floor(number / 65536) %% 256 .. "." .. math.floor(number / 256) %% 256 .. "." .. number %% 256
  return wrk.format("GET", path, {["X-Forwarded-For"] = address})
end
""" % ", ".join(f'"{word}"' for word in WORDS)


class Feeder(Host):
    def feed(self, first, count, pause):
        self.write()
        with open(self.directory / "stderr", "ab") as errors:
            self.process = subprocess.Popen([PROGRAM, "-c", self.directory / "share.toml", "--", "/usr/bin/python3", pathlib.Path(__file__).resolve(), "--feed",
                                             str(first), str(count), str(pause), self.top["group"], self.name],
                                            cwd=self.directory, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors)
        return self

    def is_done(self):
        return (self.directory / f"{self.name}.done").exists()


def kilobytes(pid, what):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(what + ":"):
            return int(line.split()[1])
    return 0


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Watched:
    """The most of each."""

    def __init__(self, redis, host, feeders):
        self.redis, self.host, self.feeders, self.most = redis, host, feeders, {}

    def look(self):
        sidecar = self.host.process.pid
        exchange = children_of(sidecar)[0]
        found = {"Redis used_memory": self.redis.client().info("memory")["used_memory"] // 1024, "receiving sidecar": kilobytes(sidecar, "VmRSS"),
                 "receiving exchange, without the server's memory": kilobytes(exchange, "RssAnon"),
                 "the server's memory": kilobytes(exchange, "RssShmem"),
                 "feeding sidecar": max((kilobytes(feeder.process.pid, "VmRSS") for feeder in self.feeders), default=0)}
        for name, value in found.items():
            self.most[name] = max(value, self.most.get(name, 0))
        return True

    def tell(self, what):
        print(what + ": " + ", ".join(f"{name} {value / 1024:.1f} MB" for name, value in self.most.items()), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        directory = pathlib.Path(name)
        directory.chmod(0o755)
        redis = RedisServer(directory / "redis", keeps_data=False).start()
        stack.callback(redis.kill)
        servers, normal = [f"127.0.0.1:{redis.port}"], {"heartbeat": "5s", "gone": "15s"}
        real = RealHost(directory, "web0", servers, **normal)
        real.httpd.config.load("remoteip").add("ErrWatchEngine DetectionOnly\nRemoteIPHeader X-Forwarded-For\nRemoteIPInternalProxy 127.0.0.1\n")
        real.httpd.write()
        stack.callback(real.discard)
        real.start_httpd()
        real.start()
        wait_until(lambda: redis.client().xlen("errwatch:{shop:0}:pours"), 20, "the first sign of life")
        watched = Watched(redis, real, [])
        watched.look()
        watched.tell("before")
        part = options.clients // 3
        begin = time.monotonic()
        for number in range(3):
            watched.feeders.append(Feeder(directory, f"web{number + 1}", servers, **normal).feed(number * part, part, 0.1))
            stack.callback(watched.feeders[-1].kill)
        last = str(address_of(3 * part - 1))
        wait_until(lambda: watched.look() and all(feeder.is_done() for feeder in watched.feeders), 900, "the feeding hosts", 0.5)
        fed = time.monotonic() - begin
        wait_until(lambda: watched.look() and real.look(last)[0] > 0, 300, "the receiving host", 0.5)
        sidecar = real.process.pid
        exchange = children_of(sidecar)[0]
        watched.tell(f"{3 * part} addresses in {fed:.0f} s, taken in {time.monotonic() - begin - fed:.1f} s later")
        counters = real.httpd.status.document()["counters"]
        print(f"messages in the stream {redis.client().xlen('errwatch:{shop:0}:pours')}; CPU of the receiving sidecar {cpu_seconds(sidecar):.1f} s, "
              f"of exchange {cpu_seconds(exchange):.1f} s; clients that it forgot for others: {counters['evictions']}")
        flood = Feeder(directory, "web9", servers, **normal).feed(5_000_000, options.clients, 0)
        stack.callback(flood.kill)
        watched.feeders = [flood]
        wait_until(lambda: watched.look() and (flood.is_done() or "web9" in real.errors), 600, "the flood", 0.5)
        wait_until(lambda: watched.look() and flood.is_done(), 600, "the end of the flood", 0.5)
        watched.tell("and one that feeds as fast as it can")
        print("told: " + next((line for line in real.errors.splitlines() if "web9" in line), "nothing"), flush=True)
        script = directory / "clients.lua"
        script.write_text(LUA)
        watched.most, watched.feeders = {}, []
        load = subprocess.Popen(["wrk", "-t1", "-c8", "-d30s", "-s", script, f"http://127.0.0.1:{real.httpd.port}/"], stdout=subprocess.PIPE, text=True)
        before = cpu_seconds(exchange)
        wait_until(lambda: watched.look() and load.poll() is not None, 60, "wrk", 0.5)
        told = next(line.strip() for line in load.stdout if "requests in" in line)
        watched.tell(f"asked itself, an address a request ({told})")
        print(f"CPU of its exchange meanwhile {cpu_seconds(exchange) - before:.1f} s")


if __name__ == "__main__":
    main()
