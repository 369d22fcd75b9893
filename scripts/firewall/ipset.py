"""Sets of ipset and a rule of iptables for each family, where nftables is missing. Both tools are run with their arguments, no shell."""
from __future__ import annotations

import ipaddress
import re
import subprocess
from typing import Iterable, Optional

from firewall.firewall import FirewallError
from firewall.network import Network

SETS = {4: ("errwatch4", "inet", "iptables"), 6: ("errwatch6", "inet6", "ip6tables")}
MARK = "made by errwatch-firewall"
MEMBER = re.compile(r"add \S+ (\S+) timeout (\d+)")
HEADER = re.compile(r"create \S+ hash:net family (\S+) .*\bmaxelem (\d+) .*\btimeout 0\b")
LONGEST = 2_147_483  # ipset's own limit of a timeout


class Ipset:
    name = "ipset"

    def __init__(self, ports: Optional[list[int]], most: int) -> None:
        self._ports, self._most = ports, most

    @staticmethod
    def _run(*command: str, text: str = "", may_fail: bool = False) -> Optional[str]:
        try:
            done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60)
        except (OSError, subprocess.SubprocessError) as error:
            raise FirewallError(f"{command[0]}: {error}") from None
        if done.returncode != 0:
            if may_fail:
                return None
            raise FirewallError(f"{' '.join(command[:3])}: {done.stderr.strip() or done.returncode}")
        return done.stdout

    def _rules(self, name: str) -> list[list[str]]:
        match = ["-m", "set", "--match-set", name, "src", "-m", "comment", "--comment", MARK]
        if self._ports is None:
            return [[*match, "-j", "DROP"]]
        ports = ",".join(map(str, self._ports))
        return [["-p", protocol, "-m", "multiport", "--dports", ports, *match, "-j", "DROP"] for protocol in ("tcp", "udp")]

    def _ours(self, tool: str) -> list[list[str]]:
        """The arguments of each rule of ours, as -S lists them."""
        listed = self._run(tool, "-w", "-S", "INPUT") or ""
        return [line.replace(f'"{MARK}"', "\0").split()[2:] for line in listed.splitlines() if f'--comment "{MARK}"' in line]

    def _drop_rules(self, tool: str) -> None:
        for rule in self._ours(tool):
            self._run(tool, "-w", "-D", "INPUT", *(MARK if word == "\0" else word for word in rule))

    def is_there(self) -> bool:
        return any(self._run("ipset", "list", "-name", name, may_fail=True) is not None for name, _, _ in SETS.values())

    def _is_whole(self, tool: str) -> bool:
        """Whether the rules are there that make a set count. Another run may have been given other ports."""
        protocols = [rule[rule.index("-p") + 1] if "-p" in rule else "" for rule in self._ours(tool)]
        return sorted(protocols) in ([""], ["tcp", "udp"])

    def _make_set(self, name: str, family: str) -> None:
        """One that is there with another size gives its members to a new one, and its place."""
        arguments = ("hash:net", "family", family, "timeout", "0", "maxelem", str(self._most))
        listed = self._run("ipset", "save", name, may_fail=True)
        if listed is None:
            self._run("ipset", "create", name, *arguments)
            return
        header = HEADER.match(listed)
        if header is None or header[1] != family:
            raise FirewallError(f"ipset has a set {name} that errwatch-firewall did not make: it is left alone")
        if int(header[2]) == self._most:
            return
        beside = f"{name}-new"
        self._run("ipset", "destroy", beside, may_fail=True)
        self._run("ipset", "create", beside, *arguments)
        members = sorted(((int(left), address) for address, left in MEMBER.findall(listed) if left != "0"), reverse=True)[:self._most]
        self._run("ipset", "-exist", "restore", text="".join(f"add {beside} {address} timeout {left}\n" for left, address in members))
        self._run("ipset", "swap", beside, name)
        self._run("ipset", "destroy", beside)

    def open(self) -> dict[Network, int]:
        for name, family, tool in SETS.values():
            self._make_set(name, family)
            self._drop_rules(tool)
            for rule in self._rules(name):
                self._run(tool, "-w", "-I", "INPUT", "1", *rule)
        return self.entries() or {}

    def entries(self) -> Optional[dict[Network, int]]:
        found: dict[Network, int] = {}
        for name, _, tool in SETS.values():
            listed = self._run("ipset", "save", name, may_fail=True)
            if listed is None or not self._is_whole(tool):
                return None
            for address, left in MEMBER.findall(listed):
                if left != "0":
                    found[ipaddress.ip_network(address)] = int(left)
        return found

    def apply(self, shut: dict[Network, int], let_go: Iterable[Network]) -> None:
        lines = [f"del {SETS[network.version][0]} {network}" for network in let_go]
        lines += [f"add {SETS[network.version][0]} {network} timeout {min(left, LONGEST)}" for network, left in shut.items()]
        if lines:
            self._run("ipset", "-exist", "restore", text="\n".join(lines) + "\n")

    def remove(self) -> None:
        for name, _, tool in SETS.values():
            self._drop_rules(tool)
            self._run("ipset", "destroy", name, may_fail=True)
