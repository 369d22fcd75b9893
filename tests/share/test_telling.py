"""What operators are told: each cause of a trouble once, and once that it is over."""
import shutil

import pytest

from harness.wait import wait_until
from share.configuration import Configuration
from share.message import Message, Place, encode
from share.peers import Peers
from share.program import Program
from share.reader import Entry
from share.telling import MOST_AN_HOUR, MOST_OF_ALL, STEADY_SECONDS, Telling
from share_harness.host import KEY, converged, now_ms, pour


class Told(Telling):
    """Keeps what is told, by a clock of its own."""

    def __init__(self):
        self.now, self.lines = 1000.0, []
        super().__init__(lambda: self.now)

    def report(self, text):
        self.lines.append(text)

    def new(self):
        lines, self.lines = self.lines, []
        return lines


@pytest.fixture
def told():
    return Told()


class TestTelling:
    def test_once_and_that_it_is_over(self, told):
        for text in ("refused", "refused", "", ""):
            told.say("sending", text, "well again")
        assert told.new() == ["refused", "well again"]

    def test_what_was_never_wrong_is_not_well_again(self, told):
        told.say("sending", "", "well again")
        assert told.new() == []

    def test_causes_that_take_turns(self, told):
        for _ in range(50):
            told.now += 5
            told.say("sending", "refused", "well again")
            told.say("sending", "does not answer", "well again")
        told.say("sending", "", "well again")
        assert told.new() == ["refused", "does not answer", "well again"]

    def test_after_a_while_of_being_well_it_is_told_anew(self, told):
        for pause in (0, STEADY_SECONDS, STEADY_SECONDS):
            told.now += pause
            told.say("sending", "refused")
            told.say("sending", "", "well again")
        assert told.new() == ["refused", "well again"] * 3

    def test_what_comes_and_goes_is_told_again_when_it_lasts(self, told):
        for _ in range(5):
            told.now += 1
            told.say("sending", "refused")
            told.say("sending", "", "well again")
        assert told.new() == ["refused", "well again"]
        told.say("sending", "refused")
        told.now += STEADY_SECONDS - 1
        told.say("sending", "refused")
        assert told.new() == []
        told.now += 1
        for _ in range(3):
            told.say("sending", "refused")
        told.say("sending", "", "well again")
        assert told.new() == ["refused", "well again"]

    def test_texts_that_never_repeat(self, told):
        for number in range(100):
            told.say("sending", f"fault {number:#x}")
        assert len(told.new()) == MOST_AN_HOUR
        told.now += 3600
        told.say("sending", "another fault")
        assert told.new() == ["another fault"]

    def test_texts_of_one_cause(self, told):
        for host in ("web2", "web3"):
            told.say("shards", f"{host} has others", cause="shards")
        assert told.new() == ["web2 has others"]

    def test_each_trouble_by_itself(self, told):
        told.say("sending", "refused")
        told.say("reading", "refused")
        assert told.new() == ["refused", "refused"]


    def test_names_of_many_hosts_fill_no_log(self, told):
        for number in range(1000):
            told.say(f"cut off web{number}", f"web{number} is cut off")
        lines = told.new()
        assert len(lines) == MOST_OF_ALL + 1
        assert lines[-1].startswith(f"{MOST_OF_ALL} lines within an hour: further ones are left out")
        told.now += 3600
        told.say("sending", "refused")
        assert told.new() == ["refused"]


