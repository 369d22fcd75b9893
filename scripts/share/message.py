"""A message in a stream: who says it, what, and the proof that somebody with the group's key does.

Three fields: `a` version, host, epoch, seq, shards, instance and whether p is compressed, separated by spaces; `p` the payload, JSON;
`m` the HMAC-SHA256 over group, shards, shard, stream, `a` and `p`. So no message can be moved to another group, shard or stream.
"""
from __future__ import annotations

import dataclasses
import hashlib
import hmac
import json
import re
import zlib
from typing import Any, Optional

VERSION = "1"
LONGEST = 256 << 10         # bytes of a payload: exchange gives 400 changes at most at once
LONGEST_SIGNED = 1 << 20    # what is longer is not even hashed
MOST_CHANGES = 4096
MOST_MEMBERS, LONGEST_TEXT = 8, 128  # of a change, and of what is in it
ABOUT = re.compile(rb"(\d{1,4}) ([A-Za-z0-9][A-Za-z0-9._-]{0,63}) ([0-9a-f]{1,32}) (\d{1,19}) (\d{1,4}) ([0-9a-f]{8,32}) ([01])")


class Unsigned(Exception):
    """Nobody knows who said it: the name in it may be a lie."""


class Nonsense(Exception):
    """Signed, so it is known who said it. `about`: what is not the same on that host, and has to be everywhere."""

    def __init__(self, host: str, instance: str, reason: str, about: str = "") -> None:
        super().__init__(reason)
        self.host, self.instance, self.reason, self.about = host, instance, reason, about


@dataclasses.dataclass(frozen=True)
class Place:
    group: str
    shards: int
    shard: int
    stream: str  # "pours" or "decisions"

    @property
    def key(self) -> str:
        return f"errwatch:{{{self.group}:{self.shard}}}:{self.stream}"


@dataclasses.dataclass
class Message:
    host: str
    epoch: str
    seq: int
    instance: str
    time_ms: int
    changes: list[dict[str, Any]]
    size: int = dataclasses.field(default=0, compare=False)  # bytes, unpacked; of one that was read

    @property
    def is_heartbeat(self) -> bool:
        return not self.changes


def mac_of(key: bytes, place: Place, about: bytes, payload: bytes) -> bytes:
    parts = (b"errwatch-share", place.group.encode(), b"%d" % place.shards, b"%d" % place.shard, place.stream.encode(), about, payload)
    return hmac.digest(key, b"".join(len(part).to_bytes(4, "big") + part for part in parts), hashlib.sha256)


def encode(key: bytes, place: Place, message: Message, compress: int) -> dict[bytes, bytes]:
    """Raises ValueError for one that is too long."""
    text = json.dumps({"time_ms": message.time_ms, "changes": message.changes}, separators=(",", ":"), ensure_ascii=False).encode()
    if len(text) > LONGEST:
        raise ValueError(f"{len(text)} bytes, a message has at most {LONGEST}")
    is_compressed = len(text) > compress
    payload = zlib.compress(text, 1) if is_compressed else text
    about = (f"{VERSION} {message.host} {message.epoch} {message.seq} {place.shards} {message.instance} {int(is_compressed)}").encode()
    return {b"a": about, b"p": payload, b"m": mac_of(key, place, about, payload)}


def _inflated(payload: bytes) -> Optional[bytes]:
    """None: it is none, or longer than a message may be."""
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(payload, LONGEST + 1)
    except zlib.error:
        return None
    return text if len(text) <= LONGEST and inflater.eof and not inflater.unused_data else None


def _is_short(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT
    return isinstance(value, (bool, float, type(None))) or (isinstance(value, int) and abs(value) < 1 << 64)


def _is_flat(value: Any) -> bool:
    values = list(value.values()) if isinstance(value, dict) else [value]
    return len(values) <= MOST_MEMBERS and all(map(_is_short, values))


def _is_change(change: Any) -> bool:
    if not isinstance(change, dict):
        return False
    client = change.get("client")
    # Flat and short, so that it can be written again whatever stands in it, at the price of its change.
    return isinstance(client, str) and 0 < len(client) <= 64 and len(change) <= MOST_MEMBERS and all(map(_is_flat, change.values()))


def decode(key: bytes, place: Place, fields: dict[bytes, bytes]) -> Message:
    """Raises Unsigned or Nonsense. `place` is this host's own: one that has other shards is Nonsense, with what it has."""
    about, payload, mac = fields.get(b"a", b""), fields.get(b"p", b""), fields.get(b"m", b"")
    read = ABOUT.fullmatch(about)
    if read is None or len(payload) > LONGEST_SIGNED:
        raise Unsigned()
    shards = int(read[5])
    if not hmac.compare_digest(mac_of(key, dataclasses.replace(place, shards=shards), about, payload), mac):
        raise Unsigned()
    host, instance = read[2].decode(), read[6].decode()
    if read[1].decode() != VERSION:
        raise Nonsense(host, instance, f"its messages have version {read[1].decode()}, this host's {VERSION}", "versions")
    if shards != place.shards:
        raise Nonsense(host, instance, f"it has shards = {shards}, this host {place.shards}", "shards")
    text = _inflated(payload) if read[7] == b"1" else payload
    if text is None or len(text) > LONGEST:
        raise Nonsense(host, instance, f"a message of more than {LONGEST} bytes, or that cannot be unpacked")
    try:
        content = json.loads(text)
        time_ms, changes = content["time_ms"], content["changes"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Nonsense(host, instance, "a message that cannot be read") from None
    if type(time_ms) is not int or not isinstance(changes, list) or len(changes) > MOST_CHANGES or not all(map(_is_change, changes)):
        raise Nonsense(host, instance, "a message that is none")
    return Message(host, read[3].decode(), int(read[4]), instance, time_ms, changes, len(text))
