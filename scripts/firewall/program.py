"""Takes events in, keeps the firewall as they say, and compares both with the server's own list now and then."""
from __future__ import annotations

import json
import select
import signal
import subprocess
import time
from typing import Any, Callable, Optional, Union

from events.source import FollowedLog, StandardInput
from firewall.firewall import Firewall, FirewallError
from firewall.ledger import Ledger

RETRY_SECONDS = 5.0


class ListingError(Exception):
    pass


def listed_now(command: list[str]) -> list[dict[str, Any]]:
    """What the server's shared memory says. Raises ListingError."""
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
    return [one for one in listed if isinstance(one, dict)]


class Program:
    def __init__(self, ledger: Ledger, firewall: Firewall, source: Union[FollowedLog, StandardInput, None], listing: Optional[list[str]],
                 every: float, report: Callable[[str], None]) -> None:
        """`listing`: the command that lists all, to which --blocked or --allowed is added; None: there is only what events say.
        `every`: seconds between two comparisons."""
        self._ledger, self._firewall, self._source, self._listing = ledger, firewall, source, listing
        self._every, self._report = every, report
        self._ends = False
        self._compare_at = 0.0
        self._is_failing = False  # the last change was not made
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
        self._firewall.open()
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
            try:
                event = json.loads(line)
            except (ValueError, RecursionError):
                self.unreadable += 1
                continue
            self._ledger.event(event)
        if source.at_end:
            self._ends = True
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
        try:
            self._firewall.apply(change.shut, change.let_go)
            self._say("firewall", "")
            self._is_failing = False
        except FirewallError as error:
            # Whatever it was (`nft flush ruleset`, a set that is full): all of it anew, at once the first time.
            self._say("firewall", str(error))
            self._compare_at = time.monotonic() + RETRY_SECONDS if self._is_failing else 0.0
            self._is_failing = True

    def compare(self) -> None:
        """The ledger with the server's list, then the firewall with the ledger."""
        self._compare_at = time.monotonic() + self._every
        if self._listing is not None:
            try:
                self._ledger.replace(listed_now([*self._listing, "--blocked"]), listed_now([*self._listing, "--allowed"]))
                self._say("listing", "")
            except ListingError as error:
                # What the firewall has goes on until its end.
                self._say("listing", f"the server's list is not to be had, events alone count: {error}")
        self._ledger.take()
        wanted = self._ledger.all()
        try:
            there = self._firewall.entries()
            if there is None:
                self._report(f"{self._firewall.name}: what this program made is gone; made again")
                there = self._firewall.open()
            # Without a list, what an earlier run left is let be: its end is known to the kernel.
            surplus = [network for network in there if network not in wanted] if self._listing is not None and not self._said.get("listing") else []
            late = {network: left for network, left in wanted.items() if abs(there.get(network, -10) - left) > 2}
            self._firewall.apply(late, surplus)
            self._say("firewall", "")
        except FirewallError as error:
            self._say("firewall", str(error))
            self._compare_at = time.monotonic() + RETRY_SECONDS
