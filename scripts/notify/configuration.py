"""The configuration file, read whole and checked before anything else happens: docs/notify.md has every key."""
from __future__ import annotations

import dataclasses
import pathlib
import re
from typing import Any, Callable, Optional

from notify.event import Event
from notify.template import FIELDS, unknown_fields
from notify.vocabulary import CATEGORIES, KINDS, LANGUAGES
from settings import secret_file
from settings.document import ConfigurationError, Document
from settings.value import duration, one_word, size, text, texts, whole_number, words, yes_or_no

DEFAULT_PATH = pathlib.Path("/etc/errwatch/notify.toml")
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


def _template(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_TEMPLATE:
        raise ValueError(f"must be a text of at most {LONGEST_TEMPLATE} characters")
    unknown = unknown_fields(value)
    if unknown:
        raise ValueError(f"has {', '.join(unknown)}; there are {', '.join('$' + name for name in FIELDS)}, and $$ for a dollar sign")
    return value


def _subject(value: Any) -> str:
    return _template(text(value))


def _program(value: Any) -> list[str]:
    command = texts(value)
    if not command[0].startswith("/"):
        raise ValueError("must begin with the absolute path of a program")
    return command


def _addresses(value: Any) -> list[str]:
    addresses = texts(value)
    for address in addresses:
        if not re.fullmatch(r"[^\s<>,;:\"()\[\]\\@-][^\s<>,;:\"()\[\]\\@]*@[^\s<>,;:\"()\[\]\\@]+", address):
            raise ValueError(f"has {address}, which is no plain mail address")
    return addresses


KEYS: dict[str, Callable[[Any], Any]] = {
    "type": one_word(TYPES), "kinds": words(KINDS), "categories": words(CATEGORIES), "severity": whole_number(0, 10),
    "hosts": lambda value: [host.lower() for host in texts(value)], "only_denied": yes_or_no,
    "interval": duration(0.1, 86400), "timeout": duration(0.1, 600), "retry": duration(0.01, 3600), "retry_max": duration(0.01, 86400),
    "keep": duration(1, 31 * 86400), "language": one_word(LANGUAGES),
    "subject": _subject, "body": _template, "digest_subject": _subject, "digest_body": _template,
}
OPTIONS: dict[str, Callable[[Any], Any]] = {
    "chat": texts, "api": text, "server": text, "port": whole_number(1, 65535), "tls": one_word(("starttls", "tls", "none")), "user": text,
    "ca_file": text, "from": lambda value: _addresses(value)[0], "to": _addresses, "program": lambda value: _program([value])[0],
    "command": _program, "url_file": text, "token_file": text, "password_file": text,
}
TOP: dict[str, Callable[[Any], Any]] = {
    "language": one_word(LANGUAGES), "name": text, "spool": lambda value: pathlib.Path(_program([value])[0]),
    "spool_messages": whole_number(1, 100_000), "spool_bytes": size("64K"),
}


class Reader(Document):
    """Reads a document into a Configuration and collects what is wrong with it. Not `needs_secrets`: those that can be read are."""
    program = "notify"

    def __init__(self, path: pathlib.Path, needs_secrets: bool) -> None:
        super().__init__(path)
        self.needs_secrets = needs_secrets

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
                self.secret_of(service, key, f"{where}: {key}")
        return service

    def secret_of(self, service: Service, key: str, where: str) -> None:
        told = len(self.problems)
        secret = self.secret(where, service.options[key], secret_file.first_line)
        if secret is not None:
            service.secrets[key.removesuffix("_file")] = secret
        elif not self.needs_secrets:
            del self.problems[told:]

    def configuration(self) -> Configuration:
        document = self.tables()
        configuration = Configuration(self.path, [])
        self.take(configuration, document, TOP, others=("service",))
        services, language = document.get("service", {}), document.get("language")
        for name, table in services.items() if isinstance(services, dict) else ():
            service = self.service(name, table, language if language in LANGUAGES else "en")
            if service:
                configuration.services.append(service)
        self.finish()
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
