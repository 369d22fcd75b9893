#!/usr/bin/python3
"""What the module costs httpd beside requests: the time to start and to begin anew, and the memory of a child.

    tests/bench/footprint.py [--rounds 7] [--mpm event,prefork]

Servers take turns within a round: bare httpd, and httpd with the module and all shipped rules. Printed are medians, and in parentheses the
least and the most. Times are processor time (user and system) of the server's processes, and by the clock from the start to the first answer;
restarts are graceful, with no request under way, so that most of their time by the clock is httpd's own waiting for its next round.
Memory is that of the child that has most private pages, by its smaps_rollup: right after the start, and after 1,000 requests of 50 clients
(a file, a missing one, a denied one, an attack, each with a browser's headers). Pages of the shared memory are a child's resident size, too.
ERRWATCH_BUILD names the build.
"""
import argparse
import pathlib
import resource
import signal
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from harness import paths  # noqa: E402
from harness.client import Client  # noqa: E402
from harness.config import Config  # noqa: E402
from harness.httpd import Httpd  # noqa: E402
from harness.wait import wait_until  # noqa: E402

SERVERS = ("bare", "module")
REQUESTS = 1000
CLIENTS = 50
TARGETS = ("/page.html", "/no/such/file{}.php", "/denied/page{}.html", "/no/such/index{}.php?id=1%27%20OR%20%271%27=%271&f=../../etc/passwd")
HEADERS = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
           "Accept-Language": "en-US,en;q=0.5", "Accept-Encoding": "gzip, deflate, br", "Referer": "http://127.0.0.1/index.html"}
MEMORY = ("Private_Dirty", "Private_Clean", "Rss", "Pss")


def server_of(kind, mpm):
    config = Config(mpm)
    if kind == "module":
        config.errwatch("Include ${CONF}/rules/*.conf\nErrWatchEngine DetectionOnly\n", rules="")
    return Httpd(config, pathlib.Path("/nonexistent"))


def processor_seconds(pid):
    """What a process has used; that of its threads is in it, that of its children is not."""
    threads = pathlib.Path(f"/proc/{pid}/task")
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads.iterdir()) / 1e9


def checked(server):
    """Processor seconds of `httpd -t`, which reads the configuration once."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([paths.httpd_binary(), "-f", str(server.conf), "-t"], check=True, capture_output=True, timeout=60)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def started(server):
    """(seconds by the clock up to the first answer, processor seconds of the parent)"""
    begin = time.monotonic()
    server.launch()
    while True:
        if server.process.poll() is not None:
            raise SystemExit(f"httpd ended with {server.process.returncode}:\n{server.output()}")
        try:
            Client(server.port, "127.64.0.1").get("/page.html", HEADERS)
            break
        except OSError:
            time.sleep(0.001)
    return time.monotonic() - begin, processor_seconds(server.process.pid)


def began_anew(server):
    """Likewise, of a graceful restart: up to when httpd says that it goes on, and what the parent used."""
    count, used, begin = server.started_count(), processor_seconds(server.process.pid), time.monotonic()
    server.process.send_signal(signal.SIGUSR1)
    wait_until(lambda: server.started_count() > count, 60)
    return time.monotonic() - begin, processor_seconds(server.process.pid) - used


def memory_of(pid):
    sizes = {}
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, kilobytes = line.split()[:2]
        sizes[name.rstrip(":")] = int(kilobytes)
    return {name: sizes[name] for name in MEMORY}


def largest_child(server):
    return max((memory_of(child) for child in server.children()), key=lambda sizes: sizes["Private_Dirty"])


def measured(kind, mpm):
    server = server_of(kind, mpm)
    try:
        found = {"httpd -t, processor": checked(server) * 1000}
        clock, used = started(server)
        found.update({"start, clock": clock * 1000, "start, processor": used * 1000})
        wait_until(lambda: server.children() and server.started_count(), 30)
        found.update({f"idle, {name}": size for name, size in largest_child(server).items()})
        clock, used = began_anew(server)
        found.update({"graceful restart, clock": clock * 1000, "graceful restart, processor": used * 1000})
        for number in range(REQUESTS):
            Client(server.port, f"127.64.0.{number % CLIENTS + 1}").get(TARGETS[number % len(TARGETS)].format(number), HEADERS)
        found.update({f"after {REQUESTS} requests, {name}": size for name, size in largest_child(server).items()})
        found["parent, Rss"] = memory_of(server.process.pid)["Rss"]
        return found
    finally:
        server.discard()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--mpm", default="event,prefork")
    options = parser.parse_args()
    for mpm in options.mpm.split(","):
        rows = {kind: [] for kind in SERVERS}
        for _ in range(options.rounds):
            for kind in SERVERS:
                rows[kind].append(measured(kind, mpm))
        for name in rows["bare"][0]:
            unit = "ms" if "clock" in name or "processor" in name else "KiB"
            cells = []
            for kind in SERVERS:
                values = [row[name] for row in rows[kind]]
                cells.append(f"{kind} {statistics.median(values):9,.1f} ({min(values):,.1f}-{max(values):,.1f})")
            print(f"{mpm:8} {name:38} {unit:4} {'   '.join(cells)}", flush=True)


if __name__ == "__main__":
    main()
