"""The configuration file, read whole and checked before anything else happens: docs/many-hosts.md has every key."""
from __future__ import annotations

import dataclasses
import pathlib
import re
import socket
import tomllib
from typing import Any, Callable

from share import secret_file

DEFAULT_PATH = pathlib.Path("/etc/errwatch/share.toml")
LONGEST = 1 << 20
UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
SIZES = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
KINDS = ("single", "sentinel", "cluster")


class ConfigurationError(Exception):
    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclasses.dataclass
class Redis:
    servers: list[str] = dataclasses.field(default_factory=lambda: ["127.0.0.1:6379"])
    kind: str = "single"
    master: str = ""
    user: str = ""
    tls: bool = False
    timeout: float = 2.0
    replicas: int = 0            # that must have a batch before it counts as taken
    read_interval: float = 0.05  # at least between two readings: what comes faster comes together
    password: str = dataclasses.field(default="", repr=False)
    sentinel_password: str = dataclasses.field(default="", repr=False)
    sentinel_user: str = ""
    files: dict[str, str] = dataclasses.field(default_factory=dict)  # ca_file, certificate_file, certificate_key_file


@dataclasses.dataclass
class Limits:
    host_messages: int = 100       # of one host, a second, over a minute
    host_changes: int = 5000
    host_bytes: int = 1 << 20
    cut_off: float = 30.0          # the first time; twice as long each further time
    cut_off_max: float = 3600.0
    ahead: float = 300.0           # a message that claims a later time is nonsense
    pours_most: int = 500_000      # messages of a stream
    decisions_most: int = 500_000
    pours_keep: float = 3600.0
    decisions_keep: float = 30 * 86400.0
    again: float = 60.0            # what was sent in this time is sent again when Redis lost it
    again_bytes: int = 16 << 20


@dataclasses.dataclass
class Configuration:
    path: pathlib.Path
    group: str = ""
    host: str = dataclasses.field(default_factory=lambda: socket.gethostname().partition(".")[0])
    shards: int = 1
    compress: int = 1024           # bytes: a longer payload is compressed
    heartbeat: float = 5.0
    gone: float = 15.0
    exchange: list[str] = dataclasses.field(default_factory=list)
    key: bytes = dataclasses.field(default=b"", repr=False)
    redis: Redis = dataclasses.field(default_factory=Redis)
    limits: Limits = dataclasses.field(default_factory=Limits)


def _duration(least: float, most: float) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        match = re.fullmatch(r"(\d{1,9})(ms|s|m|h|d)", value) if isinstance(value, str) else None
        if not match:
            raise ValueError('must be a number with ms, s, m, h or d, like "2s"')
        seconds = int(match[1]) * UNITS[match[2]]
        if not least <= seconds <= most:
            raise ValueError(f"must be from {least:g} to {most:g} seconds")
        return seconds
    return read


def _size(value: Any) -> int:
    match = re.fullmatch(r"(\d{1,9})([KMG]?)", str(value)) if isinstance(value, (str, int)) and not isinstance(value, bool) else None
    if not match:
        raise ValueError('must be a size, like "1M"')
    return int(match[1]) * SIZES[match[2]]


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


def _name(value: Any) -> str:
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise ValueError("must be a name of at most 64 letters, digits, dots, - and _")
    return value


def _kind(value: Any) -> str:
    if value not in KINDS:
        raise ValueError(f"must be one of {', '.join(KINDS)}")
    return value


def _servers(value: Any) -> list[str]:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not value:
        raise ValueError('must be a list like ["redis.example.org:6379"]')
    for server in value:
        if not isinstance(server, str) or not re.fullmatch(r"unix:/\S+|(\[[0-9a-fA-F:]+\]|[^\s:/@]+):\d{1,5}", server):
            raise ValueError(f'has {server!r}; a server is "HOST:PORT", "[ADDRESS]:PORT" or "unix:/PATH"')
    return value


def _command(value: Any) -> list[str]:
    if not isinstance(value, list) or not value or not all(isinstance(word, str) and word for word in value):
        raise ValueError('must be a list of words like ["/usr/bin/errwatch", "exchange"]')
    return value


