"""Whether Redis still has what it had: by the number of its run, a marker in its data, and the streams' last entries."""
from __future__ import annotations

import enum
import secrets
from typing import Any, Callable

from share.link import Link, Node, id_of, pipelined


class Found(enum.IntEnum):
    AS_BEFORE = 0
    OTHER_RUN = 1   # restarted, or another server took over: what came last may be missing
    OTHER_DATA = 2  # emptied, or restored


class Watch:
    """What one user of a link has seen of each shard."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._runs: dict[int, str] = {}
        self._markers: dict[int, bytes] = {}
        self._looked: dict[int, tuple[str, bytes]] = {}
        self.last_ids: dict[tuple[int, str], bytes] = {}  # the highest that this user has seen in a stream, or written

    def look(self, node: Node) -> dict[int, Found]:
        """Of each shard of the node. Raises one of link.Failure."""
        calls: list[Callable[[Any], Any]] = []
        for shard in node.shards:
            marker = self._link.marker(shard)
            calls += [lambda pipe, key=marker: pipe.setnx(key, secrets.token_hex(8)),
                      lambda pipe, key=marker: pipe.get(key)]
            calls += [lambda pipe, key=key: pipe.xrevrange(key, count=1) for _, _, key in self._link.keys([shard])]
        answers = pipelined(node.client, calls)
        result = {}
        for number, shard in enumerate(node.shards):
            marker, *newest = answers[4 * number + 1:4 * number + 4]
            result[shard] = self._compare(shard, node.run_id, marker, newest)
        return result

    def _compare(self, shard: int, run_id: str, marker: bytes, newest: list[Any]) -> Found:
        self._looked[shard] = (run_id, marker)
        found = Found.AS_BEFORE
        if shard in self._runs and self._runs[shard] != run_id:
            found = Found.OTHER_RUN
        for (_, stream, _), entries in zip(self._link.keys([shard]), newest):
            seen = self.last_ids.get((shard, stream))
            has = id_of(entries[0][0]) if entries else (0, 0)
            # A stream that was trimmed until nothing is left has lost nothing that counts.
            if seen is not None and entries and has < id_of(seen):
                found = max(found, Found.OTHER_RUN)
        if shard in self._markers and self._markers[shard] != marker:
            found = Found.OTHER_DATA
        return found

    def note(self, shard: int) -> None:
        """What the last look found is dealt with."""
        self._runs[shard], self._markers[shard] = self._looked[shard]

    def marker_seen(self, shard: int) -> bytes:
        """In the last look."""
        return self._looked[shard][1]
