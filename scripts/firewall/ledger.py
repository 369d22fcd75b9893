"""Who is to be shut out, and until when: what events, or a list of all blocks, say."""
from __future__ import annotations

import datetime
import heapq
from typing import Any, Callable, Optional, Sequence

from firewall.network import Allowed, Network, Protected, parsed

# events (event.action) that begin a block, and that end one.
BEGINS = frozenset(("block", "range_block", "blocked_by_hand"))
ENDS = frozenset(("expired", "unblocked"))
# ... and that say whom an administrator allows for a time: he is let through, whatever range he is in.
ALLOWS = frozenset(("allowed", "disallowed"))

LONGEST_SECONDS = 366 * 86_400  # what a set's timeout is cut to
MOST_REASONS = 1000             # that are told apart


def seconds(text: Any) -> Optional[float]:
    """"2026-11-22T10:00:00.000Z" as seconds since 1970."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment.timestamp() if moment.tzinfo is not None else None


class Change:
    """What the firewall is to do: whom to take in, with the seconds left, and whom to let go."""

    def __init__(self) -> None:
        self.shut: dict[Network, int] = {}
        self.let_go: set[Network] = set()

    def __bool__(self) -> bool:
        return bool(self.shut or self.let_go)


class Ledger:
    def __init__(self, protected: Protected, most: int, scopes: Optional[frozenset[str]], strikes: int, clock: Callable[[], float]) -> None:
        """`scopes`: blocks of others are not taken over; None: all are. `strikes`: nor is a client with fewer."""
        self._protected, self._most, self._scopes, self._strikes, self._clock = protected, most, scopes, strikes, clock
        self._allowed = Allowed()
        self._until: dict[Network, dict[str, float]] = {}  # scope -> end
        self._ends: list[tuple[float, int, int, Network]] = []  # a heap; one counts while its network ends then
        self._change = Change()
        self.refused: dict[str, int] = {}  # reason -> how often
        self.full = 0  # blocks for which there was no room

    def __len__(self) -> int:
        return len(self._until)

    def take(self) -> Change:
        """What is to be done since the last call."""
        self._forget_ended()
        taken, self._change = self._change, Change()
        return taken

    def event(self, line: Any) -> bool:
        """One line of ErrWatchEventLog, as JSON reads it. False: none that changes who is shut out."""
        if not isinstance(line, dict) or not isinstance(line.get("event"), dict) or not isinstance(line.get("errwatch"), dict):
            return False
        action, own = line["event"].get("action"), line["errwatch"]
        if not isinstance(action, str) or action not in BEGINS | ENDS | ALLOWS:
            return False
        network, scope = parsed(str(own.get("client", ""))), str(own.get("scope", ""))
        if network is None:
            self._refuse("no address")
            return False
        if action in ENDS:
            self._let_go(network, scope)
            return True
        if action in ALLOWS:
            # What was let go for him comes back with the next comparison.
            return self._allow(network, seconds(own.get("block_until")) if action == "allowed" else None)
        until = seconds(own.get("block_until"))
        if until is None or own.get("foreign_only") or (action == "block" and self._is_young(own.get("strikes"))):
            return False
        self._shut(network, scope, until)
        return True

    def replace(self, clients: list[dict[str, Any]], allowed: Sequence[dict[str, Any]] = ()) -> None:
        """All that is blocked now, and all that is allowed, as `errwatch clients --blocked --format json` and --allowed list it."""
        let_through: dict[Network, float] = {}
        for one in allowed:
            network, until = parsed(str(one.get("address", ""))), seconds(one.get("until"))
            if network is not None and until is not None:
                let_through[network] = until
        self._allowed.replace(let_through, self._clock())
        self._let_go_allowed()
        listed: dict[tuple[Network, str], float] = {}
        for client in clients:
            network, until = parsed(str(client.get("address", ""))), seconds(client.get("blocked_until"))
            if network is None or until is None or not client.get("blocked") or client.get("foreign_only"):
                continue
            if not client.get("by_hand") and not client.get("range_bits") and self._is_young(client.get("strikes", 0)):
                continue
            listed[network, str(client.get("scope", ""))] = until
        for network, scopes in list(self._until.items()):
            for scope in [scope for scope in scopes if (network, scope) not in listed]:
                self._let_go(network, scope)
        for (network, scope), until in listed.items():
            self._shut(network, scope, until)

    def all(self) -> dict[Network, int]:
        """Whom the firewall should have shut out, with the seconds left."""
        now = self._clock()
        return {network: self._left(max(scopes.values()), now) for network, scopes in self._until.items() if max(scopes.values()) > now}

    def _is_young(self, strikes: Any) -> bool:
        """Of a client's own block. Of one by hand nobody counts strikes: an administrator meant it; nor of a range's."""
        return isinstance(strikes, int) and strikes < self._strikes

    @staticmethod
    def _left(until: float, now: float) -> int:
        return int(min(max(until - now, 1.0), LONGEST_SECONDS))

    def _refuse(self, reason: str) -> None:
        if reason not in self.refused and len(self.refused) >= MOST_REASONS:
            reason = "others"
        self.refused[reason] = self.refused.get(reason, 0) + 1

    def _shut(self, network: Network, scope: str, until: float) -> None:
        now = self._clock()
        if until <= now or (self._scopes is not None and scope not in self._scopes):
            return
        reason = self._protected.reason(network)
        if reason is None and self._allowed.meets(network, now):
            reason = "somebody in it is allowed (errwatch allow)"
        if reason is not None:
            self._refuse(f"{network}: {reason}")
            return
        scopes = self._until.get(network)
        if scopes is None:
            self._forget_ended()
            if len(self._until) >= self._most:
                self.full += 1
                return
            scopes = self._until[network] = {}
        if scopes.get(scope) == until:
            return
        scopes[scope] = until
        self._set(network, now)

    def _allow(self, network: Network, until: Optional[float]) -> bool:
        """None: no longer."""
        if until is None:
            self._allowed.remove(network, self._clock())
        else:
            self._allowed.add(network, until, self._clock())
            self._let_go_allowed()
        return True

    def _let_go_allowed(self) -> None:
        now = self._clock()
        for network in [network for network in self._until if self._allowed.meets(network, now)]:
            for scope in list(self._until[network]):
                self._let_go(network, scope)

    def _let_go(self, network: Network, scope: str) -> None:
        scopes = self._until.get(network)
        if scopes is not None and scopes.pop(scope, None) is not None:
            self._set(network, self._clock())

    def _set(self, network: Network, now: float) -> None:
        """The network's end has changed."""
        end = max(self._until[network].values(), default=0.0)
        if end > now:
            self._change.let_go.discard(network)
            self._change.shut[network] = self._left(end, now)
            heapq.heappush(self._ends, (end, network.version, hash(network), network))
        else:
            del self._until[network]
            self._change.shut.pop(network, None)
            self._change.let_go.add(network)

    def _forget_ended(self) -> None:
        """What ran out: the firewall forgets it by itself."""
        now = self._clock()
        while self._ends and self._ends[0][0] <= now:
            network = heapq.heappop(self._ends)[-1]
            scopes = self._until.get(network)
            if scopes is not None and max(scopes.values()) <= now:
                del self._until[network]
                self._change.shut.pop(network, None)
