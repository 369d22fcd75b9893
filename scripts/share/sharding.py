"""Which client belongs to which shard, and a batch cut into one message a shard and stream."""
from __future__ import annotations

import hashlib
from typing import Any

STREAMS = ("pours", "decisions")


def shard_of(client: str, shards: int) -> int:
    """The same on every host and in every version: what it says is where the data lies."""
    if shards == 1:
        return 0
    return int.from_bytes(hashlib.blake2b(client.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") % shards


def stream_of(change: dict[str, Any]) -> str:
    # What is forgiven goes behind what was poured, and never before it.
    return "pours" if "pour" in change or "forgive" in change else "decisions"


def split(changes: list[dict[str, Any]], shards: int) -> dict[tuple[int, str], list[dict[str, Any]]]:
    """In order within each; always in the same order of shards and streams, so that a batch that comes again is cut the same."""
    result: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for change in changes:
        result.setdefault((shard_of(change["client"], shards), stream_of(change)), []).append(change)
    return dict(sorted(result.items()))


def is_misplaced(changes: list[dict[str, Any]], shard: int, shards: int, stream: str) -> bool:
    return any(shard_of(change["client"], shards) != shard or stream_of(change) != stream for change in changes)
