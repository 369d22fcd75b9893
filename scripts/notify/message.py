"""A digest as a message: subject and body in a service's markup, and the same as data."""
from __future__ import annotations

import dataclasses
import socket
from typing import Any, Callable, Mapping

from notify import template
from notify.markup import Markup
from notify.visible import cut, visible
from notify.vocabulary import CATEGORIES, KINDS, place_text, word

# A field of a text has at most so many characters: the first with which all fits.
FIELD_LENGTHS = (1000, 400, 150, 60)


@dataclasses.dataclass
class Texts:
    """What the operator may have changed."""
    language: str
    subject: str = ""
    body: str = ""
    digest_subject: str = ""
    digest_body: str = ""

    def of(self, name: str) -> str:
        return getattr(self, name) or template.default(name, self.language)


@dataclasses.dataclass
class Message:
    subject: str
    body: str
    data: dict[str, Any]


def server_name(configured: str) -> str:
    return configured or socket.gethostname()


def _shown(value: Any, most: int) -> str:
    return cut(visible(str(value)), most)


def _counts(counts: Mapping[str, int], name: Callable[[str], str]) -> str:
    return "\n".join(f"{count}  {name(what)}" for what, count in sorted(counts.items(), key=lambda item: -item[1]))


def _rule(event: Mapping[str, Any], most: int) -> str:
    name = _shown(event.get("rule_name", ""), most)
    number = _shown(event.get("rule", ""), most)
    return f"{number} ({name})" if number and name else number or name


def _found(event: Mapping[str, Any], most: int, language: str) -> str:
    """the query's parameter id: 1' OR 1=1"""
    name = _shown(event.get("found_name", ""), most)
    place = place_text(_shown(event.get("found_in", ""), 40), name, language)
    excerpt = _shown(event.get("found", ""), most)
    return f"{place}: {excerpt}" if place and excerpt else place or excerpt


def values(told: Mapping[str, Any], dropped: tuple[int, int], texts: Texts, server: str, most: int) -> dict[str, str]:
    """Of each field, what is shown of it; empty where there is nothing."""
    language = texts.language
    words = template.DEFAULTS[language]
    event = told.get("gravest", {})
    clients = {_shown(name, 64) or words["nobody"]: count for name, count in told.get("clients", {}).items()}
    lines = _counts(clients, str)
    if told.get("other_events"):
        clients_text = f"{told.get('other_clients', 0)}{'+' if told.get('more_clients') else ''}"
        lines += f"\n{told['other_events']}  {words['others'].format(clients=clients_text)}"
    shown = {name: _shown(event.get(name, ""), most) for name in ("status", "severity", "time", "incident", "until", "message", "evidence")}
    return {
        **shown,
        "server": _shown(server, 100),
        "count": str(told.get("events", 0)), "denied": str(told.get("denied", 0)),
        "first": _shown(told.get("first", ""), 40), "last": _shown(told.get("last", ""), 40),
        "kinds": _counts(told.get("kinds", {}), lambda name: word(KINDS, name, language)),
        "categories": _counts(told.get("categories", {}), lambda name: word(CATEGORIES, name, language)),
        "clients": lines,
        "dropped": words["dropped"].format(messages=dropped[0], events=dropped[1]) if any(dropped) else "",
        "kind": _shown(word(KINDS, str(event.get("kind", "")), language), 60),
        "category": _shown(word(CATEGORIES, str(event.get("category") or event.get("limit") or ""), language), 60),
        "client": _shown(event.get("client") or words["nobody"], 64),
        "host": _shown(event.get("host", ""), min(most, 255)),
        "request": " ".join(part for part in (_shown(event.get("method", ""), 40), _shown(event.get("uri", ""), most)) if part),
        "rule": _rule(event, most),
        "found": _found(event, most, language),
    }


def data(told: Mapping[str, Any], dropped: tuple[int, int], server: str) -> dict[str, Any]:
    """For programs: what is foreign is whole, up to the bound of an event's fields, and visible."""
    def clean(value: Any) -> Any:
        if isinstance(value, dict):
            return {visible(str(name)): clean(one) for name, one in value.items()}
        return visible(value) if isinstance(value, str) else value
    return {"version": 1, "server": visible(server), **clean(dict(told)), "dropped_messages": dropped[0], "dropped_events": dropped[1]}


def _within(text: str, most: int) -> str:
    """Whole lines of it: what is cut inside of one might leave half a sign of the markup."""
    if len(text) <= most:
        return text
    lines: list[str] = []
    for line in text.split("\n"):
        if sum(map(len, lines)) + len(lines) + len(line) > most - 4:
            break
        lines.append(line)
    return "\n".join([*lines, "..."])


def render(told: Mapping[str, Any], dropped: tuple[int, int], texts: Texts, markup: Markup, server: str) -> Message:
    several = told.get("events", 0) > 1
    subject_text, body_text = (texts.of("digest_subject"), texts.of("digest_body")) if several else (texts.of("subject"), texts.of("body"))
    if dropped != (0, 0) and "dropped" not in body_text:
        body_text += "\n$dropped"

    def fitted(text: str, escape: Callable[[str], str], limit: int) -> str:
        for most in FIELD_LENGTHS:
            filled = template.fill(text, values(told, dropped, texts, server, most), escape)
            if len(filled) <= limit:
                break
        return filled
    subject = fitted(subject_text, markup.escape_subject, markup.subject)
    body = fitted(body_text, markup.escape, markup.body)
    if len(subject) > markup.subject:  # a name too long for any text: what is counted is told
        subject = markup.escape_subject(cut(f"{_shown(server, 40)}: {_shown(told.get('gravest', {}).get('client', ''), 64)}", 100))[:markup.subject]
    return Message(subject, _within(body, markup.body), data(told, dropped, server))
