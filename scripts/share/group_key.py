"""The key that all hosts of a group have."""
from __future__ import annotations

import pathlib

from settings.secret_file import SecretError, content

SHORTEST = 32  # bytes: as many as SHA-256 has
LEAST_DIFFERENT = 8


def read(path: pathlib.Path) -> bytes:
    """The whole file but the line's end. Raises SecretError."""
    key = content(path).rstrip(b"\r\n")
    if len(key) < SHORTEST:
        raise SecretError(f"{path} has {len(key)} bytes, a key has at least {SHORTEST}: openssl rand -hex 32 > {path}")
    if len(set(key)) < LEAST_DIFFERENT:
        raise SecretError(f"{path} repeats a few characters, that is no key: openssl rand -hex 32 > {path}")
    return key
