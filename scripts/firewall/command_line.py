"""The command line of errwatch-firewall."""
from __future__ import annotations

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
from typing import Callable, Iterable, Optional, Sequence

from events.source import FollowedLog, SourceError, StandardInput
from firewall.firewall import Firewall, FirewallError
from firewall.ipset import Ipset
from firewall.ledger import Ledger
from firewall.network import Network, Protected, ProtectedError, WordError
from firewall.program import Program

DONE, FAILED, USAGE = 0, 1, 2

DESCRIPTION = """Drops the packets of whom mod_errwatch blocks, in sets of nftables (or ipset) of its own.
Follows the file of ErrWatchEventLog or reads events on standard input, and compares with the running server at the start, every five
minutes and on SIGHUP. Elements end by themselves when the block does, also when this program does not run."""
EPILOG = """Exit status: 0 done; 1 the firewall, the list or a file could not be read or changed; 2 usage.

It needs CAP_NET_ADMIN, and to read the event log and the state file; errwatch-firewall.service gives it that and no more.
docs/firewall.md says whom it never shuts out, and when not to use it."""


def ports(text: str) -> Optional[list[int]]:
    if text == "all":
        return None
    try:
        numbers = [int(word) for word in text.split(",")]
    except ValueError:
        numbers = []
    if not numbers or len(numbers) > 15 or not all(0 < number < 65536 for number in numbers):
        raise argparse.ArgumentTypeError(f"{text!r}: expected up to 15 ports such as 80,443, or all")
    return numbers


def number(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r}: expected a number from {least} to {most}")
        return int(text)
    return parse


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser("errwatch-firewall", description=DESCRIPTION, epilog=EPILOG, allow_abbrev=False,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    result.add_argument("--follow", type=pathlib.Path, metavar="FILE", help="the file of ErrWatchEventLog; without it standard input")
    result.add_argument("--state", metavar="FILE", help="the server's ErrWatchStateFile, for errwatch")
    result.add_argument("--config", metavar="FILE", help="httpd's configuration, for errwatch: needed with --state")
    result.add_argument("--errwatch", default="errwatch", metavar="PROGRAM", help="the tool that lists blocks (errwatch)")
    result.add_argument("--no-compare", action="store_true", help="events alone: never asks the running server")
    result.add_argument("--every", type=number(1, 86_400), default=300, metavar="SECONDS", help="between two comparisons (300)")
    result.add_argument("--ports", type=ports, default=[80, 443], metavar="LIST", help="drop what goes to these, or all (80,443)")
    result.add_argument("--scope", action="append", metavar="NAME",
                        help="take over blocks of this ErrWatchScope, or of all; may be given several times (server)")
    result.add_argument("--strikes", type=number(1, 1000), default=1, metavar="N", help="of clients that a limit blocked, only who was blocked so often in a row (1)")
    result.add_argument("--ranges", action="store_true", help="take in blocked ranges also while it is not known who in them is allow-listed")
    result.add_argument("--private", action="store_true", help="clients of private networks, too: for a server that has them and no proxy")
    result.add_argument("--allow", action="append", default=[], metavar="ADDRESS", help="never shut out; also a prefix, or @FILE of them")
    result.add_argument("--most", type=number(1, 1_000_000), default=65_536, metavar="N", help="addresses and prefixes at most (65536)")
    result.add_argument("--backend", choices=("nftables", "ipset"), help="nftables, or ipset where python3-nftables is missing; --remove takes out both unless told which")
    what = result.add_mutually_exclusive_group()
    what.add_argument("--once", action="store_true", help="compares once, and ends")
    what.add_argument("--dry-run", action="store_true", help="prints what would be done; the firewall is not looked at")
    what.add_argument("--status", action="store_true", help="who is shut out, and for how long")
    what.add_argument("--remove", action="store_true", help="takes all of it out of the firewall")
    return result


class DryRun:
    """Says what would be done."""
    name = "dry run"

    def __init__(self) -> None:
        self._there: dict[Network, int] = {}

    def open(self) -> dict[Network, int]:
        return {}

    def entries(self) -> dict[Network, int]:
        return self._there

    def apply(self, shut: dict[Network, int], let_go: Iterable[Network]) -> None:
        for network in let_go:
            self._there.pop(network, None)
            print(f"let in {network}", flush=True)
        for network, left in shut.items():
            self._there[network] = left
            print(f"shut out {network} for {left} s", flush=True)

    def remove(self) -> None:
        self._there.clear()


def firewall_of(options: argparse.Namespace) -> Firewall:
    if options.dry_run:
        return DryRun()
    if options.backend != "ipset":
        try:
            from firewall.nft import Nftables
            return Nftables(options.ports, options.most)
        except (ImportError, OSError) as error:  # libnftables itself is loaded at that
            if options.backend == "nftables":
                raise FirewallError(f"nftables: {error}; install python3-nftables") from None
    return Ipset(options.ports, options.most)


def protected_of(options: argparse.Namespace) -> Protected:
    protected = Protected()
    protected.add_local()
    for word in options.allow:
        if word.startswith("@"):
            protected.add_file(pathlib.Path(word[1:]))
        else:
            protected.add_words([(word, "--allow")])
    return protected


def report(text: str) -> None:
    print(f"errwatch-firewall: {text}", file=sys.stderr, flush=True)


def leftover_of_ipset(options: argparse.Namespace, firewall: Firewall) -> Optional[Ipset]:
    """What was made while python3-nftables was missing, say: beside nftables nobody would let anybody out of it again."""
    if options.backend or options.dry_run or isinstance(firewall, Ipset) or not shutil.which("ipset"):
        return None
    other = Ipset(options.ports, options.most)
    return other if other.is_there() else None


def status(firewall: Firewall) -> int:
    there = firewall.entries()
    if there is None:
        print(f"{firewall.name}: nothing of errwatch-firewall, or not all that drops packets")
        return DONE
    for network, left in sorted(there.items(), key=lambda item: (item[0].version, item[0])):
        print(f"{network.network_address if network.prefixlen == network.max_prefixlen else network} {left} s")
    print(f"{firewall.name}: {len(there)} shut out")
    return DONE


def warn_of_unknown_scopes(options: argparse.Namespace, tool: list[str]) -> None:
    """A mistyped name would take in nobody, and say nothing."""
    wanted = [scope for scope in options.scope or [] if scope != "all"]
    try:
        done = subprocess.run([options.errwatch, "status", "--format", "json", *tool], capture_output=True, timeout=120)
        known = [one["scope"] for one in json.loads(done.stdout)["modes"]]
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError):
        return  # what is wrong there the first comparison says
    for scope in wanted:
        if scope not in known:
            report(f"--scope {scope}: the server knows no such scope; it has {', '.join(known)}")


