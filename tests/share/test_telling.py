"""What operators are told: each cause of a trouble once, and once that it is over."""
import pytest

from harness.wait import wait_until
from share.configuration import Configuration
from share.message import Message, Place, encode
from share.peers import Peers
from share.telling import MOST_AN_HOUR, STEADY_SECONDS, Telling
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


class TestPeers:
    @pytest.fixture
    def now(self):
        return [10_000_000]

    @pytest.fixture
    def peers(self, told, now):
        return Peers(Configuration(None, "shop", "web1"), told, lambda: now[0])

    def test_unsigned_messages_are_over(self, peers, told, now):
        peers.unsigned_message(now[0])
        now[0] += 14_000
        peers.listed()
        peers.unsigned_message(now[0])
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
    wait_until(lambda: all(one.peer(name)["reason"] == "it has shards = 3, this host 1" for name in ("web2", "web3")), 20)
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
