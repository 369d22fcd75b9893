"""One host's part: exchange on one side, Redis on the other."""
from __future__ import annotations

import pathlib
import secrets
import signal
import time
from typing import Any, Union

from share.configuration import Configuration
from share.exchange import Exchange, Way
from share.exchange_child import Command
from share.exchange_socket import UnixSocket
from share.keeper import Keeper, Sent, runs_out_ms
from share.message import Message, Nonsense, Unsigned, decode
from share.peers import TWIN_MS, Peers
from share.reader import Entry, Reader
from share.sender import Hello, Sender
from share.sharding import STREAMS, is_misplaced
from share.telling import Telling

PROTOCOL = 1
TOLD_BACKLOG_SECONDS = 10.0
CLOCKS_APART_MS = 5_000
TWIN_MESSAGES = 3       # of one that was killed one or two may still have been under way
MOST_PEERS_A_SECOND = 200
END_SECONDS = 10.0


def is_batch(batch: Any) -> bool:
    return (isinstance(batch, dict) and type(batch.get("seq")) is int and 0 < batch["seq"] < 10 ** 19 and isinstance(batch.get("changes"), list)
            and isinstance(batch.get("time_ms", 0), int)
            and all(isinstance(change, dict) and isinstance(change.get("client"), str) and 0 < len(change["client"]) <= 64 for change in batch["changes"]))


def way_to(exchange: Union[pathlib.Path, list[str]]) -> Way:
    return UnixSocket(exchange) if isinstance(exchange, pathlib.Path) else Command(exchange)


