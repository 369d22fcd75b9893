"""Secrets are in no text that leaves this program."""
from __future__ import annotations

import re
from typing import Iterable
from urllib.parse import quote, quote_plus, unquote, urlsplit

SHORTEST_PART = 6  # characters: a shorter part of a URL is no secret, and hiding it would hide words
HIDDEN = "***"


def parts_of(secret: str) -> set[str]:
    """A secret, and if it is a URL whatever in it gives rights: all but scheme, host and port."""
    parts = {secret}
    if "://" in secret:
        try:
            url = urlsplit(secret)
        except ValueError:
            return parts
        parts |= {part for part in (url.username, url.password) if part}
        rest = re.split(r"[/?&=#@:,]", f"{url.path}?{url.query}#{url.fragment}")
        if url.scheme not in ("http", "https"):
            rest.append(url.netloc)  # of Apprise's URLs the host may be a token
            rest += re.split(r"[@:]", url.netloc)
        parts |= {part for part in rest if len(part) >= SHORTEST_PART}
        parts |= {part for part in (f"{url.path}?{url.query}", url.path, url.query) if len(part) >= SHORTEST_PART}
    return {part for part in parts if len(part) > 1}


class Redactor:
    """Hides secrets in texts of libraries, which like to repeat the URL that failed."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._parts: set[str] = set()
        self._pattern: re.Pattern[str] = re.compile(r"(?!)")
        self.add(secrets)

    def add(self, secrets: Iterable[str]) -> None:
        for secret in secrets:
            for part in parts_of(secret):
                self._parts |= {part, quote(part, safe=""), quote(part), quote_plus(part), unquote(part), repr(part)[1:-1]}
        known = sorted(self._parts, key=len, reverse=True)  # the longest first: a part of it would leave the rest
        if known:
            self._pattern = re.compile("|".join(map(re.escape, known)), re.IGNORECASE)

    def __call__(self, text: str) -> str:
        return self._pattern.sub(HIDDEN, text)
