"""Prefixes of addresses, and those whose packets are never dropped."""
from __future__ import annotations

import ipaddress
import json
import math
import pathlib
import subprocess
from typing import Iterable, Iterator, Optional, Union

Network = Union[ipaddress.IPv4Network, ipaddress.IPv6Network]

# Shorter prefixes are a mistake sooner than an attacker.
SHORTEST = {4: 8, 6: 19}
# What is of each machine or link: loopback, link-local (where clouds have their names, time and metadata), multicast, nobody's.
OF_ANY_MACHINE = ("127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "0.0.0.0/32", "255.255.255.255/32", "::1/128", "fe80::/10", "ff00::/8", "::/128")

# Those of model/unnamed_proxy.h: what stands before a server may have such an address, and bring everybody.
NEAR = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")


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
    """This machine cannot say what is to be protected."""


class WordError(Exception):
    """What was given is no address."""


Key = tuple[int, int, int]  # version, length, and so many bits


def _keys(network: Network) -> Iterator[Key]:
    """Its own, and that of each that holds it."""
    value = int(network.network_address) >> (network.max_prefixlen - network.prefixlen)
    for length in range(network.prefixlen, -1, -1):
        yield network.version, length, value
        value >>= 1


class Networks:
    """Prefixes, each with a reason and an end. To add one, or to ask, costs a hash a length, however many there are."""

    def __init__(self) -> None:
        self._known: dict[Key, tuple[Network, str, float]] = {}
        self._around: dict[Key, int] = {}  # these and all that hold one: how many of them
        self._lengths: dict[int, dict[int, int]] = {4: {}, 6: {}}  # how many of each
        self._first_end = math.inf

    def __len__(self) -> int:
        return len(self._known)

    def add(self, network: Network, reason: str, until: float = math.inf) -> None:
        keys = list(_keys(network))
        if keys[0] not in self._known:
            for key in keys:
                self._around[key] = self._around.get(key, 0) + 1
            lengths = self._lengths[network.version]
            lengths[network.prefixlen] = lengths.get(network.prefixlen, 0) + 1
        self._known[keys[0]] = network, reason, until
        self._first_end = min(self._first_end, until)

    def remove(self, network: Network) -> None:
        keys = list(_keys(network))
        if self._known.pop(keys[0], None) is None:
            return
        lengths = self._lengths[network.version]
        lengths[network.prefixlen] -= 1
        if not lengths[network.prefixlen]:
            del lengths[network.prefixlen]
        for key in keys:
            self._around[key] -= 1
            if not self._around[key]:
                del self._around[key]

    def _forget_ended(self, now: float) -> None:
        if self._first_end > now:
            return
        for network in [network for network, _, until in self._known.values() if until <= now]:
            self.remove(network)
        self._first_end = min((until for _, _, until in self._known.values()), default=math.inf)

    def met_by(self, network: Network, now: float = 0.0) -> Optional[tuple[Network, str]]:
        """One that has an address in common with it, and its reason."""
        self._forget_ended(now)
        version, length = network.version, network.prefixlen
        value = int(network.network_address) >> (network.max_prefixlen - length)
        for shorter in self._lengths[version]:
            known = self._known.get((version, shorter, value >> (length - shorter))) if shorter <= length else None
            if known is not None:
                return known[:2]
        if (version, length, value) not in self._around:
            return None
        return next((inner, reason) for inner, reason, _ in self._known.values() if inner.version == version and inner.subnet_of(network))


class Protected:
    """Networks that are never shut out, each with the reason."""

    def __init__(self) -> None:
        self._networks = Networks()
        for text in OF_ANY_MACHINE:
            self._networks.add(ipaddress.ip_network(text), "an address of this machine or link")

    def reason(self, network: Network) -> Optional[str]:
        """Why it may not be shut out; None: it may. A network that holds a protected one may not either."""
        if network.prefixlen < SHORTEST[network.version]:
            return f"shorter than /{SHORTEST[network.version]}"
        met = self._networks.met_by(network)
        return met[1] if met else None

    def add_local(self) -> None:
        """The addresses that this machine has now. Raises ProtectedError."""
        try:
            listed = subprocess.run(["ip", "-json", "address"], check=True, capture_output=True, text=True, timeout=10).stdout
            for link in json.loads(listed):
                for address in link.get("addr_info", []):
                    self._networks.add(ipaddress.ip_network(address["local"]), f"an address of this machine ({link['ifname']})")
        except (OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
            raise ProtectedError(f"cannot list this machine's addresses with `ip -json address`: {error}") from None

    def add_file(self, path: pathlib.Path) -> None:
        """One address or prefix a line, # begins a comment. Raises WordError."""
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise WordError(f"{path}: {error.strerror}") from None
        except UnicodeDecodeError:
            raise WordError(f"{path} is not text") from None
        self.add_words((line.partition("#")[0].strip(), f"{path}:{number}") for number, line in enumerate(lines, 1))

    def add_words(self, words: Iterable[tuple[str, str]]) -> None:
        for word, where in words:
            if not word:
                continue
            network = parsed(word)
            if network is None:
                raise WordError(f"{where}: {word!r} is neither an address nor a prefix such as 192.0.2.0/24")
            self._networks.add(network, where)
