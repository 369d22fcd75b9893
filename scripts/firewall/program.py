"""Takes events in, keeps the firewall as they say, and compares both with the server's own list now and then."""
from __future__ import annotations

import datetime
import json
import re
import select
import signal
import subprocess
import time
from typing import Any, Callable, Optional, Union

from events.source import FollowedLog, StandardInput
from firewall.firewall import Firewall, FirewallError
from firewall.ledger import Ledger
from firewall.network import Network

RETRY_SECONDS = 5.0
# Without the right to look into httpd's memory, and without httpd, there is the state file.
COPY = re.compile(r"last copy, of (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC")
OLD_MINUTES = 3            # of a copy that is written every ten seconds
LIST_RETRY_SECONDS = 30.0  # while the server's list is not to be had
SOON_SECONDS = 3.0         # at least between two comparisons that events ask for


class ListingError(Exception):
    pass


def listed_now(command: list[str]) -> tuple[list[dict[str, Any]], float]:
    """What the server's shared memory says, or its last copy, and of when that is. Raises ListingError."""
    as_of = time.time()
    try:
        done = subprocess.run(command, capture_output=True, timeout=120)
    except (OSError, subprocess.SubprocessError) as error:
        raise ListingError(f"{command[0]}: {error}") from None
    if done.returncode != 0:
        raise ListingError(f"{' '.join(command[:2])}: {done.stderr.decode(errors='replace').strip() or done.returncode}")
    try:
        listed = json.loads(done.stdout)
    except ValueError as error:
        raise ListingError(f"{' '.join(command[:2])}: {error}") from None
    if not isinstance(listed, list):
        raise ListingError(f"{' '.join(command[:2])}: no list")
    copied = COPY.search(done.stderr.decode(errors="replace"))
    if copied:
        moment = datetime.datetime.strptime(copied[1], "%Y-%m-%d %H:%M:%S").replace(tzinfo=datetime.timezone.utc)
        as_of = min(as_of, moment.timestamp())
    return [one for one in listed if isinstance(one, dict)], as_of


class Program:
    def __init__(self, ledger: Ledger, firewall: Firewall, source: Union[FollowedLog, StandardInput, None], listing: Optional[list[str]],
                 every: float, report: Callable[[str], None], has_configuration: bool = True) -> None:
        """`listing`: the command that lists all, to which --blocked or --exempt is added; None: there is only what events say.
        `every`: seconds between two comparisons. Not `has_configuration`: the list cannot say who is allow-listed."""
        self._ledger, self._firewall, self._source, self._listing = ledger, firewall, source, listing
        self._has_configuration, self._compared_at = has_configuration, 0.0
        self._every, self._report = every, report
        self._ends = False
        self._compare_at = 0.0
        self._is_failing = False  # the last change was not made
        self._to_let_go: set[Network] = set()  # of changes that were not made
        self._said: dict[str, str] = {}
        self.unreadable = 0

    def _say(self, about: str, text: str) -> None:
        """Once for each change."""
        if self._said.get(about, "") != text and text:
            self._report(text)
        self._said[about] = text

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGHUP, self._compare_soon)
        self._ledger.inherit(self._firewall.open())
        while not self._ends:
            if time.monotonic() >= self._compare_at:
                self.compare()
            if self._source is None:
                return
            self._take_in()
            self._change()
        self._change()

    def is_well(self) -> bool:
        """Whether firewall and list could be read and changed, the last time."""
        return not self._said.get("firewall") and not self._said.get("listing")

    def _stop(self, *_: Any) -> None:
        self._ends = True

    def _compare_soon(self, *_: Any) -> None:
        self._compare_at = 0.0

    def _take_in(self) -> None:
        source = self._source
        assert source is not None
        if source.polled is not None:
            ready, _, _ = select.select([source.polled], [], [], 1.0)
            lines = source.read() if ready else []
        else:
            lines = source.read()
            if not lines:
                time.sleep(source.interval or 0)
        for line in lines:
            if self._ends:  # told to, in the middle of a storm
                return
            try:
                event = json.loads(line)
            except (ValueError, RecursionError):
                self.unreadable += 1
                continue
            self._ledger.event(event)
        if source.at_end:
            self._ends = True
        if self._ledger.wants_list and self._listing is not None:
            self._compare_at = min(self._compare_at, self._compared_at + SOON_SECONDS)
        self._tell_limits()

    def _tell_limits(self) -> None:
        self._say("full", f"no room for {self._ledger.full} blocks: raise --most" if self._ledger.full else "")
        self._say("unreadable", "lines that are no events are passed over" if self.unreadable else "")
        for reason in [reason for reason in self._ledger.refused if f"refused {reason}" not in self._said]:
            self._say(f"refused {reason}", f"not shut out: {reason}")

    def _change(self) -> None:
        change = self._ledger.take()
        if not change:
            return
        self._to_let_go |= change.let_go
        try:
            self._firewall.apply(change.shut, change.let_go)
            self._to_let_go.clear()
            self._say("firewall", "")
            self._is_failing = False
        except FirewallError as error:
            # Whatever it was (`nft flush ruleset`, a set that is full): all of it anew, at once the first time.
            self._say("firewall", str(error))
            self._compare_at = time.monotonic() + RETRY_SECONDS if self._is_failing else 0.0
            self._is_failing = True

    def _exempt(self, listing: list[str]) -> tuple[list[dict[str, Any]], bool]:
        """Whom no block denies, and whether these are all. Raises ListingError."""
        why = "no configuration was named (--config)"
        if self._has_configuration:
            try:
                rows, _ = listed_now([*listing, "--exempt"])
                self._say("exempt", "")
                return rows, True
            except ListingError as error:
                why = str(error)
        self._say("exempt", f"who is allow-listed is not known: {why}")
        return listed_now([*listing, "--allowed"])[0], False

    def _take_list(self) -> None:
        if self._listing is None:
            return
        self._ledger.wants_list = False
        try:
            blocked, as_of = listed_now([*self._listing, "--blocked"])
            self._ledger.replace(blocked, *self._exempt(self._listing), as_of)
            age = (time.time() - as_of) // 60
            self._say("copy", f"the server's list is {age:.0f} min old, events since then count" if age >= OLD_MINUTES else "")
            self._say("listing", "")
        except ListingError as error:
            # What the firewall has goes on until its end.
            self._say("listing", f"the server's list is not to be had, events alone count: {error}")
            self._compare_at = time.monotonic() + min(self._every, LIST_RETRY_SECONDS)

    def compare(self) -> None:
        """The ledger with the server's list, then the firewall with the ledger."""
        self._compared_at = time.monotonic()
        self._compare_at = self._compared_at + self._every
        self._take_list()
        self._tell_limits()
        self._to_let_go |= self._ledger.take().let_go
        wanted = self._ledger.all()
        try:
            there = self._firewall.entries()
            if there is None:
                self._report(f"{self._firewall.name}: what this program made is gone, or some of it; made again")
                there = self._firewall.open()
            # Without a list, what an earlier run left is let be: its end is known to the kernel.
            has_list = self._listing is not None and not self._said.get("listing")
            surplus = [network for network in there if network not in wanted and (has_list or network in self._to_let_go)]
            late = {network: left for network, left in wanted.items() if abs(there.get(network, -10) - left) > 2}
            self._firewall.apply(late, surplus)
            self._to_let_go.clear()
            self._say("firewall", "")
        except FirewallError as error:
            self._say("firewall", str(error))
            self._compare_at = time.monotonic() + RETRY_SECONDS
