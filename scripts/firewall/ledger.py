"""Who is to be shut out, and until when: what events, or a list of all blocks, say."""
from __future__ import annotations

import dataclasses
import datetime
import heapq
import ipaddress
import math
from typing import Any, Callable, Iterable, Optional, Sequence

from firewall.network import NEAR, Network, Networks, Protected, parsed

# events (event.action) that begin a block, and that end one.
BEGINS = frozenset(("block", "range_block", "blocked_by_hand"))
ENDS = frozenset(("expired", "unblocked"))
# ... and that say whom an administrator allows for a time: he is let through, whatever range he is in.
ALLOWS = frozenset(("allowed", "disallowed"))
# ... and after which the server's list says more than the event: it names nobody, or whom it lets be blocked again.
ASKS = frozenset(("disallowed", "imported"))

LEFT_TO_HTTPD = "blocked ranges, while the server's list does not say who in them is exempt (--ranges and --allow take them in)"

LONGEST_SECONDS = 366 * 86_400  # what a set's timeout is cut to
MOST_REASONS = 1000             # that are told apart
MOST_RECENT = 100_000           # events that are kept until a list is newer
SECONDS_SHOWN = 1.0             # a copy's time is told in whole ones
ALLOWED = "\0allowed"           # among the scopes of recent events
CLIENT_BITS = {4: 32, 6: 64}    # of one client, in most configurations


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


@dataclasses.dataclass(frozen=True)
class Block:
    until: float
    is_range: bool = False  # of several clients
    by_hand: bool = False


