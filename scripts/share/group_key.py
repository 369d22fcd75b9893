"""The key that all hosts of a group have."""
from __future__ import annotations

import pathlib

from settings.secret_file import SecretError, content

SHORTEST = 32  # bytes: as many as SHA-256 has
LEAST_DIFFERENT = 8


def read(path: pathlib.Path) -> bytes:
    """The whole file but the line's end. Raises SecretError."""
    key = content(path).rstrip(b"\r\n")
    # Made anew on a further host it would be another one.
    remedy = f"take the file of another host of the group; for the first of them alone, openssl rand -hex 32 > {path}"
    if len(key) < SHORTEST:
        raise SecretError(f"{path} has {len(key)} bytes, a key has at least {SHORTEST}: {remedy}")
    if len(set(key)) < LEAST_DIFFERENT:
        raise SecretError(f"{path} repeats a few characters, that is no key: {remedy}")
    return key
