"""The configuration file, read whole and checked before anything else happens: docs/notify.md has every key."""
from __future__ import annotations

import dataclasses
import pathlib
import re
import tomllib
from typing import Any, Callable, Optional

from notify import secret_file
from notify.event import Event
from notify.template import FIELDS, unknown_fields
from notify.vocabulary import CATEGORIES, KINDS, LANGUAGES

DEFAULT_PATH = pathlib.Path("/etc/errwatch/notify.toml")
LONGEST = 1 << 20
UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
SIZES = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
LONGEST_TEMPLATE = 8192

# What each type wants beside what all have: its secrets, and its other keys (a star: may be left out).
TYPES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "slack": (("url_file",), ()),
    "discord": (("url_file",), ()),
    "teams": (("url_file",), ()),
    "webhook": (("url_file", "token_file*"), ()),
    "telegram": (("token_file",), ("chat", "api*")),
    "apprise": (("url_file",), ()),
    "mail": (("password_file*",), ("server", "from", "to", "port*", "tls*", "user*", "ca_file*")),
    "sendmail": ((), ("from", "to", "program*")),
    "command": ((), ("command",)),
}
NEEDS_APPRISE = ("slack", "discord", "teams", "webhook", "telegram", "apprise")


class ConfigurationError(Exception):
    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclasses.dataclass
class Service:
    name: str
    type: str = ""
    kinds: Optional[list[str]] = None
    categories: Optional[list[str]] = None
    hosts: Optional[list[str]] = None
    severity: int = 6
    only_denied: bool = False
    interval: float = 60.0
    timeout: float = 30.0
    retry: float = 5.0       # after the first failure; twice as long after each further one
    retry_max: float = 300.0
    keep: float = 86400.0
    language: str = "en"
    subject: str = ""
    body: str = ""
    digest_subject: str = ""
    digest_body: str = ""
    options: dict[str, Any] = dataclasses.field(default_factory=dict)    # of its type
    secrets: dict[str, str] = dataclasses.field(default_factory=dict, repr=False)  # "url", "token", "password"

    def wants(self, event: Event) -> bool:
        return (event.severity >= self.severity
                and (self.kinds is None or event.kind in self.kinds)
                and (self.categories is None or event.category in self.categories)
                and (self.hosts is None or event.host.partition(":")[0].lower() in self.hosts)
                and (event.denied or not self.only_denied))


@dataclasses.dataclass
class Configuration:
    path: pathlib.Path
    services: list[Service]
    spool: pathlib.Path = pathlib.Path("/var/lib/errwatch-notify")
    spool_messages: int = 100        # of one service
    spool_bytes: int = 4 << 20       # of all
    name: str = ""                   # of this machine in messages


def duration(value: Any) -> float:
    match = re.fullmatch(r"(\d{1,9})(ms|s|m|h|d)", value) if isinstance(value, str) else None
    if not match:
        raise ValueError('must be a number with ms, s, m, h or d, like "1m"')
    return int(match[1]) * UNITS[match[2]]


def _between(least: float, most: float) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        seconds = duration(value)
        if not least <= seconds <= most:
            raise ValueError(f"must be from {least:g} to {most:g} seconds")
        return seconds
    return read


def _size(value: Any) -> int:
    match = re.fullmatch(r"(\d{1,9})([KMG]?)", str(value)) if isinstance(value, (str, int)) else None
    size = int(match[1]) * SIZES[match[2]] if match else 0
    if size < 1 << 16:
        raise ValueError('must be 64K or more, like "4M"')
    return size


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return value
    return read


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value or re.search(r"[\x00-\x1f\x7f]", value):
        raise ValueError("must be a text on one line")
    return value