class TestPeers:
    @pytest.fixture
    def now(self):
        return [10_000_000]

    @pytest.fixture
    def peers(self, told, now):
        return Peers(Configuration(None, "shop", "web1"), told, lambda: now[0])

    def test_unsigned_messages_are_over(self, peers, told, now):
        peers.unsigned_message(now[0], True)
        now[0] += 14_000
        peers.listed()
        peers.unsigned_message(now[0], True)
        now[0] += 14_999
        peers.listed()
        assert len(told.new()) == 1
        now[0] += 1
        peers.listed()
        peers.listed()
        assert told.new() == ["all messages that come are signed with this group's key again"]

    def test_other_shards_of_many_hosts_are_one_line(self, peers, told, now):
        for host in ("web2", "web3", "web4"):
            for _ in range(20):
                now[0] += 31_000
                peers.nonsense(host, "it has shards = 3, this host 1", now[0], "shards")
                peers.listed()
        assert told.new() == ["web2 is cut off for 30 s: it has shards = 3, this host 1. It has to be the same on all hosts of a group; "
                              "further ones are in `errwatch peers`"]
        now[0] += 15_000
        peers.listed()
        assert told.new() == ["no host that is heard has another number of shards any more"]

    def test_unsigned_messages_of_before_are_not_told(self, peers, told, now):
        """At each start all that is in the streams is read, and with each exchange again."""
        peers.unsigned_message(now[0] - 15_000, False)
        peers.listed()
        assert told.new() == [] and peers.unsigned == 1
        peers.unsigned_message(now[0] - 14_999, False)
        assert len(told.new()) == 1  # somebody who is there still
        now[0] += 1
        peers.listed()
        assert len(told.new()) == 1

    def test_unsigned_messages_that_are_read_again_are_not_told(self, peers, told, now):
        peers.unsigned_message(now[0], True)
        now[0] += 70_000
        peers.listed()
        assert len(told.new()) == 2
        told.now += STEADY_SECONDS
        peers.listed()
        peers.start_over()
        peers.unsigned_message(now[0] - 70_000, True)
        assert told.new() == []
        peers.unsigned_message(now[0] - 20_000, True)  # read late, and seen for the first time
        assert len(told.new()) == 1

    def test_shards_that_were_put_right(self, peers, told, now):
        """It is listened to at once: what it was cut off for is no fault of what it says now."""
        for _ in range(2):
            peers.nonsense("web2", "it has shards = 3, this host 1", now[0], "shards")
            now[0] += 1000
        assert peers.listed()[0]["reason"] == "it has shards = 3, this host 1, for another 28 s"
        assert peers.is_refused("web2", now[0] - 1500) and peers.is_refused("web2", now[0] - 1000)  # from before it was last wrong
        assert not peers.is_refused("web2", now[0])
        peers.heard("web2", "a", now[0], now[0])
        assert peers.listed() == [{"host": "web2", "state": "live", "seen_ms": 0, "reason": ""}]

    @pytest.mark.parametrize("reason", ["it floods", "a message that cannot be read"])
    def test_a_flood_or_nonsense_keeps_its_pause(self, peers, now, reason):
        peers.nonsense("web2", reason, now[0])
        peers.nonsense("web2", "it has shards = 3, this host 1", now[0] + 1, "shards")
        assert peers.is_refused("web2", now[0] + 29_999)
        assert peers.listed()[0] == {"host": "web2", "state": "cut_off", "seen_ms": 0, "reason": f"{reason}, for another 30 s"}
        assert not peers.is_refused("web2", now[0] + 30_000)

    def test_shards_of_long_ago_cut_nobody_off(self, peers, told, now):
        peers.nonsense("web2", "it has shards = 3, this host 1", now[0] - 15_000, "shards")
        assert not peers.is_refused("web2", now[0] - 15_000) and told.new() == []

    def test_how_long_a_pause_lasts(self, peers, now):
        for _ in range(5):
            peers.nonsense("web2", "it floods", now[0])
            now[0] += 481_000
        assert peers.listed()[0]["state"] == "gone"
        peers.nonsense("web2", "it floods", now[0])
        assert peers.listed()[0]["reason"] == "it floods, for another 16 min"

    def test_who_is_cut_off_again_and_again(self, peers, told, now):
        peers.nonsense("web2", "it floods", now[0])
        peers.listed()
        assert told.new() == ["web2 is cut off for 30 s: it floods"]
        now[0] += 30_000
        peers.listed()
        assert told.new() == ["web2 is listened to again"]


def signed(host, shards, instance="0123456789abcdef", changes=()):
    message = Message(host, "a1", 1 if changes else 0, instance, now_ms(), list(changes))
    return encode(KEY.encode(), Place("shop", shards, 0, "pours"), message, 1 << 20)


def test_messages_of_the_time_before_shards_were_changed_cut_nobody_off(redis, hosts):
    """All sidecars stopped, `shards` changed everywhere, all started: what was in the streams is not read, and nobody is blamed for it."""
    server = redis()
    for host in ("web1", "web2"):
        for _ in range(3):
            server.client().xadd("errwatch:{shop:0}:pours", signed(host, 3))
    one, two = hosts(server, "web1", "web2")
    two.give(pour("203.0.113.1", 5))
    wait_until(lambda: converged([one, two], {"203.0.113.1": 5}), 20)
    assert "cut off" not in one.errors and "shards" not in one.errors


def test_another_number_of_shards_is_one_line(redis, hosts):
    server = redis()
    one, = hosts(server, "web1", limits={"cut_off": "100ms", "cut_off_max": "100ms"})
    wait_until(one.is_connected, 20)
    hosts(server, "web2", "web3", shards=3)
    wait_until(lambda: all(one.peer(name)["reason"] == "it has shards = 3, this host 1, for another 1 s" for name in ("web2", "web3")), 20)
    wait_until(lambda: one.peer("web2")["state"] != "cut_off", 20)
    wait_until(lambda: one.peer("web2")["state"] == "cut_off", 20)  # again
    assert one.errors.count("shards") == 1


