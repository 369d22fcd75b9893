"""What comes from hosts that are broken, stolen or no hosts at all."""
import itertools
import json
import os
import pathlib
import re
import secrets
import signal
import zlib

import pytest

from harness.wait import wait_until
from share_harness.host import KEY, block, converged, now_ms, pour

from share import message as messages
from share.message import Message, Place, encode, mac_of

PLACE = Place("shop", 1, 0, "pours")
NUMBERS = itertools.count(1)


class Stranger:
    """Writes into the streams itself, with the key or without it."""

    def __init__(self, server, host, key=KEY):
        self.redis, self.host, self.key, self.instance = server.client(), host, key.encode(), secrets.token_hex(8)

    def add(self, fields, place=PLACE):
        self.redis.xadd(place.key, fields)

    def says(self, changes, place=PLACE, time_ms=None, **_):
        message = Message(self.host, "a1", next(NUMBERS), self.instance, time_ms or now_ms(), changes)
        self.add(encode(self.key, place, message, 1 << 30), place)

    def signs(self, payload, compressed=0, shards=1, version="1"):
        about = f"{version} {self.host} a1 {next(NUMBERS)} {shards} {self.instance} {compressed}".encode()
        place = Place("shop", shards, 0, "pours")
        self.add({"a": about, "p": payload, "m": mac_of(self.key, place, about, payload)})


NONSENSE = {
    "cannot be read": lambda stranger: stranger.signs(b"{"),
    "is none": lambda stranger: stranger.signs(json.dumps({"time_ms": now_ms(), "changes": [{"client": 7}]}).encode()),
    "that is none": lambda stranger: stranger.says([pour("203.0.113.1") | {"x": "x" * 250_000}]),
    "cannot be unpacked": lambda stranger: stranger.signs(b"x" * 10, compressed=1),
    "a message of more than": lambda stranger: stranger.signs(zlib.compress(b" " * (50 << 20)), compressed=1),
    "its clock is far ahead": lambda stranger: stranger.says([pour("203.0.113.1")], time_ms=now_ms() + 86_400_000),
    "wrong shard or stream": lambda stranger: stranger.says([block("203.0.113.1")]),
}
DISAGREEMENTS = {
    "it has shards = 3, this host 1": lambda stranger: stranger.signs(b"{}", shards=3),
    "have version 2": lambda stranger: stranger.signs(b"{}", version="2"),
}


@pytest.mark.parametrize("reason", NONSENSE)
def test_who_sends_nonsense_is_cut_off_and_named(redis, hosts, reason):
    server = redis()
    one, two = hosts(server, "web1", "web2", limits={"cut_off": "2s"})
    stranger = Stranger(server, "web9")
    stranger.says([pour("203.0.113.9", 1)])
    wait_until(lambda: one.state.get("counts") == {"203.0.113.9": 1}, 20)
    NONSENSE[reason](stranger)
    wait_until(lambda: reason in one.peer("web9")["reason"] and one.peer("web9")["state"] == "cut_off", 20)
    stranger.says([pour("203.0.113.9", 100)])
    two.give(pour("203.0.113.1", 5))
    wait_until(lambda: one.state["counts"].get("203.0.113.1") == 5, 20)
    assert one.state["counts"]["203.0.113.9"] == 1  # it is not listened to, others are
    assert one.errors.count("web9 is cut off for 2 s") == 1

    def is_heard_again():
        stranger.says([pour("203.0.113.8", 1)])
        return "203.0.113.8" in one.state["counts"]

    wait_until(is_heard_again, 20)


@pytest.mark.parametrize("reason", DISAGREEMENTS)
def test_who_disagrees_is_cut_off_until_that_is_put_right(redis, hosts, reason):
    server = redis()
    one, two = hosts(server, "web1", "web2", limits={"cut_off": "1h", "cut_off_max": "1h"})
    wait_until(one.is_connected, 20)
    stranger = Stranger(server, "web9")
    for pours in (1, 2):
        DISAGREEMENTS[reason](stranger)
        wait_until(lambda: reason in one.peer("web9")["reason"] and one.peer("web9")["state"] == "cut_off", 20)
        stranger.says([pour("203.0.113.9", 1)])
        wait_until(lambda: one.state["counts"].get("203.0.113.9") == pours and one.peer("web9")["state"] == "live", 20)
    assert one.errors.count("web9 is cut off for 3600 s") == 1
    stranger.says([block("203.0.113.1")])  # nonsense
    stranger.says([pour("203.0.113.9", 100)])
    two.give(pour("203.0.113.1", 5))
    wait_until(lambda: one.state["counts"].get("203.0.113.1") == 5, 20)
    wait_until(lambda: "wrong shard or stream" in one.peer("web9")["reason"], 20)
    assert one.state["counts"]["203.0.113.9"] == 2


