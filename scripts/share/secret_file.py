"""The group's key and passwords come from files that others cannot read, and are in no text that leaves this program."""
from __future__ import annotations

import os
import pathlib
import stat

LONGEST = 8192
SHORTEST_KEY = 32  # bytes: as many as SHA-256 has
MODES = (0o600, 0o640, 0o400, 0o440)


class SecretError(Exception):
    pass


def place_of(name: str, directory: pathlib.Path) -> pathlib.Path:
    """Below the configuration's directory unless absolute; for the unit of systemd among its credentials."""
    path = directory / name
    given = os.environ.get("CREDENTIALS_DIRECTORY")
    if given and path.parent.name == "secrets":
        credential = pathlib.Path(given) / f"secrets_{path.name}"
        if credential.exists():
            return credential
    return path


def content(path: pathlib.Path) -> bytes:
    """Raises SecretError."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise SecretError(f"{path}: {error.strerror}") from None
    try:
        status = os.fstat(descriptor)
        mode = status.st_mode & 0o777
        if not stat.S_ISREG(status.st_mode):
            raise SecretError(f"{path} is not a file")
        if mode not in MODES:
            raise SecretError(f"{path} has mode {mode:04o}, others could read or change it: chmod 0600 {path}, or 0640 for a group of its own")
        text = os.read(descriptor, LONGEST + 1)
    finally:
        os.close(descriptor)
    if len(text) > LONGEST:
        raise SecretError(f"{path} has more than {LONGEST} bytes")
    return text


def read_key(path: pathlib.Path) -> bytes:
    """The whole file but the line's end. Raises SecretError."""
    key = content(path).rstrip(b"\r\n")
    if len(key) < SHORTEST_KEY:
        raise SecretError(f"{path} has {len(key)} bytes, a key has at least {SHORTEST_KEY}: openssl rand -hex 32 > {path}")
    if len(set(key)) < 8:
        raise SecretError(f"{path} repeats a few characters, that is no key: openssl rand -hex 32 > {path}")
    return key


def read_password(path: pathlib.Path) -> str:
    """The first line. Raises SecretError."""
    try:
        lines = content(path).decode().splitlines()
    except UnicodeDecodeError:
        raise SecretError(f"{path} is not text") from None
    if not lines or not lines[0].strip():
        raise SecretError(f"{path}: the password must stand in its first line")
    return lines[0].strip()
