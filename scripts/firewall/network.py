"""Prefixes of addresses, and those whose packets are never dropped."""
from __future__ import annotations

import ipaddress
import json
import pathlib
import subprocess
from typing import Iterable, Optional, Union

Network = Union[ipaddress.IPv4Network, ipaddress.IPv6Network]

# Shorter prefixes are a mistake sooner than an attacker.
SHORTEST = {4: 8, 6: 19}


def parsed(text: str) -> Optional[Network]:
    """An address, or a prefix; None: neither. An IPv6 address that stands for one of IPv4 is that."""
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    if network.version == 6 and network.network_address.ipv4_mapped is not None and network.prefixlen >= 96:
        return ipaddress.ip_network((network.network_address.ipv4_mapped, network.prefixlen - 96), strict=False)
    return network


class ProtectedError(Exception):
    pass


class Protected:
    """Networks that are never shut out, each with the reason."""

    def __init__(self) -> None:
        self._networks: list[tuple[Network, str]] = []

    def add(self, network: Network, reason: str) -> None:
        self._networks.append((network, reason))

    def reason(self, network: Network) -> Optional[str]:
        """Why it may not be shut out; None: it may. A network that holds a protected one may not either."""
        address = network.network_address
        if address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified:
            return "an address of this machine or link"
        if network.prefixlen < SHORTEST[network.version]:
            return f"shorter than /{SHORTEST[network.version]}"
        for known, why in self._networks:
            if known.version == network.version and known.overlaps(network):
                return why
        return None

    def add_local(self) -> None:
        """The addresses that this machine has now. Raises ProtectedError."""
        try:
            listed = subprocess.run(["ip", "-json", "address"], check=True, capture_output=True, text=True, timeout=10).stdout
            for link in json.loads(listed):
                for address in link.get("addr_info", []):
                    self.add(ipaddress.ip_network(address["local"]), f"an address of this machine ({link['ifname']})")
        except (OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
            raise ProtectedError(f"cannot list this machine's addresses with `ip -json address`: {error}") from None

    def add_file(self, path: pathlib.Path) -> None:
        """One address or prefix a line, # begins a comment. Raises ProtectedError."""
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise ProtectedError(f"{path}: {error}") from None
        self.add_words((line.partition("#")[0].strip(), f"{path}:{number}") for number, line in enumerate(lines, 1))

    def add_words(self, words: Iterable[tuple[str, str]]) -> None:
        for word, where in words:
            if not word:
                continue
            network = parsed(word)
            if network is None:
                raise ProtectedError(f"{where}: {word!r} is neither an address nor a prefix such as 192.0.2.0/24")
            self.add(network, where)


class Allowed:
    """Networks that are let through for a time (errwatch allow). A look-up costs a hash a length, however many there are."""

    def __init__(self) -> None:
        self._until: dict[Network, float] = {}
        self._around: set[Network] = set()  # these, and all that holds one of them
        self._lengths: set[tuple[int, int]] = set()
        self._first_end = 0.0

    def replace(self, until: dict[Network, float], now: float) -> None:
        self._until = {network: end for network, end in until.items() if end > now}
        self._around = {network.supernet(new_prefix=bits) for network in self._until for bits in range(network.prefixlen + 1)}
        self._lengths = {(network.version, network.prefixlen) for network in self._until}
        self._first_end = min(self._until.values(), default=0.0)

    def add(self, network: Network, until: float, now: float) -> None:
        self.replace({**self._until, network: until}, now)

    def remove(self, network: Network, now: float) -> None:
        self.replace({known: end for known, end in self._until.items() if known != network}, now)

    def meets(self, network: Network, now: float) -> bool:
        """Whether the two have an address in common."""
        if self._until and self._first_end <= now:
            self.replace(self._until, now)
        return network in self._around or any(
            version == network.version and bits <= network.prefixlen and network.supernet(new_prefix=bits) in self._until
            for version, bits in self._lengths)
