"""What both kinds of firewall are."""
from __future__ import annotations

from typing import Iterable, Optional, Protocol

from firewall.network import Network


class FirewallError(Exception):
    """What the kernel, or its tool, did not do; nothing of it was done."""


class Firewall(Protocol):
    name: str

    def open(self) -> dict[Network, int]:
        """Makes what is ours, or takes over what another run left. Returns who is shut out, with the seconds left."""

    def entries(self) -> Optional[dict[Network, int]]:
        """Who is shut out, with the seconds left; None: what is ours is gone."""

    def apply(self, shut: dict[Network, int], let_go: Iterable[Network]) -> None:
        """Shuts out for so many seconds, whether it is there or not; lets go, whether it is there or not."""

    def remove(self) -> None:
        """All that is ours, and nothing else."""
