#!/usr/bin/env python3
"""The part of scripts/quickstart-hosts that comes after the build."""
import argparse
import http.client
import pathlib
import shutil
import signal
import sys
import tempfile
import time

from quickstart_attacks import PASSWORDS, get
from quickstart_client import curl, standing_of, status_page, table
from quickstart_group import Group

NAMES = ("web1", "web2", "web3")
ALONE, UNSHARED, ATTACKER, BLOCKED, VISITOR = (f"127.64.0.{number}" for number in (11, 12, 13, 14, 20))
CATEGORY, LIMIT = "auth_failure", 8
CONFIGURATION = f"ErrWatchLimit {CATEGORY} {LIMIT}/10m"
PACE = 0.2        # seconds from one request of the attacker to the next
CORES = 2         # requests that one host may have under way when it learns of a block
MOST = 6 * LIMIT
SOON = 15.0       # seconds by which every host must deny, or no longer


def guess(host, client, number):
    """One more password. The status, and whether it was a denial."""
    request = get("/private/", "-u", f"alice:{PASSWORDS[number % len(PASSWORDS)]}")
    return curl(host.httpd, client, request.path, *request.options)


def is_denied(host, client):
    """Quicker than curl: a page that everybody may see, asked for from the client's address."""
    connection = http.client.HTTPConnection("127.0.0.1", host.httpd.port, timeout=10, source_address=(client, 0))
    try:
        connection.request("GET", "/", headers={"Connection": "close"})
        return connection.getresponse().status == 403
    finally:
        connection.close()


class Row:
    """One request of the attacker, and how it stood on all hosts a moment later."""

    def __init__(self, number, host, status, denied, standings):
        self.number, self.host, self.status, self.denied, self.standings = number, host.name, status, denied, standings

    def cells(self):
        return (str(self.number), self.host, f"{self.status} denied" if self.denied else str(self.status), *self.standings)


class Attack:
    """The same attacker, dealt round over some hosts until all of them deny."""

    def __init__(self, hosts, client, watched=False):
        self.hosts, self.client, self.watched = hosts, client, watched
        self.rows, self.denied_after_ms = [], {}
        self.visitor_problems = []
        denied = 0
        for number in range(MOST):
            row = self._send(number)
            denied = denied + 1 if row.denied else 0
            if denied == len(hosts):
                break
        self.ended = denied == len(hosts)
        self.served = sum(not row.denied for row in self.rows)

    def _send(self, number):
        host = self.hosts[number % len(self.hosts)]
        status, denied = guess(host, self.client, number)
        began = time.monotonic()
        if self.watched:
            self._watch(began)
        standings = [standing_of(status_page(one.httpd), self.client, CATEGORY) for one in self.hosts] if self.watched else []
        visit, _ = curl(host.httpd, VISITOR)
        if visit != 200:
            self.visitor_problems.append(f"a visitor who did nothing wrong got {visit} on {host.name}")
        self.rows.append(Row(number + 1, host, status, denied, standings))
        return self.rows[-1]

    def _watch(self, began):
        """Who denies the client, and since when; until the next request is due, or all do once one does."""
        while time.monotonic() < began + (SOON if 0 < len(self.denied_after_ms) < len(self.hosts) else PACE):
            for host in self.hosts:
                if host.name not in self.denied_after_ms and is_denied(host, self.client):
                    self.denied_after_ms[host.name] = (time.monotonic() - began) * 1000
            time.sleep(0.002)
            if len(self.denied_after_ms) == len(self.hosts) and time.monotonic() >= began + PACE:
                return


def compare(alone, unshared, shared):
    rows = [("the same attacker against", "requests that got through"), ("one host", str(alone.served)),
            (f"{len(NAMES)} hosts, each with a count of its own", str(unshared.served)),
            (f"{len(NAMES)} hosts that share", str(shared.served))]
    return table(rows)


def when(shared):
    rows = [("host", "denies since", "first denied request of the attack")]
    for host in shared.hosts:
        after = shared.denied_after_ms.get(host.name)
        first = next((f"number {row.number}" for row in shared.rows if row.denied and row.host == host.name), "none")
        rows.append((host.name, "never" if after is None else f"{after:.0f} ms after the last straw", first))
    return table(rows)


def not_as_expected(alone, unshared, shared):
    problems = [problem for attack in (alone, unshared, shared) for problem in attack.visitor_problems]
    for name, attack in (("one host", alone), ("hosts that count alone", unshared), ("hosts that share", shared)):
        if not attack.ended:
            problems.append(f"{name}: {attack.client} was not denied everywhere after {len(attack.rows)} requests")
    # One request a pace is under way, so a flush interval lets through at most one on each host.
    most = LIMIT + len(NAMES) * (CORES + 1)
    if not LIMIT <= shared.served <= most:
        problems.append(f"{shared.served} requests got through to hosts that share, not {LIMIT} to {most}")
    # Which passwords are new is told by a hash of few bits: it may take some more.
    if not LIMIT <= alone.served < 2 * LIMIT:
        problems.append(f"{alone.served} requests got through to one host, whose limit is {LIMIT}")
    if not shared.served < unshared.served:
        problems.append("as many requests got through to hosts that share as to hosts that do not")
    problems += [f"{host.name} did not deny within {SOON:.0f} s" for host in shared.hosts if host.name not in shared.denied_after_ms]
    return problems