def test_a_forged_name_cuts_nobody_off(redis, hosts):
    server = redis()
    one, two = hosts(server, "web1", "web2", limits={"host_messages": 2})
    forger = Stranger(server, "web2", key="f" * 16 + "0123456789abcdef" * 3)
    for _ in range(300):
        forger.says([pour("203.0.113.9", 1)])
    forger.add({"a": "1 web2", "p": "x"})
    forger.add({"nonsense": "x" * 100})
    forger.add({"a": "1 web2 a1 1 1 0123456789abcdef 0", "p": b"x" * (2 << 20), "m": b""})
    two.give(pour("203.0.113.1", 5))
    wait_until(lambda: converged([one, two], {"203.0.113.1": 5}), 20)
    wait_until(lambda: one.transport["unsigned"] == 303, 20)
    assert one.transport["unsigned_ms"] < 60_000
    wait_until(lambda: one.peer("web2")["state"] == "live", 20)
    assert one.errors.count("are not signed with this group's key") == 1 and "web2 is cut off" not in one.errors


def test_another_key_is_told_on_both_sides(redis, hosts):
    """Neither hears the other, so each has to see it by itself."""
    server = redis()
    one, two = hosts(server, "web1", "web2")
    odd, = hosts(server, "web3", key="fedcba9876543210" * 4)
    for host in (one, two, odd):
        wait_until(lambda host=host: host.transport["unsigned"] > 2 and host.transport["unsigned_ms"] < 5000, 20)
        wait_until(lambda host=host: "are not signed with this group's key" in host.errors, 20)
    assert odd.state["peers"] == [] and odd.peer("web1")["state"] == one.peer("web3")["state"] == ""


def test_large_fields_of_anybody_take_no_memory(redis, hosts):
    server = redis()
    one, two = hosts(server, "web1", "web2")
    for _ in range(10):
        server.client().xadd(PLACE.key, {"a": b"x", "p": b"x" * (20 << 20), "m": b"x"})
    two.give(pour("203.0.113.1", 5))
    wait_until(lambda: converged([one, two], {"203.0.113.1": 5}), 30)
    most = int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{one.process.pid}/status").read_text())[1])
    assert most < 120_000, most  # KiB


def test_an_answer_of_many_fields_is_read_piece_by_piece(redis, hosts):
    server = redis()
    one, two = hosts(server, "web1", "web2")
    os.kill(one.process.pid, signal.SIGSTOP)
    for _ in range(40):
        server.client().xadd(PLACE.key, {str(field): b"x" * 900_000 for field in range(4)})
    os.kill(one.process.pid, signal.SIGCONT)
    two.give(pour("203.0.113.1", 5))
    wait_until(lambda: converged([one, two], {"203.0.113.1": 5}), 60)
    assert "an answer is too large" in one.errors


def test_who_floods_is_cut_off(redis, hosts):
    server = redis()
    one, two = hosts(server, "web1", "web2", limits={"host_messages": 2, "host_changes": 100_000})
    stranger = Stranger(server, "web9")
    for _ in range(200):
        stranger.says([pour("203.0.113.9", 1)])
    two.give(pour("203.0.113.1", 5))
    wait_until(lambda: one.state.get("counts", {}).get("203.0.113.1") == 5, 20)
    wait_until(lambda: "it floods: more than 2 messages a second" in one.peer("web9")["reason"], 20)
    assert 119 <= one.state["counts"]["203.0.113.9"] <= 150  # a minute's worth at once, no more
    late, = hosts(server, "web3", limits={"host_messages": 2, "host_changes": 100_000})
    wait_until(lambda: converged([one, two, late]), 20)  # who reads it later judges the same


def test_a_message_of_another_place_is_not_taken(redis, hosts):
    """Copied by somebody who may write, and has no key."""
    server = redis()
    one, two = hosts(server, "web1", "web2", shards=2)
    two.give(*(pour(f"203.0.113.{number}", 1) for number in range(8)))
    wait_until(lambda: converged([one, two]) and len(one.state["counts"]) == 8, 20)
    before = one.state["counts"]
    client = server.client()
    for source, target in (("pours", "decisions"), ("decisions", "pours")):
        for shard in (0, 1):
            for _, fields in client.xrange(f"errwatch:{{shop:{shard}}}:{source}"):
                for other in (0, 1):
                    client.xadd(f"errwatch:{{shop:{other}}}:{target}", fields)
    for _, fields in client.xrange("errwatch:{shop:0}:pours"):
        client.xadd("errwatch:{shop:0}:pours", fields)  # at its own place: a duplicate
    wait_until(lambda: one.transport["unsigned"] > 0 and one.state["known"] > 0, 20)
    assert one.state["counts"] == before and "web2 is cut off" not in one.errors


def test_compressed_only_above_a_size():
    text = [pour(f"203.0.113.{number}", 1) for number in range(200)]
    message = Message("web1", "a1", 1, "0" * 16, now_ms(), text)
    large, small = encode(b"k" * 32, PLACE, message, 1024), encode(b"k" * 32, PLACE, message, 1 << 20)
    assert large[b"a"].endswith(b"1") and small[b"a"].endswith(b"0") and len(large[b"p"]) * 5 < len(small[b"p"])
    assert messages.decode(b"k" * 32, PLACE, large) == messages.decode(b"k" * 32, PLACE, small) == message
