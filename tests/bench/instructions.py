#!/usr/bin/python3
"""What a request costs httpd, in instructions of its own (not the kernel's), as callgrind counts them: the same on a busy machine as on an idle one.

    tests/bench/instructions.py [--requests 200] [--top 15] [LOAD ...]

LOAD: clean (a file), missing (404), denied (403), attack; all unless named. Servers, each with one child and the shipped rules: without the
module; with it; with it and `errwatch exchange` at work. Printed: instructions a request, what that is of the first, and the --top functions,
of the module or of what it calls, that take more of a request than without it. Clients are of the network 127.64, and no limit blocks.
ERRWATCH_BUILD names the build. Needs Debian's valgrind.
"""
import argparse
import contextlib
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from harness.client import Client  # noqa: E402
from harness.config import Config  # noqa: E402
from harness.exchange import Exchange  # noqa: E402
from harness.httpd import Httpd  # noqa: E402
from harness.wait import wait_until  # noqa: E402

LOADS = {"clean": "/page.html", "missing": "/no/such/file{}.php", "denied": "/denied/page{}.html",
         "attack": "/no/such/index{}.php?id=1%27%20OR%20%271%27=%271&f=../../etc/passwd"}
HEADERS = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
           "Accept-Language": "en-US,en;q=0.5", "Accept-Encoding": "gzip, deflate, br", "Referer": "http://127.0.0.1/index.html"}
SERVERS = ("without", "with", "shared")
CLIENTS = 50
ONE_CHILD = """StartServers 1
ServerLimit 1
ThreadsPerChild 4
MinSpareThreads 1
MaxSpareThreads 4
MaxRequestWorkers 4
"""
RULES = """
Include ${CONF}/rules/*.conf
ErrWatchEngine DetectionOnly
ErrWatchShare group=shop
"""
OURS = re.compile(r"mod_errwatch|libpcre2|libsodium|libxxhash")
LINE = re.compile(r"^\s*([\d,]+) \(.*?%\)\s+(?:.*?:)?(.+?) \[(.+)\]$")


def started(kind, counts, modules):
    config = Config("event")
    config.workers = ONE_CHILD
    if kind != "without":
        config.errwatch(RULES, rules="")
    # A child that httpd makes is another process, which writes as httpd's user.
    config.launcher = ["valgrind", "--tool=callgrind", "--collect-atstart=no", "--toggle-collect=ap_run_process_connection", f"--callgrind-out-file={counts}/%p"]
    server = Httpd(config, modules)
    server.launch()
    wait_until(lambda: server.started_count() and server.answers(), 300)
    return server


def annotated(file):
    """{(function, object): instructions}"""
    text = subprocess.run(["callgrind_annotate", "--threshold=100", "--auto=no", file], capture_output=True, text=True, check=True).stdout
    found = (LINE.match(line) for line in text.splitlines())
    return {(line[2], pathlib.Path(line[3]).name): int(line[1].replace(",", "")) for line in found if line}


def counted(kind, path, requests):
    """Of all functions, a request."""
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        counts = pathlib.Path(name)
        counts.chmod(0o777)
        server = started(kind, counts, counts)
        stack.callback(server.discard)
        exchange = Exchange(server, "web1", lambda exchange, batch: exchange.say(ack=batch["seq"])) if kind == "shared" else None
        for number in range(requests):
            Client(server.port, f"127.64.0.{number % CLIENTS + 1}").get(path.format(number), HEADERS)
        if exchange:
            exchange.end()
        server.stop()
        files = [file for file in counts.iterdir() if file.stat().st_size]
        total = {}
        for file in files:
            for function, instructions in annotated(file).items():
                total[function] = total.get(function, 0) + instructions
        return {function: instructions / requests for function, instructions in total.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--top", type=int, default=15)
    parser.add_argument("loads", nargs="*", metavar="LOAD", choices=[[], *LOADS])
    options = parser.parse_args()
    for load in options.loads or LOADS:
        bare, plain = 0.0, {}
        for kind in SERVERS:
            functions = counted(kind, LOADS[load], options.requests)
            total = sum(functions.values())
            if kind == "without":
                bare, plain = total, functions
            own = sum(value for (_, where), value in functions.items() if OURS.search(where))
            print(f"{load:8} {kind:8} {total:10,.0f} a request, x{total / bare:.4f}; the module's own {own:8,.0f}, {100 * own / total:.2f} %", flush=True)
            if kind == "with":
                more = sorted(((value - plain.get(function, 0.0), *function) for function, value in functions.items()), reverse=True)
                for value, name, where in more[:options.top]:
                    print(f"         {value:10,.0f} {name[:110]} [{where}]", flush=True)


if __name__ == "__main__":
    main()