def decide(hosts, at, wanted, *arguments):
    """One host is told something, and all are asked until they have heard of it. (What to show, problems)"""
    began, heard = time.monotonic(), {}
    telling = at.begin(*arguments)
    while len(heard) < len(hosts) and time.monotonic() < began + SOON:
        for host in hosts:
            if host.name not in heard and is_denied(host, BLOCKED) == wanted:
                heard[host.name] = f"{host.name} after {(time.monotonic() - began) * 1000:.0f} ms"
        time.sleep(0.002)
    _, said = telling.communicate()
    shown = f"errwatch {' '.join(arguments)}   (on {at.name})"
    problems = [f"{shown}: {host.name} has not heard of it" for host in hosts if host.name not in heard]
    if telling.returncode != 0:
        problems.append(f"{shown}: {said.strip()}")
    return f"{shown}\n  {'denied' if wanted else 'let in'}: {', '.join(heard.values())}", problems


def operate(hosts):
    problems = []
    for at, wanted, *arguments in ((hosts[1], True, "block", BLOCKED, "--for", "10m", "--reason", "demo"), (hosts[2], False, "unblock", BLOCKED)):
        shown, wrong = decide(hosts, at, wanted, *arguments)
        print(shown)
        problems += wrong
    return problems


def said_of(host, client):
    """What a host's error log says of the block."""
    text = (host.httpd.root / "logs/error.log").read_text(errors="replace")
    return next((line for line in text.splitlines() if "EW0101:" in line and client in line), "")


def show(group):
    """Does everything and prints the result. Returns the problems."""
    hosts = group.hosts
    print(f"\nThree private httpds with mod_errwatch answer: {', '.join(f'{host.name} on {host.httpd.url()}' for host in hosts)}")
    print(f"An attacker tries one password after another; {CATEGORY} has a limit of {LIMIT}.\n\nEach by itself ...", flush=True)
    alone = Attack(hosts[:1], ALONE)
    unshared = Attack(hosts, UNSHARED)
    print("... and now with a sidecar beside each, and a Redis:\n", flush=True)
    group.share()
    shared = Attack(hosts, ATTACKER, watched=True)
    print(table([("request", "to", "answer", *(f"count on {host.name}" for host in hosts)), *(row.cells() for row in shared.rows)]))
    print(f"\n{when(shared)}\n\n{compare(alone, unshared, shared)}\n\nWhat one operator decides, all hosts do:\n")
    problems = not_as_expected(alone, unshared, shared) + operate(hosts)
    told = [said_of(host, ATTACKER) for host in hosts]
    print("\nIn the error logs:\n" + "\n".join(f"  {host.name}: {line}" for host, line in zip(hosts, told)))
    problems += [f"{host.name} does not say in its log why {ATTACKER} is blocked" for host, line in zip(hosts, told) if not line]
    for host in hosts:
        page = status_page(host.httpd)
        problems += [f"{VISITOR} is blocked on {host.name}" for row in page["clients"] if row["blocked"] and row["address"] == VISITOR]
        if page["counters"]["fault"]:
            problems.append(f"the module counted {page['counters']['fault']} internal faults on {host.name}")
    peers = hosts[0].run("peers")
    print(f"\nerrwatch peers   (on {hosts[0].name})\n{peers.stdout.rstrip()}")
    problems += [f"errwatch peers does not know {host.name}: {peers.stderr.strip()}" for host in hosts[1:] if host.name not in peers.stdout]
    print(f"\nA visitor from {VISITOR} is served by all of them all the while.")
    return problems


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build"))
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    # A kill ends it like an exception: everything is stopped, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    root = pathlib.Path(tempfile.mkdtemp(prefix="errwatch-quickstart-hosts-"))
    root.chmod(0o755)  # httpd's children run as another user
    keep, group = False, None
    try:
        group = Group(root, NAMES, options.build, CONFIGURATION)
        group.start()
        problems = show(group)
        if problems:
            print("\nNot as expected:\n  " + "\n  ".join(problems), file=sys.stderr)
            print(group.said(), file=sys.stderr)
        keep = options.keep
        if keep:
            print(f"\nAll goes on running; logs and configuration are in {root}.\n"
                  f"To stop it: kill {' '.join(map(str, group.pids()))} && rm -r {root}")
        else:
            print("\nAll is stopped now; --keep leaves it running.")
    finally:
        if not keep:
            if group is not None:
                group.stop()
            shutil.rmtree(root, ignore_errors=True)
    print(f"Took {time.monotonic() - began:.0f} s.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