def _template(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_TEMPLATE:
        raise ValueError(f"must be a text of at most {LONGEST_TEMPLATE} characters")
    unknown = unknown_fields(value)
    if unknown:
        raise ValueError(f"has {', '.join(unknown)}; there are {', '.join('$' + name for name in FIELDS)}, and $$ for a dollar sign")
    return value


def _subject(value: Any) -> str:
    return _template(_text(value))


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not value:
        raise ValueError("must be a list of texts")
    return [_text(one) for one in value]


def _words(known: Any) -> Callable[[Any], list[str]]:
    def read(value: Any) -> list[str]:
        words = _texts(value)
        for word in words:
            if word not in known:
                raise ValueError(f"knows no {word}; there are {', '.join(known)}")
        return words
    return read


def _word(known: Any) -> Callable[[Any], str]:
    return lambda value: _words(known)(_text(value))[0]


def _program(value: Any) -> list[str]:
    command = _texts(value)
    if not command[0].startswith("/"):
        raise ValueError("must begin with the absolute path of a program")
    return command


def _addresses(value: Any) -> list[str]:
    addresses = _texts(value)
    for address in addresses:
        if not re.fullmatch(r"[^\s<>,;:\"()\[\]\\@-][^\s<>,;:\"()\[\]\\@]*@[^\s<>,;:\"()\[\]\\@]+", address):
            raise ValueError(f"has {address}, which is no plain mail address")
    return addresses


KEYS: dict[str, Callable[[Any], Any]] = {
    "type": _word(TYPES), "kinds": _words(KINDS), "categories": _words(CATEGORIES), "severity": _whole(0, 10),
    "hosts": lambda value: [host.lower() for host in _texts(value)], "only_denied": _yes_or_no,
    "interval": _between(0.1, 86400), "timeout": _between(0.1, 600), "retry": _between(0.01, 3600), "retry_max": _between(0.01, 86400),
    "keep": _between(1, 31 * 86400), "language": _word(LANGUAGES),
    "subject": _subject, "body": _template, "digest_subject": _subject, "digest_body": _template,
}
OPTIONS: dict[str, Callable[[Any], Any]] = {
    "chat": _texts, "api": _text, "server": _text, "port": _whole(1, 65535), "tls": _word(("starttls", "tls", "none")), "user": _text,
    "ca_file": _text, "from": lambda value: _addresses(value)[0], "to": _addresses, "program": lambda value: _program([value])[0],
    "command": _program, "url_file": _text, "token_file": _text, "password_file": _text,
}
TOP: dict[str, Callable[[Any], Any]] = {
    "language": _word(LANGUAGES), "name": _text, "spool": lambda value: pathlib.Path(_program([value])[0]),
    "spool_messages": _whole(1, 100_000), "spool_bytes": _size,
}


class Reader:
    """Reads a document into a Configuration and collects what is wrong with it. Not `needs_secrets`: those that can be read are."""

    def __init__(self, path: pathlib.Path, needs_secrets: bool) -> None:
        self.path, self.needs_secrets = path, needs_secrets
        self.problems: list[str] = []

    def value(self, where: str, read: Callable[[Any], Any], value: Any) -> Any:
        try:
            return read(value)
        except ValueError as error:
            self.problems.append(f"{where} {error}")
            return None

    def service(self, name: str, table: Any, language: str) -> Optional[Service]:
        where = f"service.{name}"
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name) or not isinstance(table, dict):
            self.problems.append(f"{where}: a service is a table with a name of letters, digits, - and _")
            return None
        service = Service(name, language=language)
        kind = self.value(f"{where}: type", KEYS["type"], table.get("type"))
        if kind is None:
            return None
        secrets, options = TYPES[kind]
        own = {key.rstrip("*") for key in secrets + options}
        for key, value in table.items():
            if key in KEYS:
                setattr(service, key, self.value(f"{where}: {key}", KEYS[key], value))
            elif key in own:
                service.options[key] = self.value(f"{where}: {key}", OPTIONS[key], value)
            else:
                self.problems.append(f"{where}: a service of type {kind} knows no {key}; it has {', '.join([*sorted(own), *KEYS])}")
        for key in secrets + options:
            if not key.endswith("*") and key not in table:
                self.problems.append(f"{where}: {key} is missing")
        for key in (key.rstrip("*") for key in secrets):
            if service.options.get(key):
                self.secret(service, key, f"{where}: {key}")
        return service

    def secret(self, service: Service, key: str, where: str) -> None:
        try:
            secret = secret_file.read(secret_file.place_of(service.options[key], self.path.parent))
        except secret_file.SecretError as error:
            if self.needs_secrets:
                self.problems.append(f"{where}: {error}")
            return
        service.secrets[key.removesuffix("_file")] = secret

    def configuration(self) -> Configuration:
        try:
            with open(self.path, "rb") as file:
                text = file.read(LONGEST)
            document = tomllib.loads(text.decode())
        except OSError as error:
            raise ConfigurationError([f"{self.path}: {error.strerror}"]) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigurationError([f"{self.path}: {error}"]) from None
        configuration = Configuration(self.path, [])
        services = document.pop("service", {})
        for key, value in document.items():
            if key not in TOP:
                self.problems.append(f"there is no {key}; there are {', '.join(TOP)} and [service.NAME]")
                continue
            setattr(configuration, key, self.value(key, TOP[key], value))
        language = document.get("language")
        for name, table in services.items() if isinstance(services, dict) else ():
            service = self.service(name, table, language if language in LANGUAGES else "en")
            if service:
                configuration.services.append(service)
        if self.problems:
            raise ConfigurationError([f"{self.path}: {problem}" for problem in self.problems])
        return configuration


def read(path: pathlib.Path, needs_secrets: bool = True) -> Configuration:
    """Raises ConfigurationError with all that is wrong."""
    configuration = Reader(path, needs_secrets).configuration()
    if not needs_secrets:
        return configuration
    from notify.destination import problem_of  # its checks are those of the sending side
    problems = [f"{path}: service.{service.name}: {problem}" for service in configuration.services for problem in problem_of(service)]
    if problems:
        raise ConfigurationError(problems)
    return configuration
