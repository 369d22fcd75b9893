#!/usr/bin/env python3
"""The part of scripts/quickstart that comes after the build."""
import argparse
import pathlib
import signal
import sys
import time

from quickstart_attacks import ATTACKS
from quickstart_client import curl, status_page, table
from quickstart_httpd import PrivateHttpd, wait_until

VISITOR = "203.0.113.200"  # does nothing wrong
BALANCER = "127.0.0.1"     # brings everybody's requests, and must never be blocked


def incident_of(page, client):
    """The block of a client, or what else is known about it."""
    found = [row for row in page["incidents"] if row.get("client") == client]
    blocks = [row for row in found if row["kind"] == "block"]
    return (blocks or found or [None])[0]


class Outcome:
    def __init__(self, attack, served, incident, next_status):
        self.attack, self.served, self.incident, self.next_status = attack, served, incident, next_status

    @property
    def problem(self):
        if self.incident is None or self.incident["kind"] != "block":
            return f"{self.attack.client} was not blocked after {self.served} requests"
        if self.incident["category"] not in self.attack.categories:
            return f"{self.attack.client} was blocked for {self.incident['category']}, not for {' or '.join(self.attack.categories)}"
        if self.next_status != 403:
            return f"{self.attack.client} is blocked, but its next request got {self.next_status}"
        return None


def send(httpd, attack):
    """Sends one attack until its client is refused."""
    served = 0
    while served < attack.most:
        request = next(attack.requests)
        _, denied = curl(httpd, attack.client, request.path, *request.options)
        if denied:
            break
        served += 1
    incident = incident_of(status_page(httpd), attack.client)
    next_status, _ = curl(httpd, attack.client)
    return Outcome(attack, served, incident, next_status)


def classified(outcomes):
    rows = [("kind", "what was sent", "served", "category", "rule", "next request")]
    for outcome in outcomes:
        incident = outcome.incident or {}
        verdict = f"{outcome.next_status} {'denied' if outcome.problem is None else 'NOT AS EXPECTED'}"
        rows.append((outcome.attack.kind, outcome.attack.shown, str(outcome.served), incident.get("category", "-"),
                     str(incident.get("rule", "-")), verdict))
    return table(rows)


def blocked(outcomes):
    rows = [("client", "blocked until", "limit", "score", "rule", "last request")]
    for outcome in outcomes:
        row = outcome.incident
        if row is None or row["kind"] != "block":
            continue
        until = row["until"][11:19] + " UTC"
        request = f"{row.get('method', '')} {row.get('uri', '')}".strip()
        rows.append((row["client"], until, row.get("limit", row["category"]), f"{row['score']}/{row['capacity']}",
                     row.get("rule_name", ""), request if len(request) <= 48 else request[:45] + "..."))
    return table(rows)


def innocent(httpd, page):
    """What must not have happened: a list of problems."""
    problems = []
    status, _ = curl(httpd, VISITOR)
    if status != 200:
        problems.append(f"a visitor who did nothing wrong got {status}")
    for row in page["clients"]:
        if row["blocked"] and row["address"] in (VISITOR, BALANCER):
            problems.append(f"{row['address']} is blocked")
    # Its own directory must be one that nobody else may write to.
    problems += [f"the status page warns: {warning}" for warning in page["warnings"] if warning.startswith("ErrWatchStateFile")]
    if page["counters"]["fault"]:
        problems.append(f"the module counted {page['counters']['fault']} internal faults")
    return problems


def show(httpd):
    """Sends everything and prints the result. Returns the problems."""
    print(f"\nA private httpd with mod_errwatch answers on {httpd.url()}. Sending attacks:")
    outcomes = []
    for attack in ATTACKS:
        outcomes.append(send(httpd, attack))
        print(f"  {attack.kind} from {attack.client}: {outcomes[-1].served} requests")
    page = status_page(httpd)
    problems = [outcome.problem for outcome in outcomes if outcome.problem] + innocent(httpd, page)
    print(f"\nWhat was recognised\n\n{classified(outcomes)}")
    print(f"\nWho was blocked and why\n\n{blocked(outcomes)}")
    counters = page["counters"]
    print(f"\n{counters['entries']} error-log entries and {counters['responses']} responses judged, {counters['poured']} counted against "
          f"a client, {counters['blocks']} blocks, {counters['denials']} requests denied.")
    print(f"A visitor from {VISITOR} is served all the while, and so is the load balancer.")
    return problems


def said_in_the_log(httpd):
    """One line of the error log about a block."""
    def line():
        text = (httpd.root / "logs/error.log").read_text(errors="replace")
        return next((entry for entry in text.splitlines() if "EW0101:" in entry), None)
    return wait_until(line, "EW0101 in the error log")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build"))
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    # A kill ends it like an exception: the server is stopped, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    httpd = PrivateHttpd(options.build / "mod_errwatch.so")
    keep = False
    try:
        httpd.start()
        problems = show(httpd)
        print(f"\nIn the error log: {said_in_the_log(httpd)}")
        print(f"\nStatus page: {httpd.url('/errwatch-status')} (also ?json, ?auto, ?prometheus)")
        if problems:
            print("\nNot as expected:\n  " + "\n  ".join(problems), file=sys.stderr)
            print(httpd.said(), file=sys.stderr)
        keep = options.keep
        if keep:
            print(f"It goes on running; logs and configuration are in {httpd.root}.\n"
                  f"To stop it: kill {httpd.process.pid} && rm -r {httpd.root}")
        else:
            print("The server is stopped now; --keep leaves it running.")
    finally:
        if not keep:
            httpd.stop()
    print(f"Took {time.monotonic() - began:.0f} s.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