class Ledger:
    def __init__(self, protected: Protected, most: int, scopes: Optional[frozenset[str]], strikes: int, clock: Callable[[], float],
                 ranges: bool = False, near: bool = False) -> None:
        """`scopes`: blocks of others are not taken over; None: all are. `strikes`: nor is a client with fewer. `ranges`: they are taken in
        also before any list has said who in them is exempt. `near`: so are clients of private networks that nobody blocked by hand."""
        self._protected, self._most, self._scopes, self._strikes, self._clock = protected, most, scopes, strikes, clock
        self._takes_ranges, self._takes_near = ranges, near
        self._near = Networks()
        for text in NEAR:
            self._near.add(ipaddress.ip_network(text), "")
        # What events said that may be newer than the next list: when, and the end of the block if it began one.
        self._recent: dict[tuple[Network, str], tuple[float, Optional[Block]]] = {}
        self._allowed, self._exempt = Networks(), Networks()  # at run time; by the configuration
        self._has_more_exempt = False
        self._inherited: set[Network] = set()  # what an earlier run shut out, and nothing was heard of yet
        self.wants_list = False  # set back by whoever brings it
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
        self._let_go_exempt()
        taken, self._change = self._change, Change()
        return taken

    def event(self, line: Any) -> bool:
        """One line of ErrWatchEventLog, as JSON reads it. False: none that changes who is shut out."""
        if not isinstance(line, dict) or not isinstance(line.get("event"), dict) or not isinstance(line.get("errwatch"), dict):
            return False
        action, own = line["event"].get("action"), line["errwatch"]
        if not isinstance(action, str) or action not in BEGINS | ENDS | ALLOWS | ASKS:
            return False
        self.wants_list = self.wants_list or action in ASKS
        if action == "imported":
            return False
        network, scope = parsed(str(own.get("client", ""))), str(own.get("scope", ""))
        if network is None:
            self._refuse("no address")
            return False
        moment = seconds(line.get("@timestamp"))
        moment = self._clock() if moment is None else moment
        if action in ENDS:
            self._note(network, scope, moment, None)
            self._let_go(network, scope)
            return True
        if action in ALLOWS:
            return self._allow(network, seconds(own.get("block_until")) if action == "allowed" else None, moment)
        until = seconds(own.get("block_until"))
        if until is None or own.get("foreign_only") or own.get("detection_only"):
            return False
        if action == "block" and self._is_young(own.get("strikes")):
            return False
        block = Block(until, action == "range_block", action == "blocked_by_hand")
        self._note(network, scope, moment, block)
        self._shut(network, scope, block)
        return True

    def _note(self, network: Network, scope: str, moment: float, block: Optional[Block]) -> None:
        self._recent.pop((network, scope), None)
        self._recent[network, scope] = moment, block
        if len(self._recent) > MOST_RECENT:
            del self._recent[next(iter(self._recent))]

    def inherit(self, networks: Iterable[Network]) -> None:
        """What the firewall has of an earlier run. Its end is known to the kernel; an event may let it go before that."""
        self._inherited = set(networks)

    def _replace_exempt(self, rows: Sequence[dict[str, Any]], is_whole: bool) -> None:
        self._allowed = Networks()
        if is_whole:
            self._exempt, self._takes_ranges = Networks(), True
        for one in rows:
            network, until = parsed(str(one.get("address", ""))), seconds(one.get("until"))
            if network is None or (until is None and not is_whole):
                continue
            reason = str(one.get("reason") or "errwatch allow")[:200]
            if until is None:
                self._exempt.add(network, reason)
            else:
                self._allowed.add(network, reason, until)
        for (network, scope), (_, allowed) in self._recent.items():
            if scope == ALLOWED:
                self._allowed.remove(network)
                if allowed is not None:
                    self._allowed.add(network, "errwatch allow", allowed.until)
        self._has_more_exempt = True
        self._let_go_exempt()

    def replace(self, clients: list[dict[str, Any]], exempt: Sequence[dict[str, Any]] = (), is_whole: bool = True, as_of: float = math.inf) -> None:
        """All that is blocked, and whom no block denies, as `errwatch clients --blocked --format json` and --exempt list it.
        Not `is_whole`: of the exempt it has only those of run time (--allowed). `as_of`: when it was so; newer events count for more."""
        self._recent = {key: noted for key, noted in self._recent.items() if noted[0] > as_of - SECONDS_SHOWN}
        self._replace_exempt(exempt, is_whole)
        self._inherited.clear()
        listed: dict[tuple[Network, str], Block] = {}
        for client in clients:
            network, until = parsed(str(client.get("address", ""))), seconds(client.get("blocked_until"))
            if network is None or until is None or not client.get("blocked") or client.get("foreign_only") or client.get("detection_only"):
                continue
            if not client.get("by_hand") and not client.get("range_bits") and self._is_young(client.get("strikes", 0)):
                continue
            listed[network, str(client.get("scope", ""))] = Block(until, bool(client.get("range_bits")), bool(client.get("by_hand")))
        for key, (_, block) in self._recent.items():
            if key[1] == ALLOWED:
                continue
            listed.pop(key, None)
            if block is not None:
                listed[key] = block
        for network, scopes in list(self._until.items()):
            for scope in [scope for scope in scopes if (network, scope) not in listed]:
                self._let_go(network, scope)
        for (network, scope), block in listed.items():
            self._shut(network, scope, block)

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

    def _exempt_in(self, network: Network) -> Optional[str]:
        now = self._clock()
        met = self._exempt.met_by(network, now) or self._allowed.met_by(network, now)
        return f"{'exempt' if network.subnet_of(met[0]) else f'{met[0]} in it is exempt'} ({met[1]})" if met else None  # type: ignore[arg-type]

    def _is_refused(self, network: Network, block: Block) -> bool:
        if not self._takes_ranges and (block.is_range or network.prefixlen < CLIENT_BITS[network.version]):
            self._refuse(LEFT_TO_HTTPD)
            return True
        reason = self._protected.reason(network) or self._exempt_in(network)
        if reason is None and not block.by_hand and not self._takes_near and self._near.met_by(network):
            # The module lets in again whoever turns out to be one by what he sends; packets that are dropped tell nothing.
            reason = "of a private network, may be a proxy that nobody named (--private)"
        if reason is not None:
            self._refuse(f"{network}: {reason}")
        return reason is not None

    def _shut(self, network: Network, scope: str, block: Block) -> None:
        now, until = self._clock(), block.until
        if until <= now or (self._scopes is not None and scope not in self._scopes):
            return
        if self._is_refused(network, block):
            self._let_go(network, scope)
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

    def _allow(self, network: Network, until: Optional[float], moment: float) -> bool:
        """None: no longer."""
        self._note(network, ALLOWED, moment, None if until is None else Block(until))
        if until is None:
            self._allowed.remove(network)
        else:
            self._allowed.add(network, "errwatch allow", until)
            self._has_more_exempt = True
        return True

    def _let_go_exempt(self) -> None:
        """Once for however many were added: all that is shut out is gone through for that."""
        if not self._has_more_exempt:
            return
        self._has_more_exempt = False
        for network in [network for network in self._until if self._exempt_in(network)]:
            for scope in list(self._until[network]):
                self._let_go(network, scope)
        for network in [network for network in self._inherited if self._exempt_in(network)]:
            self._inherited.remove(network)
            self._change.let_go.add(network)

    def _let_go(self, network: Network, scope: str) -> None:
        if network in self._inherited and (self._scopes is None or scope in self._scopes):
            self._inherited.remove(network)
            if network not in self._until:
                self._change.let_go.add(network)
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
