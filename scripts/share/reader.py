"""Reads the streams: at the start all decisions and the pours of the last hour, then what comes."""
from __future__ import annotations

import dataclasses
import threading
import time
from typing import Any, Callable

from share.bounded_answers import TOO_LARGE
from share.configuration import Configuration
from share.link import Failure, Link, Node, id_of, pipelined
from share.lost_data import Found, Watch
from share.message import Place
from share.retry import Backoff
from share.sharding import STREAMS
from share.telling import Telling

MOST_AT_ONCE = 400   # messages in one answer, of all streams: each may be large
LEAST_AT_ONCE, ENOUGH_AT_ONCE = 8, 100  # of one stream
SMALL_ANSWER = 8 << 20  # bytes
LOOK_SECONDS = 5.0
BLOCK_SECONDS = 0.5
REWIND_MS = 60_000
BEGINNING = b"0-0"


@dataclasses.dataclass
class Entry:
    place: Place
    id: tuple[int, int]
    fields: dict[bytes, bytes]

    @property
    def at_ms(self) -> int:
        return self.id[0]


def in_order(place_of: Callable[[str], Place], read: dict[str, list[Any]], at_once: int) -> list[Entry]:
    """Of the streams of one shard. A decision may be about pours that came before it, so none goes ahead of them: where an answer was
    full, nothing later than its end is taken from the other stream."""
    horizon = min((id_of(entries[-1][0]) for entries in read.values() if len(entries) >= at_once), default=None)
    entries = [Entry(place_of(stream), id_of(entry_id), fields or {}) for stream in STREAMS for entry_id, fields in read.get(stream, ())]
    return sorted((entry for entry in entries if horizon is None or entry.id <= horizon), key=lambda entry: entry.id)


class Reader(threading.Thread):
    def __init__(self, configuration: Configuration, telling: Telling, take: Callable[[Entry], None], may_read: Callable[[float], bool],
                 starting_over: Callable[[], None]) -> None:
        """`take` gets each message; `may_read(seconds)` waits until there is somebody to give them to."""
        super().__init__(name="reader", daemon=True)
        self._configuration, self._telling, self._take, self._may_read = configuration, telling, take, may_read
        self._starting_over = starting_over
        self._link = Link(configuration)
        self._watch = Watch(self._link)
        self._backoff = Backoff(0.1, 5.0)
        self._most_at_once = max(LEAST_AT_ONCE, min(ENOUGH_AT_ONCE, MOST_AT_ONCE // (len(STREAMS) * configuration.shards)))
        self._at_once = self._most_at_once
        self._positions: dict[tuple[int, str], bytes] = {}
        self._over = threading.Event()   # asked to start over
        self._ended = threading.Event()
        self._looked_at = self._read_at = 0.0
        self.offset_ms = 0               # of Redis' clock to this host's
        self.state, self.reason = "connecting", ""
        self.bytes_received = 0
        self.caught_up = False

    def start_over(self) -> None:
        """Somebody new is there to be told, who may not have what the one before was given."""
        self._over.set()

    def end(self) -> None:
        self._ended.set()

    def redis_ms(self) -> int:
        return int(time.time() * 1000) + self.offset_ms

    def run(self) -> None:
        while not self._ended.is_set():
            try:
                if not self._may_read(0.2):
                    continue
                if not self._link.is_open:
                    self._connect()
                if self._over.is_set():
                    self._over.clear()
                    self._starting_over()
                    self._positions.clear()
                    self.caught_up = False
                if time.monotonic() - self._looked_at >= LOOK_SECONDS:
                    self._look()
                self._read()
                self.state, self.reason = "connected", ""
                self._backoff.well()
                self._telling.say("reading", "", "what other hosts send is read again")
            except Failure as error:
                if TOO_LARGE in str(error):
                    self._at_once = 1
                self.state, self.reason = "waiting", self._link.reason_of(error)
                self._telling.say("reading", f"{self.reason}; what other hosts send is read when it is back")
                self._link.close()
                self._ended.wait(self._backoff.failed())
        self._link.close()

    def _take_one(self, entry: Entry) -> None:
        try:
            self._take(entry)
        except Failure:
            raise
        except Exception as error:  # one message is not to keep all others from being read
            self._telling.say("message", f"a message is passed over, which a fault of this program does not let it take: {type(error).__name__}")

    def _connect(self) -> None:
        self._link.open()
        seconds, micros = self._link.nodes[0].client.time()
        self.offset_ms = seconds * 1000 + micros // 1000 - int(time.time() * 1000)
        self._look()

    def _look(self) -> None:
        for node in self._link.nodes:
            for shard, found in self._watch.look(node).items():
                for stream in STREAMS:
                    self._go_back(shard, stream, found)
                self._watch.note(shard)
        self._looked_at = time.monotonic()

    def _go_back(self, shard: int, stream: str, found: Found) -> None:
        """What was read already comes again; whoever has it passes over it."""
        place = shard, stream
        if found == Found.OTHER_DATA:
            self._positions.pop(place, None)
            self._watch.last_ids.pop(place, None)
        elif found == Found.OTHER_RUN and place in self._positions:
            self._positions[place] = b"%d-0" % max(id_of(self._positions[place])[0] - REWIND_MS, 0)
            self._watch.last_ids.pop(place, None)

    def _position(self, shard: int, stream: str) -> bytes:
        first = BEGINNING
        if stream == "pours":
            first = b"%d-0" % max(self.redis_ms() - int(self._configuration.limits.pours_keep * 1000), 0)
        return self._positions.setdefault((shard, stream), first)

    def _answers(self, node: Node) -> dict[int, dict[str, list[Any]]]:
        """Of each shard and stream what is new. One server is waited at; the nodes of a cluster are asked in turn."""
        wanted = {key: (shard, stream) for shard, stream, key in self._link.keys(node.shards)}
        if self._configuration.redis.kind != "cluster":
            places = {key: self._position(*place) for key, place in wanted.items()}
            wait = int(min(BLOCK_SECONDS, self._configuration.redis.timeout / 2) * 1000)
            answers = node.client.xread(places, count=self._at_once, block=wait)
        else:
            by_shard = [{key: self._position(*wanted[key]) for _, _, key in self._link.keys([shard])} for shard in node.shards]
            answers = sum(pipelined(node.client, [lambda pipe, places=places: pipe.xread(places, count=self._at_once) for places in by_shard]), [])
        result: dict[int, dict[str, list[Any]]] = {}
        for key, entries in answers:
            shard, stream = wanted[key.decode()]
            result.setdefault(shard, {})[stream] = entries
        return result

    def _read(self) -> None:
        rest = self._read_at + self._configuration.redis.read_interval - time.monotonic()
        if rest > 0:
            self._ended.wait(rest)  # so that what many hosts send in this time comes in one answer
        self._read_at = time.monotonic()
        is_full, received = False, self.bytes_received
        for node in self._link.nodes:
            for shard, read in self._answers(node).items():
                is_full |= any(len(entries) >= self._at_once for entries in read.values())
                for entry in in_order(lambda stream, shard=shard: self._link.place(shard, stream), read, self._at_once):
                    self.bytes_received += sum(map(len, entry.fields.values()))
                    self._take_one(entry)
                    place = shard, entry.place.stream
                    self._positions[place] = self._watch.last_ids[place] = b"%d-%d" % entry.id
        # As many as one answer may well have, of such as come now.
        is_small = self.bytes_received - received < SMALL_ANSWER
        self._at_once = min(self._at_once * 2, self._most_at_once) if is_small else max(self._at_once // 2, 1)
        if is_full:
            self._read_at = 0.0
        else:
            self.caught_up = True
