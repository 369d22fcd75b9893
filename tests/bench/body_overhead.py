#!/usr/bin/python3
"""What ErrWatchBody costs: CPU time of httpd's children for each request, with and without, in turns on one server.

    tests/bench/body_overhead.py [--rounds 30] [--requests 300]

ERRWATCH_MODULE names the module (build/mod_errwatch.so unless set). Prints the median of both and of their ratios, for each kind of body.
A handler reads the body and throws it away, so nothing else is in the figures than httpd itself.
"""
import argparse
import os
import pathlib
import statistics
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from harness import modules  # noqa: E402
from harness.client import Connection  # noqa: E402
from harness.config import Config  # noqa: E402
from harness.httpd import Httpd  # noqa: E402

FORM = "application/x-www-form-urlencoded"
BOUNDARY = "----WebKitFormBoundary7MA4YWxk"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
CLIENT = "127.64.0.1"  # not this machine's own address: the judging is part of the cost
SITE = """
    Include ${CONF}/rules/*.conf
    ErrWatchBody On
    <Location /on>
      SetHandler readbody
    </Location>
    <Location /off>
      SetHandler readbody
      ErrWatchBody Off
    </Location>
"""


def form(size):
    field = "&comment=" + "some+words+that+somebody+writes+" * 3
    return ("name=Alice&mail=alice%40example.org" + field * (size // len(field) + 1))[:size].encode()


def upload(size):
    block = os.urandom(1 << 20)
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="f"; filename="a.bin"\r\n\r\n'.encode()
    return head + (block * (size // len(block) + 1))[:size] + f"\r\n--{BOUNDARY}--\r\n".encode()


def json_body(size):
    return (b'[' + b'{"id":12345,"name":"Alice","text":"some words that somebody writes"},' * (size // 68 + 1))[:size]


BODIES = [("form of 1 KiB", FORM, form(1024), 1), ("form of 16 KiB", FORM, form(16384), 1), ("JSON of 16 KiB", "application/json", json_body(16384), 1),
          ("upload of 10 MiB", MULTIPART, upload(10 << 20), 50), ("upload of 10 MiB, octet-stream", "application/octet-stream", os.urandom(10 << 20), 50)]


def cpu_seconds(server):
    """Of all threads of all children, in nanoseconds' steps."""
    spent = 0
    for pid in server.children():
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            try:
                spent += int((task / "schedstat").read_text().split()[0])
            except FileNotFoundError:
                continue
    return spent / 1e9


def run(server, path, kind, body, requests):
    before = cpu_seconds(server)
    with Connection(server.port, CLIENT) as connection:
        for _ in range(requests):
            if connection.request("POST", path + "?discard", {"Content-Type": kind}, body).status != 200:
                sys.exit("the server does not answer 200")
    return (cpu_seconds(server) - before) / requests


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--requests", type=int, default=2000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        directory = pathlib.Path(directory)
        directory.chmod(0o755)
        modules.build(directory)
        config = Config("event")
        config.log_level = "warn"
        config.load_test_module("mod_readbody")
        config.errwatch(SITE, rules="")
        server = Httpd(config, directory)
        server.start()
        try:
            for name, kind, body, less in BODIES:
                requests = max(options.requests // less, 10)
                rows = []
                for _ in range(options.rounds):
                    rows.append((run(server, "/off", kind, body, requests), run(server, "/on", kind, body, requests)))
                off, on = (statistics.median(row[i] for row in rows) for i in (0, 1))
                ratio = sum(row[1] for row in rows) / sum(row[0] for row in rows)
                print(f"{name:34} off {off * 1e6:8.1f} us  on {on * 1e6:8.1f} us  x{ratio:.3f}", flush=True)
        finally:
            server.stop()
            server.discard()


if __name__ == "__main__":
    main()
