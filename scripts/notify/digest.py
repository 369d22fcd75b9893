"""What happened since the last message, in counts that add up: of so many events as there may be, in bounded memory."""
from __future__ import annotations

import heapq
from typing import Any

from notify.event import Event
from notify.vocabulary import CATEGORIES, KINDS, OTHER

MOST_CLIENTS = 1000    # that are counted by name; those after them are counted together
CLIENTS_TOLD = 10
FOREMOST = ("takeover",)  # somebody may be inside: whatever else was at the door comes after it


class Digest:
    def __init__(self, saved: Any = None) -> None:
        saved = saved if isinstance(saved, dict) else {}
        self.events: int = saved.get("events", 0)
        self.denied: int = saved.get("denied", 0)
        self.kinds: dict[str, int] = dict(saved.get("kinds", {}))
        self.categories: dict[str, int] = dict(saved.get("categories", {}))
        self.clients: dict[str, int] = dict(saved.get("clients", {}))
        self.uncounted: int = saved.get("uncounted", 0)  # events of clients that are not counted by name
        self.first: str = saved.get("first", "")
        self.last: str = saved.get("last", "")
        self.gravest: dict[str, Any] = dict(saved.get("gravest", {}))
        self._weight = (self.gravest.get("kind") in FOREMOST, self.gravest.get("severity", -1))

    def add(self, event: Event, now: str) -> None:
        """`now`: for an event that does not say when it was."""
        self.events += 1
        self.denied += event.denied
        kind = event.kind if event.kind in KINDS else OTHER
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        category = event.category if event.category in CATEGORIES else OTHER
        self.categories[category] = self.categories.get(category, 0) + 1
        client = event.client[:64]
        if client in self.clients or len(self.clients) < MOST_CLIENTS:
            self.clients[client] = self.clients.get(client, 0) + 1
        else:
            self.uncounted += 1
        time = event.time or now
        self.first = min(self.first or time, time)
        self.last = max(self.last, time)
        weight = (event.kind in FOREMOST, event.severity)
        if weight > self._weight:  # of equals the first
            self._weight = weight
            self.gravest = event.fields()
            self.gravest["severity"] = event.severity

    def saved(self) -> dict[str, Any]:
        return {"events": self.events, "denied": self.denied, "kinds": self.kinds, "categories": self.categories, "clients": self.clients,
                "uncounted": self.uncounted, "first": self.first, "last": self.last, "gravest": self.gravest}

    def told(self) -> dict[str, Any]:
        """Of the clients those with the most events; the others' are counted together, so that all counts add up: `other_events`, of
        `other_clients`, or of more where `more_clients` is true."""
        top = heapq.nlargest(CLIENTS_TOLD, self.clients.items(), key=lambda item: item[1])
        rest = self.events - sum(count for _, count in top)
        told = {**self.saved(), "clients": dict(top), "other_events": rest, "other_clients": len(self.clients) - len(top),
                "more_clients": self.uncounted > 0}
        del told["uncounted"]
        return told
