"""errwatch-notify --add: a service that needs nothing but a URL, in one command."""
from __future__ import annotations

import os
import pathlib
import shlex

from notify import configuration
from settings.document import ConfigurationError

ASKED = {
    "slack": "URL of the incoming webhook of Slack",
    "discord": "URL of the webhook of Discord",
    "teams": "URL of the workflow of Teams",
    "webhook": "URL that is to get JSON",
    "apprise": "URL as Apprise writes it",
}
ADDABLE = tuple(ASKED)


def _append(path: pathlib.Path, text: str) -> None:
    """Whole or not at all."""
    before = path.read_text() if path.exists() else ""
    beside = path.with_name(f"{path.name}.new")
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, mode)
    with open(descriptor, "w") as file:
        os.fchmod(file.fileno(), mode)
        file.write(before + ("" if not before or before.endswith("\n") else "\n") + text)
        file.flush()
        os.fsync(file.fileno())
    os.rename(beside, path)


def add(path: pathlib.Path, kind: str, url: str) -> str:
    """What it did. Raises ConfigurationError; nothing is changed then."""
    if path.exists() and any(service.name == kind for service in configuration.read(path).services):
        raise ConfigurationError([f"{path} has a service {kind} already"])
    secret = path.parent / "secrets/notify" / f"{kind}.url"
    try:
        for directory in (secret.parent.parent, secret.parent):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise ConfigurationError([f"{secret}: {error.strerror}"]) from None
    before = path.read_bytes() if path.exists() else None
    try:
        with open(descriptor, "w") as file:
            file.write(url + "\n")
        _append(path, f'\n[service.{kind}]\ntype = "{kind}"\nurl_file = "secrets/notify/{kind}.url"\n')
        configuration.read(path)
    except (ConfigurationError, OSError) as error:
        secret.unlink()
        if before is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(before)
        raise error if isinstance(error, ConfigurationError) else ConfigurationError([f"{path}: {error.strerror}"]) from None
    where = "" if path == configuration.DEFAULT_PATH else f" -c {shlex.quote(str(path))}"
    return f"{path}: service {kind}, whose URL is in {secret}\nTry it: errwatch-notify{where} --test {kind}"
