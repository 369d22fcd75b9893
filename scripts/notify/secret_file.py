"""Secrets come from files that others cannot read, and are in no text that leaves this program."""
from __future__ import annotations

import os
import pathlib
import re
import stat
from typing import Iterable
from urllib.parse import quote, quote_plus, unquote, urlsplit

LONGEST = 8192
SHORTEST_PART = 6  # characters: a shorter part of a URL is no secret, and hiding it would hide words
HIDDEN = "***"


class SecretError(Exception):
    pass


def place_of(name: str, directory: pathlib.Path) -> pathlib.Path:
    """Where the file is: as named (below the configuration's directory unless absolute), or, for the unit of systemd, among the
    credentials that it made of the directory (LoadCredential=secrets:/etc/errwatch/secrets)."""
    path = directory / name
    given = os.environ.get("CREDENTIALS_DIRECTORY")
    if given and path.parent.name == "secrets":
        credential = pathlib.Path(given) / f"secrets_{path.name}"
        try:
            os.stat(credential)
        except FileNotFoundError:
            return path
        except OSError:
            pass  # it is that one, and whoever reads it says what is wrong
        return credential
    return path


def _content(descriptor: int, path: pathlib.Path) -> bytes:
    status = os.fstat(descriptor)
    mode = f"(mode {status.st_mode & 0o777:04o})"
    if not stat.S_ISREG(status.st_mode):
        raise SecretError(f"{path} is not a file")
    if status.st_mode & 0o007:
        raise SecretError(f"{path} can be read or written by others {mode}: chmod 600 {path}")
    if status.st_mode & 0o020:
        raise SecretError(f"{path} can be written by its group {mode}: chmod 640 {path}")
    text = os.read(descriptor, LONGEST + 1)
    if len(text) > LONGEST:
        raise SecretError(f"{path} has more than {LONGEST} bytes")
    return text


def read(path: pathlib.Path) -> str:
    """The first line. Raises SecretError."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            lines = _content(descriptor, path).decode().splitlines()
        finally:
            os.close(descriptor)
    except OSError as error:
        raise SecretError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SecretError(f"{path} is not text") from None
    secret = lines[0].strip() if lines else ""
    if not secret or re.search(r"[\x00-\x1f\x7f]", secret):
        raise SecretError(f"{path}: the secret must stand in its first line")
    return secret


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
