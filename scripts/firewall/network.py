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
