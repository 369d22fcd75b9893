"""Secrets come from files that others cannot read."""
from __future__ import annotations

import os
import pathlib
import re
import shlex
import stat

LONGEST = 8192
MODES = (0o400, 0o440, 0o600, 0o640)


class SecretError(Exception):
    pass


def place_of(name: str, directory: pathlib.Path, program: str) -> pathlib.Path:
    """Where the file is: as named (below the configuration's directory unless absolute), or, for a unit of systemd, among the
    credentials that it made of the program's own directory (LoadCredential=secrets:/etc/errwatch/secrets/PROGRAM). Each program has
    one, so that none is handed what another one needs. Raises SecretError for what lies beside them."""
    path = directory / name
    own = directory / "secrets" / program
    if path.parent == own.parent:
        raise SecretError(f"the secrets of errwatch-{program} have a directory of their own: {_moved(path, own / path.name)}, "
                          f'and say "secrets/{program}/{path.name}"')
    given = os.environ.get("CREDENTIALS_DIRECTORY")
    if given and path.parent == own:
        credential = pathlib.Path(given) / f"secrets_{path.name}"
        try:
            os.stat(credential)
        except FileNotFoundError:
            return path
        except OSError:
            pass  # it is that one, and whoever reads it says what is wrong
        return credential
    return path


def _moved(path: pathlib.Path, to: pathlib.Path) -> str:
    """How, for a shell."""
    make = "" if os.path.isdir(to.parent) else f"install -d -m 0700 {shlex.quote(str(to.parent))} && "
    return f"{make}mv {shlex.quote(str(path))} {shlex.quote(str(to))}"


def _problem_of(mode: int) -> str:
    if mode & 0o007:
        return "can be read or written by others"
    if mode & 0o020:
        return "can be written by its group"
    return "has rights that no secret needs"


def check_mode(path: pathlib.Path, status: os.stat_result) -> None:
    """Raises SecretError where others than its owner, or a group that may read it, have rights."""
    mode = status.st_mode & 0o7777
    if mode not in MODES:
        raise SecretError(f"{path} {_problem_of(mode)} (mode {mode:04o}): chmod 0600 {path}, or 0640 for a group of its own")


def content(path: pathlib.Path) -> bytes:
    """Raises SecretError."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise SecretError(f"{path} is not a file")
            check_mode(path, status)
            found = os.read(descriptor, LONGEST + 1)
        finally:
            os.close(descriptor)
    except OSError as error:
        beside = path.parent.parent / path.name
        advice = f"; {beside} is there: {_moved(beside, path)}" if beside.parent.name == "secrets" and os.path.isfile(beside) else ""
        raise SecretError(f"{path}: {error.strerror}{advice}") from None
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
