"""Shards, limits, what is kept and in what order things are read."""
import ipaddress
import signal
import threading
import types

import pytest

from share.conduct import BURST_SECONDS, Bucket, Conduct
from share.configuration import Configuration, Limits, Redis
from share.exchange import Exchange
from share.exchange_child import Command
from share.keeper import ENDLESS_MS, Keeper, Sent, runs_out_ms
from share.message import Message, Nonsense, Place, Unsigned, decode, encode
from share.peers import Peers
from share.program import Program
from share.reader import Reader, in_order
from share.sender import Sender
from share.sharding import shard_of, split
from share.telling import Telling
from share_harness.host import block, now_ms, pour, unblock

KEY = b"0123456789abcdef" * 2
PLACE = Place("shop", 2, 1, "pours")


class TestSharding:
    def test_where_the_data_lies_never_changes(self):
        assert [shard_of(client, 16) for client in ("203.0.113.7", "2001:db8::1", "203.0.113.0/24")] == [15, 14, 7]

    def test_clients_are_spread(self):
        counts = [0] * 8
        for number in range(8000):
            counts[shard_of(str(ipaddress.ip_address(number + (10 << 24))), 8)] += 1
        assert min(counts) > 850 and max(counts) < 1150

    # Behind what it takes back, in one stream with it: whoever reads two streams may read the one first.
    def test_what_is_forgiven_follows_what_was_poured(self):
        forgive = {"client": "203.0.113.1", "scope": "server", "forgive": {"bucket": "auth_failure", "quanta": 64, "time_ms": 1}}
        parts = split([pour("203.0.113.1"), forgive, unblock("203.0.113.1")], 1)
        assert [list(change)[-1] for change in parts[0, "pours"]] == ["pour", "forgive"]
        assert [list(change)[-1] for change in parts[0, "decisions"]] == ["unblock"]

    def test_a_batch_is_cut(self):
        changes = [pour("203.0.113.1"), block("203.0.113.1"), pour("203.0.113.2"), pour("203.0.113.1", 2)]
        parts = split(changes, 16)
        assert sum(map(len, parts.values())) == 4
        own = shard_of("203.0.113.1", 16)
        assert [change["pour"]["quanta"] for change in parts[own, "pours"] if change["client"] == "203.0.113.1"] == [1, 2]
        assert list(parts) == sorted(parts) and parts == split(changes, 16)


class TestSigning:
    message = Message("web1", "a1", 7, "0" * 16, 5, [pour("203.0.113.1")])

    @pytest.mark.parametrize("place", [Place("other", 2, 1, "pours"), Place("shop", 2, 0, "pours"), Place("shop", 2, 1, "decisions")])
    def test_of_another_place(self, place):
        with pytest.raises(Unsigned):
            decode(KEY, place, encode(KEY, PLACE, self.message, 1024))

    # Whatever is taken has to be written again, for exchange: so nothing in it is deep.
    @pytest.mark.parametrize("deep", [[1], {"a": {"b": 1}}, {"a": [1]}])
    def test_a_change_is_flat(self, deep):
        message = Message("web1", "1", 1, "0123456789abcdef", now_ms(), [{**pour("203.0.113.1"), "more": deep}])
        with pytest.raises(Nonsense, match="a message that is none"):
            decode(KEY, PLACE, encode(KEY, PLACE, message, 1024))

    def test_other_shards_are_named(self):
        with pytest.raises(Nonsense, match="it has shards = 3, this host 2"):
            decode(KEY, PLACE, encode(KEY, Place("shop", 3, 1, "pours"), self.message, 1024))

    def test_every_bit_counts(self):
        fields = encode(KEY, PLACE, self.message, 1024)
        for name, value in fields.items():
            for at in range(len(value)):
                changed = {**fields, name: value[:at] + bytes([value[at] ^ 1]) + value[at + 1:]}
                with pytest.raises(Unsigned):
                    decode(KEY, PLACE, changed)


class TestConduct:
    def test_a_minute_at_once_then_the_rate(self):
        bucket = Bucket(10)
        assert all(bucket.pour(1, 1000) for _ in range(int(10 * BURST_SECONDS))) and not bucket.pour(1, 1000)
        assert not bucket.pour(11, 2000) and bucket.pour(9, 3000)
        assert not bucket.pour(9, 1000)  # a clock that goes back gains nothing

    def test_what_is_given_again_is_no_flood(self):
        conduct = Conduct(Limits(host_messages=100))
        assert not any(conduct.charge(10, 500, 1000, is_again=True) for _ in range(10 * 6000))
        conduct = Conduct(Limits(host_messages=100))
        assert not any(conduct.charge(10, 500, 1000) for _ in range(6000)) and "100 messages" in conduct.charge(10, 500, 1000)

    def test_cut_off_longer_each_time(self):
        conduct = Conduct(Limits(cut_off=30, cut_off_max=100))
        assert [conduct.cut_off("x", at) for at in (0, 100_000, 200_000)] == [30, 60, 100]
        assert conduct.is_cut_off(299_000) and not conduct.is_cut_off(300_000)
        assert conduct.cut_off("x", 300_000 + 3_600_001) == 30


