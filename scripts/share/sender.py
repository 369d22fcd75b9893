"""Gives the batches of exchange to Redis, one after the other. Only when Redis has taken all of one it is acknowledged."""
from __future__ import annotations

import dataclasses
import random
import threading
import time
from typing import Any, Callable, Optional

import redis

from share.configuration import Configuration
from share.keeper import Keeper, Sent, runs_out_ms
from share.link import Failure, Link, Node, pipelined
from share.lost_data import Found, Watch
from share.message import Message, encode
from share.retry import Backoff
from share.sharding import split
from share.telling import Telling

LOOK_SECONDS = 5.0  # also each message looks, for itself
TRIM_SECONDS = 30.0
AT_ONCE = 50
# Only into the data that was looked at. Were it other data, what this host had in the old one has to come first: whoever has read a
# message passes over what has a lower number.
ADD = """if redis.call('get', KEYS[2]) ~= ARGV[1] then return false end
return redis.call('xadd', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', unpack(ARGV, 3))"""


@dataclasses.dataclass
class Hello:
    epoch: str


class Sender(threading.Thread):
    def __init__(self, configuration: Configuration, keeper: Keeper, instance: str, telling: Telling, ack: Callable[[int], None]) -> None:
        super().__init__(name="sender", daemon=True)
        self._configuration, self._keeper, self._instance, self._telling, self._ack = configuration, keeper, instance, telling, ack
        self._link = Link(configuration)
        self._watch = Watch(self._link)
        self._backoff = Backoff(0.1, 5.0)
        self._wake = threading.Condition()
        self._hello: Optional[Hello] = None
        self._batch: Optional[dict[str, Any]] = None
        self._came_at = 0.0
        self._ends = False
        self._sent_at = self._looked_at = self._trim_at = 0.0
        self.state, self.reason = "connecting", ""
        self.dropped = self.bytes_sent = self.given_again = 0

    # What the program calls

    def greet(self, hello: Optional[Hello]) -> None:
        """None: exchange is gone; what it had given and was not acknowledged comes again from the next one."""
        with self._wake:
            self._hello, self._batch = hello, None

    def send(self, batch: dict[str, Any]) -> None:
        with self._wake:
            self._batch, self._came_at = batch, time.monotonic()
            self._wake.notify()

    def waiting(self) -> tuple[int, float]:
        """Batches, and for how long the oldest has been waiting."""
        with self._wake:
            return (1, time.monotonic() - self._came_at) if self._batch else (0, 0.0)

    def end(self) -> None:
        with self._wake:
            self._ends = True
            self._wake.notify()

    # The thread

    def run(self) -> None:
        while not self._ends:
            try:
                if not self._link.is_open:
                    self._connect()
                self._work()
            except Failure as error:
                self._failed(error)
        self._link.close()

    def _failed(self, error: BaseException) -> None:
        self.state, self.reason = "waiting", self._link.reason_of(error)
        self._telling.say("sending", f"{self.reason}; this host goes on with its own counts, and what others are to know waits")
        self._link.close()
        seconds = self._backoff.failed()
        with self._wake:
            if not self._ends:
                self._wake.wait_for(lambda: self._ends, seconds)

    def _connect(self) -> None:
        self._link.open()
        self._look()
        self._trim()

    def _look(self) -> None:
        """Whether Redis has what it had; what it may have lost comes first, before anything new: others pass over what has a lower
        number than they have."""
        for node in self._link.nodes:
            found = self._watch.look(node)
            lost = {shard for shard, what in found.items() if what == Found.OTHER_DATA or what == Found.OTHER_RUN and not self._has_last(node, shard)}
            if lost:
                self._give_again(lost)
            for shard in found:
                self._watch.note(shard)
        self._looked_at = time.monotonic()

    def _has_last(self, node: Node, shard: int) -> bool:
        """Then it has all before it, too: a stream is restored up to some point."""
        last = [(key, self._watch.last_ids[shard, stream]) for _, stream, key in self._link.keys([shard]) if (shard, stream) in self._watch.last_ids]
        return all(pipelined(node.client, [lambda pipe, key=key, own=own: pipe.xrange(key, own, own) for key, own in last])) if last else True

    def _give_again(self, shards: set[int]) -> None:
        wanted = self._keeper.again(shards, int(time.time() * 1000))
        for place in [place for place in self._watch.last_ids if place[0] in shards]:
            del self._watch.last_ids[place]
        for start in range(0, len(wanted), AT_ONCE):
            self._put(wanted[start:start + AT_ONCE])
        self.given_again += len(wanted)
        if wanted:
            self._telling.report(f"Redis has lost what it had: {len(wanted)} messages of this host given again")

    def _work(self) -> None:
        """One thing of what there is to do, or a while of waiting. Of an end a batch is not kept from Redis."""
        with self._wake:
            self._wake.wait_for(lambda: self._batch or self._ends, 0.0 if self.state != "connected" else self._rest())
            batch, hello = self._batch, self._hello
        now = time.monotonic()
        if batch and hello:
            self._send(batch, hello)
        elif hello and now - self._sent_at >= self._configuration.heartbeat:
            self._put([self._signed(0, "pours", Message(self._configuration.host, hello.epoch, 0, self._instance, int(time.time() * 1000), []))])
            self._sent_at = now
        if now - self._looked_at >= LOOK_SECONDS:
            self._look()
        if now >= self._trim_at:
            self._trim()
        self._well()

    def _rest(self) -> float:
        return min(1.0, self._configuration.heartbeat) / 2

    def _well(self) -> None:
        self.state, self.reason = "connected", ""
        self._backoff.well()
        self._telling.say("sending", "", "Redis takes what this host sends again")

    def _signed(self, shard: int, stream: str, message: Message) -> Sent:
        place = self._link.place(shard, stream)
        fields = encode(self._configuration.key, place, message, self._configuration.compress)
        return Sent(shard, stream, fields, int(time.time() * 1000), runs_out_ms(message.changes))

    def _send(self, batch: dict[str, Any], hello: Hello) -> None:
        host, now_ms = self._configuration.host, int(time.time() * 1000)
        messages = []
        for (shard, stream), changes in split(batch["changes"], self._configuration.shards).items():
            message = Message(host, hello.epoch, batch["seq"], self._instance, batch.get("time_ms", now_ms), changes)
            try:
                messages.append(self._signed(shard, stream, message))
            except ValueError as error:
                self.dropped += len(changes)
                self._telling.say("long", f"changes that nobody else is told of: a batch of {error}")
        self._put(messages)
        for message in messages:
            self._keeper.add(message)
        self._sent_at = time.monotonic()
        with self._wake:
            if self._batch is batch:  # else it is another exchange's now
                self._batch = None
                self._ack(batch["seq"])

    def _put(self, messages: list[Sent]) -> None:
        """Raises one of Failure, also when the data is not what it was."""
        limits = self._configuration.limits
        most = {"pours": limits.pours_most, "decisions": limits.decisions_most}
        for node in self._link.nodes:
            own = [message for message in messages if message.shard in node.shards]
            calls: list[Callable[[Any], Any]] = []
            for message in own:
                key, marker = self._link.place(message.shard, message.stream).key, self._link.marker(message.shard)
                values = [self._watch.marker_seen(message.shard), most[message.stream], *(part for field in message.fields.items() for part in field)]
                calls.append(lambda pipe, key=key, marker=marker, values=values: pipe.eval(ADD, 2, key, marker, *values))
            for message, answer in zip(own, pipelined(node.client, calls) if own else []):
                if answer is None:
                    raise redis.ConnectionError("Redis has lost its data")
                self._watch.last_ids[message.shard, message.stream] = answer
                self.bytes_sent += message.sent_bytes
            wanted = self._configuration.redis.replicas
            if own and wanted and node.client.wait(wanted, int(self._configuration.redis.timeout * 900)) < wanted:
                raise redis.ConnectionError(f"fewer than {wanted} replicas have what was sent")

    def _trim(self) -> None:
        """What is over goes; the number of messages is bounded with each that comes."""
        limits = self._configuration.limits
        keep = {"pours": limits.pours_keep, "decisions": limits.decisions_keep}
        for node in self._link.nodes:
            seconds, _ = node.client.time()
            pipelined(node.client, [lambda pipe, key=key, least=int((seconds - keep[stream]) * 1000): pipe.xtrim(key, minid=least, approximate=True)
                                    for _, stream, key in self._link.keys(node.shards)])
        self._trim_at = time.monotonic() + TRIM_SECONDS * random.uniform(0.5, 1.5)