TOP: dict[str, Callable[[Any], Any]] = {
    "group": _name, "host": _name, "shards": _whole(1, 1024), "compress": _size, "heartbeat": _duration(0.05, 60), "gone": _duration(0.1, 600),
    "exchange": _command,
}
REDIS: dict[str, Callable[[Any], Any]] = {
    "servers": _servers, "kind": _kind, "master": _name, "user": _text, "tls": _yes_or_no, "timeout": _duration(0.1, 60),
    "replicas": _whole(0, 10), "read_interval": _duration(0.01, 10), "sentinel_user": _text,
}
LIMITS: dict[str, Callable[[Any], Any]] = {
    "host_messages": _whole(1, 100_000), "host_changes": _whole(1, 10_000_000), "host_bytes": _size, "cut_off": _duration(0.1, 86400),
    "cut_off_max": _duration(0.1, 86400), "ahead": _duration(1, 86400), "pours_most": _whole(100, 100_000_000),
    "decisions_most": _whole(100, 100_000_000), "pours_keep": _duration(60, 86400), "decisions_keep": _duration(3600, 30 * 86400),
    "again": _duration(1, 3600), "again_bytes": _size,
}
FILES = ("ca_file", "certificate_file", "certificate_key_file")
SECRETS = {"password_file": "password", "sentinel_password_file": "sentinel_password"}


class Reader:
    def __init__(self, path: pathlib.Path) -> None:
        self.path = path
        self.problems: list[str] = []

    def take(self, into: Any, table: dict[str, Any], known: dict[str, Callable[[Any], Any]], where: str, others: tuple[str, ...] = ()) -> None:
        for key, value in table.items():
            if key in others:
                continue
            if key not in known:
                self.problems.append(f"there is no {where}{key}; there are {', '.join([*known, *others])}")
                continue
            try:
                setattr(into, key, known[key](value))
            except ValueError as error:
                self.problems.append(f"{where}{key} {error}")

    def secret(self, name: Any, where: str, read: Callable[[pathlib.Path], Any]) -> Any:
        try:
            return read(secret_file.place_of(_text(name), self.path.parent))
        except (secret_file.SecretError, ValueError) as error:
            self.problems.append(f"{where}: {error}")
            return None

    def redis(self, into: Redis, table: dict[str, Any]) -> None:
        self.take(into, table, REDIS, "redis.", (*FILES, *SECRETS))
        for key in FILES:
            if key in table:
                path = self.path.parent / str(table[key])
                if not path.is_file():
                    self.problems.append(f"redis.{key}: {path} is no file")
                into.files[key] = str(path)
        for key, name in SECRETS.items():
            if key in table:
                setattr(into, name, self.secret(table[key], f"redis.{key}", secret_file.read_password))
        if into.user and "password_file" not in table:
            self.problems.append("redis.user without redis.password_file")
        if into.kind == "sentinel" and not into.master:
            self.problems.append("redis.master is missing: the name that the sentinels know the master by, often mymaster")
        if into.files and not into.tls:
            self.problems.append("redis has files of TLS, but not tls = true")
        if ("certificate_file" in into.files) != ("certificate_key_file" in into.files):
            self.problems.append("redis.certificate_file and redis.certificate_key_file belong together")
        if into.kind == "single" and len(into.servers) > 1:
            self.problems.append('redis.servers has several: say kind = "sentinel" or "cluster"')

    def configuration(self) -> Configuration:
        try:
            with open(self.path, "rb") as file:
                document = tomllib.loads(file.read(LONGEST).decode())
        except OSError as error:
            raise ConfigurationError([f"{self.path}: {error.strerror}"]) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigurationError([f"{self.path}: {error}"]) from None
        result = Configuration(self.path)
        tables = {name: document.pop(name, {}) for name in ("redis", "limits")}
        for name, table in list(tables.items()):
            if not isinstance(table, dict):
                self.problems.append(f"{name} must be a table: [{name}]")
                tables[name] = {}
        self.take(result, document, TOP, "", ("key_file",))
        if not result.group and "group" not in document:
            self.problems.append('group is missing: the name of ErrWatchShare, like group = "shop"')
        if not NAME.fullmatch(result.host or ""):
            self.problems.append("host is missing: a name of this host that no other of the group has")
        if "key_file" in document:
            result.key = self.secret(document["key_file"], "key_file", secret_file.read_key)
        else:
            self.problems.append('key_file is missing: the group\'s key, like key_file = "secrets/share.key"')
        self.redis(result.redis, tables["redis"])
        self.take(result.limits, tables["limits"], LIMITS, "limits.")
        if result.gone <= result.heartbeat:
            self.problems.append("gone must be longer than heartbeat")
        if self.problems:
            raise ConfigurationError([f"{self.path}: {problem}" for problem in self.problems])
        return result


def read(path: pathlib.Path) -> Configuration:
    """Raises ConfigurationError with all that is wrong."""
    return Reader(path).configuration()
