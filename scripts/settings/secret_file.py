"""Secrets come from files that others cannot read."""
from __future__ import annotations

import os
import pathlib
import re
import stat

LONGEST = 8192
MODES = (0o400, 0o440, 0o600, 0o640)


class SecretError(Exception):
    pass


def place_of(name: str, directory: pathlib.Path) -> pathlib.Path:
    """Where the file is: as named (below the configuration's directory unless absolute), or, for a unit of systemd, among the
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


def _problem_of(mode: int) -> str:
    if mode & 0o007:
        return "can be read or written by others"
    if mode & 0o020:
        return "can be written by its group"
    return "has rights that no secret needs"


def content(path: pathlib.Path) -> bytes:
    """Raises SecretError."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            status = os.fstat(descriptor)
            mode = status.st_mode & 0o7777
            if not stat.S_ISREG(status.st_mode):
                raise SecretError(f"{path} is not a file")
            if mode not in MODES:
                raise SecretError(f"{path} {_problem_of(mode)} (mode {mode:04o}): chmod 0600 {path}, or 0640 for a group of its own")
            found = os.read(descriptor, LONGEST + 1)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise SecretError(f"{path}: {error.strerror}") from None
    if len(found) > LONGEST:
        raise SecretError(f"{path} has more than {LONGEST} bytes")
    return found


def first_line(path: pathlib.Path) -> str:
    """Raises SecretError."""
    try:
        lines = content(path).decode().splitlines()
    except UnicodeDecodeError:
        raise SecretError(f"{path} is not text") from None
    secret = lines[0].strip() if lines else ""
    if not secret or re.search(r"[\x00-\x1f\x7f]", secret):
        raise SecretError(f"{path}: the secret must stand in its first line")
    return secret
