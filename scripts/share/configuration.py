"""The configuration file, read whole and checked before anything else happens: docs/many-hosts.md has every key."""
from __future__ import annotations

import dataclasses
import pathlib
import re
import socket
from typing import Any, Callable, Union

from settings import secret_file
from settings.document import Document
from settings.value import NAME, duration, name, one_word, size, text, whole_number, yes_or_no
from share import group_key

DEFAULT_PATH = pathlib.Path("/etc/errwatch/share.toml")
DEFAULT_SOCKET = pathlib.Path("/run/errwatch/exchange.sock")  # of errwatch-exchange.socket
KINDS = ("single", "sentinel", "cluster")


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
    exchange: Union[pathlib.Path, list[str]] = DEFAULT_SOCKET  # or the command that is started
    key: bytes = dataclasses.field(default=b"", repr=False)
    secret_files: list[pathlib.Path] = dataclasses.field(default_factory=list)
    redis: Redis = dataclasses.field(default_factory=Redis)
    limits: Limits = dataclasses.field(default_factory=Limits)


def _servers(value: Any) -> list[str]:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not value:
        raise ValueError('must be a list like ["redis.example.org:6379"]')
    for server in value:
        if not isinstance(server, str) or not re.fullmatch(r"unix:/\S+|(\[[0-9a-fA-F:]+\]|[^\s:/@]+):\d{1,5}", server):
            raise ValueError(f'has {server!r}; a server is "HOST:PORT", "[ADDRESS]:PORT" or "unix:/PATH"')
        if not server.startswith("unix:") and not 1 <= int(server.rpartition(":")[2]) <= 65535:
            raise ValueError(f"has {server!r}; a port is a number from 1 to 65535")
    return value


def _exchange(value: Any) -> Union[pathlib.Path, list[str]]:
    if isinstance(value, str) and re.fullmatch(r"unix:/[^\x00-\x20\x7f]+", value):
        return pathlib.Path(value.removeprefix("unix:"))
    if not isinstance(value, list) or not value or not all(isinstance(word, str) and word and "\0" not in word for word in value):
        raise ValueError('must be "unix:/PATH" of a socket, or a list of words like ["errwatch", "exchange"]')
    return value


TOP: dict[str, Callable[[Any], Any]] = {
    "group": name(32), "host": name(64), "shards": whole_number(1, 1024), "compress": size("0"), "heartbeat": duration(0.05, 60), "gone": duration(0.1, 600),
    "exchange": _exchange,
}
REDIS: dict[str, Callable[[Any], Any]] = {
    "servers": _servers, "kind": one_word(KINDS), "master": name(64), "user": text, "tls": yes_or_no, "timeout": duration(0.1, 60),
    "replicas": whole_number(0, 10), "read_interval": duration(0.01, 10), "sentinel_user": text,
}
LIMITS: dict[str, Callable[[Any], Any]] = {
    "host_messages": whole_number(1, 100_000), "host_changes": whole_number(1, 10_000_000), "host_bytes": size("1K"), "cut_off": duration(0.1, 86400),
    "cut_off_max": duration(0.1, 86400), "ahead": duration(1, 86400), "pours_most": whole_number(100, 100_000_000),
    "decisions_most": whole_number(100, 100_000_000), "pours_keep": duration(60, 86400), "decisions_keep": duration(3600, 30 * 86400),
    "again": duration(1, 3600), "again_bytes": size("0"),
}
TABLES = ("redis", "limits")
FILES = ("ca_file", "certificate_file", "certificate_key_file")
SECRETS = {"password_file": "password", "sentinel_password_file": "sentinel_password"}


class Reader(Document):
    program = "share"
    keys_of = {"redis": (*REDIS, *FILES, *SECRETS), "limits": tuple(LIMITS)}
    top_keys = (*TOP, "key_file")

    def _file(self, key: str, name: Any) -> str:
        """Its path; a key's has to be as closed as any secret."""
        try:
            path = secret_file.place_of(text(name), self.path.parent, self.program)
            if not path.is_file():
                raise ValueError(f"{path} is no file")
            if key == "certificate_key_file":
                secret_file.check_mode(path, path.stat())
                self.secret_files.append(path)
            return str(path)
        except (secret_file.SecretError, ValueError) as error:
            self.problems.append(f"redis.{key}: {error}")
        except OSError as error:
            self.problems.append(f"redis.{key}: {path}: {error.strerror}")
        return ""

    def redis(self, into: Redis, table: dict[str, Any]) -> None:
        self.take(into, table, REDIS, "redis.", (*FILES, *SECRETS))
        for key in FILES:
            if key in table:
                into.files[key] = self._file(key, table[key])
        for key, field in SECRETS.items():
            if key in table:
                setattr(into, field, self.secret(f"redis.{key}", table[key], secret_file.first_line) or "")
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
        document = self.tables()
        result = Configuration(self.path)
        tables = {of: document.get(of, {}) for of in TABLES}
        for of, table in tables.items():
            if not isinstance(table, dict):
                self.problems.append(f"{of} must be a table: [{of}]")
                tables[of] = {}
        self.take(result, document, TOP, others=("key_file", *TABLES))
        if not result.group and "group" not in document:
            self.problems.append('group is missing: the name of ErrWatchShare, like group = "shop"')
        if "host" not in document and not NAME.fullmatch(result.host):
            self.problems.append("host is missing: a name of this host that no other of the group has")
        if "key_file" in document:
            result.key = self.secret("key_file", document["key_file"], group_key.read) or b""
        else:
            self.problems.append('key_file is missing: the group\'s key, like key_file = "secrets/share/group.key"')
        self.redis(result.redis, tables["redis"])
        result.secret_files = self.secret_files
        self.take(result.limits, tables["limits"], LIMITS, "limits.")
        if result.gone <= result.heartbeat:
            self.problems.append("gone must be longer than heartbeat")
        self.finish()
        return result


def read(path: pathlib.Path) -> Configuration:
    """Raises ConfigurationError with all that is wrong."""
    return Reader(path).configuration()
