"""A line of ErrWatchEventLog (docs/schema/event.schema.json), which is not trusted to be one."""
from __future__ import annotations

import json
import re
from typing import Any, Optional

TIME = re.compile(r"[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
LONGEST_FIELD = 8192  # characters, in what is kept of an event

# What is kept of an event: name -> where it stands in the line.
FIELDS = {
    "time": ("@timestamp",), "kind": ("event", "action"), "sequence": ("event", "sequence"), "severity": ("event", "severity"),
    "message": ("message",), "rule": ("rule", "id"), "rule_name": ("rule", "name"), "host": ("url", "domain"),
    "uri": ("url", "original"), "method": ("http", "request", "method"), "status": ("http", "response", "status_code"),
    "client": ("errwatch", "client"), "category": ("errwatch", "category"), "limit": ("errwatch", "limit"),
    "scope": ("errwatch", "scope"), "score": ("errwatch", "score"), "capacity": ("errwatch", "capacity"),
    "incident": ("errwatch", "incident"), "until": ("errwatch", "block_until"), "strikes": ("errwatch", "strikes"), "evidence": ("errwatch", "evidence"),
    "found": ("errwatch", "found", "excerpt"), "found_in": ("errwatch", "found", "in"), "found_name": ("errwatch", "found", "name"),
}


def _part(line: dict[str, Any], *names: str) -> Any:
    value: Any = line
    for name in names:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def _text(value: Any) -> str:
    return value[:LONGEST_FIELD] if isinstance(value, str) else ""


class Event:
    """What filters and counts ask for is read at once; the rest only where somebody is told of it."""

    __slots__ = ("kind", "category", "client", "host", "severity", "denied", "time", "_line")

    def __init__(self, line: dict[str, Any]) -> None:
        event, own = line.get("event"), line.get("errwatch")
        event = event if isinstance(event, dict) else {}
        own = own if isinstance(own, dict) else {}
        self._line = line
        self.kind = _text(event.get("action"))
        self.category = _text(own.get("category")) or _text(own.get("limit"))
        self.client = _text(own.get("client"))
        self.host = _text(_part(line, "url", "domain"))
        severity, types = event.get("severity"), event.get("type")
        self.severity = severity if type(severity) is int and 0 <= severity <= 10 else 0
        time = line.get("@timestamp")
        self.time = f"{time[:19]}Z" if isinstance(time, str) and TIME.fullmatch(time) else ""
        self.denied = isinstance(types, list) and "denied" in types

    def fields(self) -> dict[str, Any]:
        """As it is kept and told: flat, texts cut, what is not a text or a number left out."""
        kept: dict[str, Any] = {}
        for name, place in FIELDS.items():
            value = _part(self._line, *place)
            if isinstance(value, str) and value:
                kept[name] = value[:LONGEST_FIELD]
            elif type(value) in (int, float) and abs(value) < 1e15:
                kept[name] = value
        kept["denied"] = self.denied
        return kept


def parse(line: bytes) -> Optional[Event]:
    """None: no event of the module's."""
    try:
        document = json.loads(line.decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not isinstance(_part(document, "event", "action"), str):
        return None
    return Event(document)