class Program:
    def __init__(self, configuration: Configuration, telling: Telling) -> None:
        self._configuration, self._telling = configuration, telling
        limits = configuration.limits
        self._instance = secrets.token_hex(8)
        self._started_ms = int(time.time() * 1000)
        self._keeper = Keeper(limits.again, limits.again_bytes, limits.decisions_keep)
        self._exchange = Exchange(way_to(configuration.exchange), telling, self._said, self._exchange_gone)
        self._sender = Sender(configuration, self._keeper, self._instance, telling, lambda seq: self._exchange.give({"ack": seq}))
        self._reader = Reader(configuration, telling, self._message, self._exchange.has_room, self._starting_over)
        self._peers = Peers(configuration, telling, self._reader.redis_ms)
        self._judged: dict[tuple[int, str], tuple[int, int]] = {}  # up to where messages were charged to their hosts
        self._epoch = ""    # of the memory of this host's httpd
        self._read_for = 0  # which run of exchange the streams are read for, from their beginning
        self._twin_messages, self._twin_at = 0, 0.0
        self._own_trouble = ("", 0)  # with this host's name or memory; when it was last seen, by Redis' clock
        self._copied_ms = 0  # when somebody else last spoke for this host's memory, likewise
        self._ends = False
        self._told_at = self._peers_at = 0.0
        self._told: Any = None

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self._sender.start()
        self._reader.start()
        threads = (self._sender, self._reader)
        while not self._ends and all(thread.is_alive() for thread in threads):
            self._exchange.step(0.2)
            self._tell()
        if not self._ends:  # a fault of this program: the service is started again, and all is given and read again
            self._telling.report(f"the {' and the '.join(thread.name for thread in threads if not thread.is_alive())} ended by a fault of this program")
        self._sender.end()
        self._reader.end()
        self._exchange.end()
        ends_at = time.monotonic() + END_SECONDS
        for thread in threads:
            thread.join(max(ends_at - time.monotonic(), 0.1))
        return 0 if self._ends else 1

    def _stop(self, *_: Any) -> None:
        self._ends = True
        self._exchange.wake()

    # What exchange says

    def _said(self, line: dict[str, Any]) -> None:
        if "batch" in line and is_batch(line["batch"]):
            self._sender.send(line["batch"])
        elif "batch" in line:
            self._exchange.restart("exchange gives a batch that is none")
        elif "hello" in line:
            self._hello(line["hello"])
        elif "status" not in line:
            self._exchange.unreadable += 1
            self._telling.say("unreadable", f"exchange says what is not understood: {', '.join(map(str, line))[:80]}")

    def _hello(self, hello: Any) -> None:
        problem = ""
        if not isinstance(hello, dict) or hello.get("version") != PROTOCOL:
            problem = f"exchange speaks another version than {PROTOCOL}: both are to be of one release"
        elif not hello.get("group"):
            problem = f"httpd has no ErrWatchShare group={self._configuration.group}"
        elif hello["group"] != self._configuration.group:
            problem = f"httpd's ErrWatchShare says group={str(hello['group'])[:64]}, this configuration group = \"{self._configuration.group}\""
        elif hello.get("host", self._configuration.host) != self._configuration.host:
            problem = f"exchange calls this host {str(hello.get('host'))[:64]}, this configuration {self._configuration.host}"
        elif not isinstance(hello.get("epoch"), str) or not 0 < len(hello["epoch"]) <= 32 or set(hello["epoch"]) - set("0123456789abcdef"):
            problem = "exchange has no epoch"
        if problem:
            self._exchange.restart(problem)
            return
        self._exchange.greeted()
        self._exchange.well()
        self._epoch = hello["epoch"]
        self._sender.greet(Hello(hello["epoch"]))
        self._reader.start_over()
        self._told = None

    def _exchange_gone(self) -> None:
        self._sender.greet(None)

    # What others say; in the reader's thread

    def _starting_over(self) -> None:
        self._read_for = self._exchange.run
        self._keeper.start_over()
        self._peers.start_over()

    def _message(self, entry: Entry) -> None:
        limits, place = self._configuration.limits, entry.place
        try:
            message = decode(self._configuration.key, place, entry.fields)
        except Unsigned:
            self._peers.unsigned_message(min(entry.at_ms, self._reader.redis_ms()), self._is_new(entry))
            return
        except Nonsense as nonsense:
            self._nonsense(entry, nonsense)
            return
        at_ms = self._time_of(entry, message)
        if message.host == self._configuration.host:
            self._own(entry, message)
            return
        if message.epoch == self._epoch:
            self._copied(entry, message, at_ms)
            return
        if self._peers.is_refused(message.host, at_ms):
            return
        if message.time_ms > max(at_ms, self._reader.redis_ms(), int(time.time() * 1000)) + limits.ahead * 1000:
            self._peers.nonsense(message.host, "its clock is far ahead, or it says so", at_ms)
            return
        if is_misplaced(message.changes, place.shard, place.shards, place.stream):
            self._peers.nonsense(message.host, "a client in the wrong shard or stream", at_ms)
            return
        if not self._is_within_limits(entry, message, at_ms):
            return
        self._peers.heard(message.host, message.instance, message.time_ms, at_ms)
        if not message.is_heartbeat:
            # `shard` numbers the streams: each has numbers of its own that only grow.
            self._exchange.give({"apply": {"host": message.host, "epoch": message.epoch, "seq": message.seq,
                                           "shard": 2 * place.shard + STREAMS.index(place.stream), "stream": place.stream,
                                           "time_ms": message.time_ms, "changes": message.changes}}, run=self._read_for)

    def _nonsense(self, entry: Entry, nonsense: Nonsense) -> None:
        is_new = self._is_new(entry)
        if nonsense.about and not is_new:
            return  # it may be of the time before all hosts were given other shards; who has the old ones still says more
        if nonsense.host != self._configuration.host:
            self._peers.nonsense(nonsense.host, nonsense.reason, min(entry.at_ms, self._reader.redis_ms()), nonsense.about)
        elif is_new and nonsense.instance != self._instance:
            self._twin_message(entry)

    def _is_new(self, entry: Entry) -> bool:
        """And not from before this program was started."""
        return entry.at_ms - self._reader.offset_ms > self._started_ms

    def _copied(self, entry: Entry, message: Message, at_ms: int) -> None:
        """What this host gave under a former name it has already; of a copy, which goes on, nobody can say what is whose."""
        if not self._is_new(entry) or self._is_long_ago(at_ms):
            return
        self._telling.say("copy", f"messages of {message.host} are of this host's own memory: one of the two is a copy of the other, state file "
                          "and all: remove that of the copy, with httpd stopped. They are passed over", cause=message.host)
        self._own_trouble, self._copied_ms = (f"messages of {message.host} are of this host's own memory", at_ms), at_ms

    def _is_long_ago(self, at_ms: int) -> bool:
        """It is read late, or again, and says nothing of who is there now."""
        return self._reader.redis_ms() - at_ms >= TWIN_MS

    def _twin_message(self, entry: Entry) -> None:
        if self._is_long_ago(entry.at_ms):
            return
        self._twin_messages += 1
        self._twin_at = time.monotonic()
        if self._twin_messages >= TWIN_MESSAGES:
            self._telling.say("twin", f"another sidecar of this group calls itself {self._configuration.host}, too: each needs a name of its own")
            self._own_trouble = f"another sidecar calls itself {self._configuration.host}, too", min(entry.at_ms, self._reader.redis_ms())

    def _time_of(self, entry: Entry, message: Message) -> int:
        """When Redis took it. Behind a number of a time to come all have the same one, and Redis says nothing: then its host does."""
        now_ms = self._reader.redis_ms()
        if entry.at_ms <= now_ms + CLOCKS_APART_MS:
            return entry.at_ms
        self._telling.say("ids", "numbers of a time to come are in Redis: its clock was set back, or somebody wrote them; "
                          "until then each message has the time that its host says")
        return min(message.time_ms, now_ms)

    def _is_within_limits(self, entry: Entry, message: Message, at_ms: int) -> bool:
        """Each message is charged once, however often it is read."""
        place = entry.place.shard, entry.place.stream
        if entry.id <= self._judged.get(place, (0, 0)):
            return True
        self._judged[place] = entry.id
        return self._peers.charge(message, entry.place, max(message.size, sum(map(len, entry.fields.values()))), at_ms)

    def _own(self, entry: Entry, message: Message) -> None:
        if message.instance == self._instance:
            return
        if message.time_ms > self._started_ms:
            self._twin_message(entry)
            return
        if not message.is_heartbeat:
            self._keeper.adopt(Sent(entry.place.shard, entry.place.stream, entry.fields, entry.at_ms, runs_out_ms(message.changes)))

    # What exchange is told

    def _transport(self) -> dict[str, Any]:
        sender, reader = self._sender, self._reader
        bad = sender if sender.state != "connected" else reader
        backlog, waiting = sender.waiting()
        if waiting > TOLD_BACKLOG_SECONDS:
            self._telling.say("backlog", "a batch has been waiting for Redis for some time: exchange holds back what comes after it")
        elif not backlog:
            self._telling.say("backlog", "", "nothing waits for Redis any more")
        trouble, seen_ms = self._own_trouble
        reason = bad.reason or (trouble if reader.redis_ms() - seen_ms < TWIN_MS else "")
        unsigned = {"unsigned_ms": max(reader.redis_ms() - self._peers.unsigned_ms, 0)} if self._peers.unsigned_ms else {}
        return {"host": self._configuration.host, "state": bad.state, "reason": reason, "backlog": backlog,
                "waiting_ms": int(waiting * 1000), "dropped": sender.dropped,
                "bytes_sent": sender.bytes_sent, "bytes_received": reader.bytes_received, "given_again": sender.given_again,
                "unsigned": self._peers.unsigned, **unsigned, "refused": self._peers.refused, "caught_up": reader.caught_up,
                "kept_bytes": self._keeper.bytes}

    def _tell(self) -> None:
        now = time.monotonic()
        transport = self._transport()
        if now - self._told_at >= 1.0 or self._told != (transport["state"], transport["reason"], transport["caught_up"]):
            self._exchange.give({"transport": transport}, may_drop=True)
            self._told_at, self._told = now, (transport["state"], transport["reason"], transport["caught_up"])
        if self._twin_messages and now - self._twin_at > TWIN_MS / 1000:
            self._twin_messages = 0
            self._telling.say("twin", "", f"no other sidecar calls itself {self._configuration.host} any more")
        if self._copied_ms and self._reader.redis_ms() - self._copied_ms >= TWIN_MS:
            self._copied_ms = 0
            self._telling.say("copy", "", "no messages of this host's own memory come from another name any more")
        if now >= self._peers_at:
            listed = self._peers.listed()
            self._exchange.give({"peers": listed}, may_drop=True)
            self._peers_at = now + max(1.0, len(listed) / MOST_PEERS_A_SECOND)