def test_a_sidecar_of_the_same_name_and_other_shards_is_no_other_host(redis, hosts):
    server = redis()
    one, = hosts(server, "web1")
    wait_until(one.is_connected, 20)
    hosts(server, "web1", shards=3)
    wait_until(lambda: "another sidecar of this group calls itself web1, too" in one.errors, 20)
    assert one.peer("web1")["state"] == "" and "web1 is cut off" not in one.errors


def test_shards_that_were_put_right_end_the_pause(redis, hosts):
    server = redis()
    one, = hosts(server, "web1", limits={"cut_off": "1h", "cut_off_max": "1h"})
    wait_until(one.is_connected, 20)
    two, = hosts(server, "web2", shards=3)
    wait_until(lambda: one.peer("web2")["state"] == "cut_off", 20)
    assert one.peer("web2")["reason"] == "it has shards = 3, this host 1, for another 60 min"
    two.terminate()
    two.top["shards"] = 1
    two.start()
    two.give(pour("203.0.113.1", 5))
    wait_until(lambda: converged([one, two], {"203.0.113.1": 5}) and one.peer("web2") == {**one.peer("web2"), "state": "live", "reason": ""}, 20)


def test_a_host_that_was_renamed_is_no_copy_of_itself(redis, hosts):
    server = redis()
    one, two = hosts(server, "web1", "web2")
    one.give(pour("203.0.113.1", 5))
    wait_until(lambda: converged([one, two], {"203.0.113.1": 5}), 20)
    one.terminate()
    one.name = one.top["host"] = "web3"
    one.start()
    one.give(pour("203.0.113.1", 5))
    wait_until(lambda: converged([one, two], {"203.0.113.1": 10}) and two.peer("web3")["state"] == "live" and one.is_connected(), 20)
    assert "own memory" not in one.errors and one.transport["reason"] == ""


def test_a_copy_is_told(redis, hosts):
    server = redis()
    one, = hosts(server, "web1")
    wait_until(one.is_connected, 20)
    copy, = hosts(server, "web2", start=False)
    shutil.copy(one.books / "state.json", copy.books / "state.json")
    copy.start()
    wait_until(lambda: "messages of web2 are of this host's own memory: one of the two is a copy of the other" in one.errors, 20)
    wait_until(lambda: one.transport["reason"] == "messages of web2 are of this host's own memory", 20)


class TestCopy:
    @pytest.fixture
    def program(self, told, monkeypatch):
        program = Program(Configuration(None, "shop", "web1", key=KEY.encode(), exchange=["/bin/cat"]), told)
        program._epoch = "a1"
        self.now = now_ms() + 1000
        monkeypatch.setattr(program._reader, "redis_ms", lambda: self.now)
        return program

    @staticmethod
    def entry(at_ms):
        return Entry(Place("shop", 1, 0, "pours"), (at_ms, 0), signed("web2", 1))

    def test_that_it_is_gone_is_said_once(self, program, told):
        program._message(self.entry(self.now))
        program._tell()
        assert [line[:11] for line in told.new()] == ["messages of"]
        self.now += 59_999
        program._tell()
        assert told.new() == []
        self.now += 1
        program._tell()
        program._tell()
        assert told.new() == ["no messages of this host's own memory come from another name any more"]

    @pytest.mark.parametrize("age_ms", [10_000, 60_000])
    def test_of_long_ago(self, program, told, age_ms):
        """From before this program, or read again."""
        if age_ms == 60_000:
            program._started_ms -= 100_000
        program._message(self.entry(self.now - age_ms))
        program._tell()
        assert told.new() == [] and program._transport()["reason"] == ""


class TestTwin(TestCopy):
    @staticmethod
    def entry(at_ms):
        message = Message("web1", "b2", 0, "fedcba9876543210", at_ms, [])
        return Entry(Place("shop", 1, 0, "pours"), (at_ms, 0), encode(KEY.encode(), Place("shop", 1, 0, "pours"), message, 1 << 20))

    def test_that_it_is_gone_is_said_once(self, program, told):
        for _ in range(3):
            program._message(self.entry(self.now))
        program._tell()
        assert told.new() == ["another sidecar of this group calls itself web1, too: each needs a name of its own"]

    @pytest.mark.parametrize("age_ms", [10_000, 60_000])
    def test_of_long_ago(self, program, told, age_ms):
        if age_ms == 60_000:
            program._started_ms -= 100_000
        for _ in range(3):
            program._message(self.entry(self.now - age_ms))
        program._tell()
        assert told.new() == [] and program._transport()["reason"] == ""
