"""Sets in a table of nftables that is ours alone, by libnftables.

Of each length of prefix that occurs there is a set of its own, and a rule that masks the source address to that length: so a client within a
blocked range needs no splitting, and a look-up costs one hash a length. Elements end by themselves."""
from __future__ import annotations

import ipaddress
import re
from typing import Any, Iterable, Optional

import nftables  # python3-nftables

from firewall.firewall import FirewallError
from firewall.network import Network

TABLE = "errwatch"
FAMILY = "inet"
CHAIN = {"name": "input", "type": "filter", "hook": "input", "prio": -10, "policy": "accept"}
MARK = "made by errwatch-firewall"
AT_ONCE = 5000  # elements in one command
WHERE = {"family": FAMILY, "table": TABLE}
OUR_SET = re.compile(r"ipv([46])_(\d{1,3})")


def set_name(version: int, length: int) -> str:
    return f"ipv{version}_{length}"


def is_ours(listed: list[dict[str, Any]]) -> bool:
    """Whether all that stands in the table is of this program, though some of it may be missing (`nft flush table inet errwatch`)."""
    named = {kind: [one[kind]["name"] for one in listed if kind in one] for kind in ("chain", "set", "map", "flowtable")}
    chains = [one["chain"] for one in listed if "chain" in one]
    return (bool(named["chain"] or named["set"]) and not named["map"] and not named["flowtable"]
            and all(one["rule"].get("comment") == MARK for one in listed if "rule" in one)
            and all({name: chain.get(name) for name in CHAIN} == CHAIN for chain in chains)
            and all(OUR_SET.fullmatch(name) for name in named["set"]))


def is_whole(listed: list[dict[str, Any]]) -> bool:
    """Whether each set has the rule that makes it count."""
    expressions = [one["rule"].get("expr", []) for one in listed if "rule" in one]
    counted = [part["match"]["right"] for expression in expressions if {"drop": None} in expression for part in expression[:1] if "match" in part]
    sets = [f"@{one['set']['name']}" for one in listed if "set" in one]
    return any("chain" in one for one in listed) and sorted(map(str, counted)) == sorted(sets)