def run(options: argparse.Namespace) -> int:
    firewall = firewall_of(options)
    if options.status:
        return status(firewall)
    other = leftover_of_ipset(options, firewall)
    if options.remove:
        firewall.remove()
        if other:
            other.remove()
        return DONE
    scopes = None if options.scope and "all" in options.scope else frozenset(options.scope or ["server"])
    # Who gave --allow has thought of whom a range may hold.
    ledger = Ledger(protected_of(options), options.most, scopes, options.strikes, time.time, options.ranges or bool(options.allow),
                    options.private)
    tool = [*(["--config", options.config] if options.config else []), *(["--state", options.state] if options.state else [])]
    listing = [options.errwatch, "clients", "--most", "0", "--format", "json", *tool]
    if options.scope and not options.no_compare:
        warn_of_unknown_scopes(options, tool)
    has_configuration = bool(options.config or not options.state or os.environ.get("ERRWATCH_CONFIG"))
    source = None if options.once else FollowedLog(options.follow, None, report) if options.follow else StandardInput()
    if other:
        report("what was made with ipset is taken out: it is nftables now")
        other.remove()
    program = Program(ledger, firewall, source, None if options.no_compare else listing, float(options.every), report, has_configuration)
    program.run()
    return DONE if program.is_well() else FAILED


def main(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    try:
        return run(options)
    except SourceError as error:
        report(f"--follow: {error}")
        return USAGE
    except WordError as error:
        report(f"--allow: {error}")
        return USAGE
    except (FirewallError, ProtectedError) as error:
        report(str(error))
        return FAILED
    except BrokenPipeError:
        return FAILED