class TestPeers:
    @staticmethod
    def peers(now):
        return Peers(Configuration(None, "shop", "web1"), Telling(), lambda: now[0])

    def test_an_old_message_is_no_sign_of_life(self):
        now = [1_000_000]
        peers = self.peers(now)
        peers.heard("web2", "a", 999_000, 999_500)
        assert peers.listed() == [{"host": "web2", "state": "live", "seen_ms": 500, "reason": ""}]
        now[0] = 1_020_000
        peers.heard("web2", "a", 999_000, 1_020_000)
        assert peers.listed()[0]["state"] == "gone"
        now[0] = 10_000_000
        assert peers.listed() == []

    def test_a_restart_is_no_twin(self):
        now = [10_000]
        peers = self.peers(now)
        for time_ms, instance in enumerate("aabbcc"):
            peers.heard("web2", instance, time_ms, 9000 + time_ms)
        assert peers.listed()[0]["reason"] == ""
        peers.heard("web2", "b", 10, 9010)
        assert "two sidecars" in peers.listed()[0]["reason"]
        now[0] += 61_000
        peers.heard("web2", "b", 61_000, 71_000)
        assert peers.listed()[0]["reason"] == ""

    def test_unsigned_messages_are_counted_anew_when_all_is_read_again(self):
        peers = self.peers([10_000])
        peers.unsigned_message(9_000, True)
        peers.unsigned_message(8_000, True)
        assert (peers.unsigned, peers.unsigned_ms) == (2, 9_000)
        peers.start_over()
        assert (peers.unsigned, peers.unsigned_ms) == (0, 9_000)


class TestKeeper:
    @staticmethod
    def sent(at_ms, stream="pours", until_ms=ENDLESS_MS, size=100, shard=0):
        return Sent(shard, stream, {b"p": b"x" * size, b"m": b"%d" % at_ms}, at_ms, until_ms)

    def test_pours_of_a_minute_and_decisions_in_force(self):
        keeper = Keeper(60, 1 << 20, 86400)
        for sent in (self.sent(0), self.sent(1, "decisions", 50_000), self.sent(2, "decisions"), self.sent(70_000), self.sent(80_000, shard=1)):
            keeper.add(sent)
        assert [sent.at_ms for sent in keeper.again({0}, 90_000)] == [2, 70_000]
        assert [sent.at_ms for sent in keeper.again({0, 1}, 86_400_002)] == [2] and not keeper.again({0, 1}, 86_400_003)

    def test_in_bounded_memory(self):
        keeper = Keeper(60, 100_000, 86400)
        for number in range(1000):
            keeper.add(self.sent(number, "decisions", size=1000))
            assert keeper.bytes <= 100_000
        kept = keeper.again({0}, 1000)
        assert kept[-1].at_ms == 999 and keeper.forgotten == 1000 - len(kept) > 900

    def test_what_was_adopted_comes_first_and_once(self):
        keeper, now = Keeper(60, 1 << 20, 86400), now_ms()
        keeper.add(self.sent(now))
        for _ in range(2):  # what was given again is in the stream twice
            keeper.adopt(self.sent(now - 99, "decisions"))
        keeper.adopt(self.sent(now - 98, "pours"))
        keeper.adopt(self.sent(now - 97, "decisions", until_ms=now - 61_000))
        assert [sent.at_ms - now for sent in keeper.again({0}, now)] == [-99, -97, 0]
        keeper.start_over()
        assert [sent.at_ms - now for sent in keeper.again({0}, now)] == [0] and keeper.bytes == self.sent(now).size

    def test_when_a_batch_runs_out(self):
        blocks = [block("203.0.113.1", 10), block("203.0.113.2", 99)]
        assert runs_out_ms(blocks) == blocks[1]["block"]["until_ms"]
        assert runs_out_ms([*blocks, unblock("203.0.113.1")]) == ENDLESS_MS


def test_no_decision_goes_ahead_of_the_pours_before_it():
    def entries(ids):
        return [(b"%d-0" % number, {}) for number in ids]

    read = {"pours": entries(range(1, 101)), "decisions": entries([5, 50, 100, 101, 500])}
    ordered = in_order(lambda stream: types.SimpleNamespace(stream=stream), read, 100)
    assert len(ordered) == 103 and ordered[-1].id == (100, 0)
    assert [entry.place.stream for entry in ordered if entry.id == (5, 0)] == ["pours", "decisions"]
    assert len(in_order(lambda stream: types.SimpleNamespace(stream=stream), read, 101)) == 105  # both have ended


@pytest.mark.parametrize("thread", [Sender, Reader])
def test_a_fault_of_a_thread_ends_the_program(thread, monkeypatch, capsys):
    """Which systemd starts again; it would be silent otherwise."""
    def fault(self):
        raise RuntimeError("a fault")

    monkeypatch.setattr(thread, "run", fault)
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    settings = Configuration(None, "shop", "web1", key=KEY, exchange=["/bin/cat"], redis=Redis(servers=["127.0.0.1:1"], timeout=0.1))
    program = Program(settings, Telling())
    deadline = threading.Timer(20, program._stop)  # else it would go on for good
    deadline.start()
    assert program.run() == 1
    deadline.cancel()
    assert f"the {thread.__name__.lower()} ended by a fault of this program" in capsys.readouterr().err


def test_what_was_read_for_one_exchange_is_not_given_to_the_next():
    """Which would have a later message then, and pass over the earlier one that its predecessor was given and did not take."""
    exchange = Exchange(Command(["none"]), Telling(), lambda _: None, lambda: None)
    exchange.give({"ack": 1})  # to nobody
    exchange.greeted()
    exchange.give({"apply": 1}, run=exchange.run)
    assert exchange.has_room(0) and len(exchange._output) == 1
    exchange._output.clear()  # it ended
    first = exchange.run
    exchange.greeted()
    exchange.give({"apply": 2}, run=first)
    assert not exchange._output
    exchange.give({"apply": 1}, run=exchange.run)
    assert [bytes(line) for line in exchange._output] == [b'{"apply":1}\n']