class Nftables:
    name = "nftables"

    def __init__(self, ports: Optional[list[int]], most: int) -> None:
        """`ports`: only what goes there is dropped; None: everything."""
        self._ports, self._most = ports, most
        self._nft = nftables.Nftables()
        self._nft.set_json_output(True)
        self._lengths: set[tuple[int, int]] = set()

    def _run(self, *commands: dict[str, Any]) -> Any:
        code, output, error = self._nft.json_cmd({"nftables": list(commands)})
        if code != 0:
            raise FirewallError(f"nftables: {str(error).strip() or 'failed'}")
        return output

    def _listed(self) -> Optional[list[dict[str, Any]]]:
        """What is in our table; None: there is none. Raises FirewallError when it has anything of somebody else's."""
        tables = self._run({"list": {"tables": {"family": FAMILY}}})["nftables"]
        if not any(one.get("table", {}).get("name") == TABLE for one in tables):
            return None
        listed = self._run({"list": {"table": {"family": FAMILY, "name": TABLE}}})["nftables"]
        if not is_ours(listed):
            raise FirewallError(f"nftables has a table {FAMILY} {TABLE} with something in it that errwatch-firewall did not make: it is left alone")
        return listed

    def entries(self) -> Optional[dict[Network, int]]:
        listed = self._listed()
        if listed is None or not is_whole(listed):
            return None
        there = {one["set"]["name"] for one in listed if "set" in one}
        return self._elements(listed) if all(set_name(*place) in there for place in self._lengths) else None

    def open(self) -> dict[Network, int]:
        """Makes table and chain, or takes over what another run left. Returns who is shut out, with the seconds left."""
        listed = self._listed()
        kept = dict(sorted(self._elements(listed or []).items(), key=lambda item: -item[1])[:self._most])
        # In one step, so that nobody gets in between: what was there goes, and comes again as this run wants it.
        begin = [{"delete": {"table": {"family": FAMILY, "name": TABLE}}}] if listed is not None else []
        begin += [{"add": {"table": {"family": FAMILY, "name": TABLE}}},
                  {"add": {"chain": {**WHERE, **CHAIN}}},
                  # A rule that does nothing bears the mark: tables have no comments everywhere.
                  {"add": {"rule": {**WHERE, "chain": CHAIN["name"], "comment": MARK, "expr": [{"counter": None}]}}}]
        self._lengths = set()
        self._apply(begin, kept, ())
        return kept

    @staticmethod
    def _elements(listed: list[dict[str, Any]]) -> dict[Network, int]:
        found: dict[Network, int] = {}
        for one in listed:
            named = OUR_SET.fullmatch(one.get("set", {}).get("name", ""))
            for element in one["set"].get("elem", []) if named else []:
                inner = element.get("elem", {}) if isinstance(element, dict) else {}
                if inner.get("expires"):
                    found[ipaddress.ip_network((inner["val"], int(named[2])))] = inner["expires"]
        return found

    def _add_length(self, version: int, length: int) -> list[dict[str, Any]]:
        protocol, kind, bits = ("ip", "ipv4_addr", 32) if version == 4 else ("ip6", "ipv6_addr", 128)
        source: Any = {"payload": {"protocol": protocol, "field": "saddr"}}
        if length < bits:
            zero = "0.0.0.0" if version == 4 else "::"
            source = {"&": [source, str(ipaddress.ip_network(f"{zero}/{length}").netmask)]}
        expression: list[dict[str, Any]] = [{"match": {"op": "==", "left": source, "right": f"@{set_name(version, length)}"}}]
        if self._ports is not None:
            expression += [{"match": {"op": "==", "left": {"meta": {"key": "l4proto"}}, "right": {"set": ["tcp", "udp"]}}},
                           {"match": {"op": "==", "left": {"payload": {"protocol": "th", "field": "dport"}}, "right": {"set": self._ports}}}]
        expression += [{"counter": None}, {"drop": None}]
        return [{"add": {"set": {**WHERE, "name": set_name(version, length), "type": kind, "flags": ["timeout"], "size": self._most}}},
                {"add": {"rule": {**WHERE, "chain": CHAIN["name"], "comment": MARK, "expr": expression}}}]

    def apply(self, shut: dict[Network, int], let_go: Iterable[Network]) -> None:
        """In one transaction: all of it, or nothing. Raises FirewallError."""
        self._apply([], shut, let_go)

    def _apply(self, commands: list[dict[str, Any]], shut: dict[Network, int], let_go: Iterable[Network]) -> None:
        new = {(network.version, network.prefixlen) for network in shut} - self._lengths
        for version, length in sorted(new):
            commands += self._add_length(version, length)
        gone: dict[tuple[int, int], list[str]] = {}
        come: dict[tuple[int, int], list[Any]] = {}
        for network in [*let_go, *shut]:
            place = (network.version, network.prefixlen)
            if place in self._lengths:
                gone.setdefault(place, []).append(str(network.network_address))
        for network, left in shut.items():
            element = {"elem": {"val": str(network.network_address), "timeout": left}}
            come.setdefault((network.version, network.prefixlen), []).append(element)
        for place, elements in gone.items():
            # What is not there cannot be deleted, and what is there keeps its old end when it is added: so it is added, then deleted.
            commands += self._element_commands("add", place, elements) + self._element_commands("delete", place, elements)
        for place, elements in come.items():
            commands += self._element_commands("add", place, elements)
        if commands:
            self._run(*commands)
        self._lengths |= new

    @staticmethod
    def _element_commands(what: str, place: tuple[int, int], elements: list[Any]) -> list[dict[str, Any]]:
        return [{what: {"element": {**WHERE, "name": set_name(*place), "elem": elements[start:start + AT_ONCE]}}}
                for start in range(0, len(elements), AT_ONCE)]

    def remove(self) -> None:
        if self._listed() is not None:
            self._run({"delete": {"table": {"family": FAMILY, "name": TABLE}}})
        self._lengths = set()
