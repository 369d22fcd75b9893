"""The other hosts of the group: who is heard, who is gone, whom nobody listens to for a while."""
from __future__ import annotations

import threading
from typing import Any, Callable

from share.conduct import Conduct
from share.configuration import Configuration
from share.message import Message, Place
from share.telling import Telling

MOST = 20_000
MOST_LISTED = 2_000  # a line to exchange has at most 1 MB
FORGET_MS = 3_600_000
TWIN_MS = 60_000  # two that live take turns at least as often as they give signs of life
AGREED = {"shards": "no host that is heard has another number of shards any more", "versions": "all hosts that are heard speak one version again"}


def _rest(ms: int) -> str:
    return f"{-(-ms // 1000)} s" if ms <= 120_000 else f"{-(-ms // 60_000)} min"


class Peer:
    def __init__(self, conduct: Conduct) -> None:
        self.conduct = conduct
        self.instance, self.claimed_ms = "", 0  # the last of its messages, by its own clock: an old one that comes again is no sign of life
        self.heard_ms = 0                       # by Redis' clock
        self.former: list[str] = []             # instances before this one
        self.twin_ms = 0                        # when two of them were last seen to take turns
        self._said: dict[tuple[int, str], tuple[str, int]] = {}  # epoch and number of the last, of each stream

    def has_said(self, message: Message, place: Place) -> bool:
        """Whether it comes again."""
        if message.is_heartbeat:
            return False
        epoch, seq = self._said.get((place.shard, place.stream), ("", 0))
        if message.epoch == epoch and message.seq <= seq:
            return True
        self._said[place.shard, place.stream] = message.epoch, message.seq
        return False


class Peers:
    def __init__(self, configuration: Configuration, telling: Telling, redis_ms: Callable[[], int]) -> None:
        self._configuration, self._telling, self._redis_ms = configuration, telling, redis_ms
        self._peers: dict[str, Peer] = {}
        self._lock = threading.Lock()
        self._disagreed_ms: dict[str, int] = {}
        self.unsigned = self.unsigned_ms = 0  # messages that are not signed; when the last of them was sent, by Redis' clock
        self.refused = 0  # messages of hosts that are cut off

    def _peer(self, host: str) -> Peer:
        if host not in self._peers and len(self._peers) >= MOST:
            oldest = min(self._peers, key=lambda name: self._peers[name].heard_ms)
            del self._peers[oldest]
        return self._peers.setdefault(host, Peer(Conduct(self._configuration.limits)))

    def start_over(self) -> None:
        """All is read again, and counted again."""
        self.unsigned = self.refused = 0

    def unsigned_message(self, at_ms: int, is_new: bool) -> None:
        """Its name may be a lie: it is counted, and nobody is cut off for it. What is over is told once, and not where it is from before
        this program's start (`is_new`: it is not) or read again."""
        is_told = not self._is_over(at_ms) or (is_new and at_ms > self.unsigned_ms)
        self.unsigned += 1
        self.unsigned_ms = max(self.unsigned_ms, at_ms)
        if is_told:
            self._telling.say("unsigned", "messages that are not signed with this group's key are passed over: another key_file or group on some host, "
                              "or somebody writes who has no key; nobody is cut off for it")

    def is_refused(self, host: str, at_ms: int) -> bool:
        """Of a message that this host could read."""
        with self._lock:
            self._peer(host).conduct.agrees(at_ms)
            refused = self._peer(host).conduct.is_cut_off(at_ms)
            self.refused += refused
            return refused

    def charge(self, message: Message, place: Place, size: int, at_ms: int) -> bool:
        """Whether its host is within its limits."""
        with self._lock:
            peer = self._peer(message.host)
            reason = peer.conduct.charge(len(message.changes), size, at_ms, peer.has_said(message, place))
        if reason:
            self.nonsense(message.host, reason, at_ms)
        return reason is None

    def nonsense(self, host: str, reason: str, at_ms: int, disagreed_about: str = "") -> None:
        """`disagreed_about`: what may be so of many hosts, or is this host's own mistake, is told once and not of each."""
        with self._lock:
            peer = self._peer(host)
            if disagreed_about:
                self._disagreed_ms[disagreed_about] = max(self._disagreed_ms.get(disagreed_about, 0), at_ms)
                peer.conduct.disagrees(at_ms)
                if self._is_over(at_ms):  # it is read late, or again: what the host says now is what counts
                    return
            if peer.conduct.is_cut_off(at_ms):
                return
            seconds = peer.conduct.cut_off(reason, at_ms, bool(disagreed_about))
            peer.heard_ms = max(peer.heard_ms, at_ms)
        text = f"{host} is cut off for {seconds:g} s: {reason}"
        if disagreed_about:
            self._telling.say(disagreed_about, f"{text}. It has to be the same on all hosts of a group; further ones are in `errwatch peers`",
                              cause=disagreed_about)
        else:
            self._telling.say(f"cut off {host}", text, cause=reason)

    def heard(self, host: str, instance: str, claimed_ms: int, at_ms: int) -> None:
        with self._lock:
            peer = self._peer(host)
            if instance != peer.instance:
                if claimed_ms < peer.claimed_ms:
                    return
                if instance in peer.former:
                    peer.twin_ms = max(peer.twin_ms, at_ms)
                    if self._is_twin(peer):
                        self._telling.say(f"twin {host}", f"two sidecars call themselves {host}: each needs a name of its own")
                peer.former = [*peer.former, peer.instance][-4:] if peer.instance else []
                peer.instance = instance
            elif claimed_ms <= peer.claimed_ms:
                return
            peer.claimed_ms, peer.heard_ms = claimed_ms, max(peer.heard_ms, at_ms)

    def _is_twin(self, peer: Peer) -> bool:
        return peer.twin_ms != 0 and self._redis_ms() - peer.twin_ms < TWIN_MS

    def _is_over(self, at_ms: int) -> bool:
        """A host that lives would have done it again by now."""
        return at_ms <= self._redis_ms() - int(self._configuration.gone * 1000)

    def _say_what_is_over(self) -> None:
        if self._is_over(self.unsigned_ms):
            self._telling.say("unsigned", "", "all messages that come are signed with this group's key again")
        for about, good in AGREED.items():
            if self._is_over(self._disagreed_ms.get(about, 0)):
                self._telling.say(about, "", good)

    def listed(self) -> list[dict[str, Any]]:
        """For exchange: {"peers":[...]}."""
        now_ms = self._redis_ms()
        self._say_what_is_over()
        result = []
        with self._lock:
            for host in [host for host, peer in self._peers.items() if now_ms - max(peer.heard_ms, peer.conduct.until_ms) > FORGET_MS]:
                del self._peers[host]
            for host, peer in sorted(self._peers.items()):
                seen_ms = max(now_ms - peer.heard_ms, 0)
                state, reason = "live" if seen_ms < self._configuration.gone * 1000 else "gone", ""
                if self._is_twin(peer):
                    reason = "two sidecars call themselves so"
                else:
                    self._telling.say(f"twin {host}", "", f"one sidecar calls itself {host} again")
                if peer.conduct.is_cut_off(now_ms):
                    state, reason = "cut_off", f"{peer.conduct.reason}, for another {_rest(peer.conduct.until_ms - now_ms)}"
                else:
                    self._telling.say(f"cut off {host}", "", f"{host} is listened to again")
                result.append({"host": host, "state": state, "seen_ms": seen_ms, "reason": reason})
        # In one line of bounded length, those that count first.
        return sorted(result, key=lambda one: one["state"] != "live")[:MOST_LISTED]
