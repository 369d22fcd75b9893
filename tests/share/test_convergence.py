"""Hosts whose counts and decisions come to the same, whoever is killed meanwhile."""
import os
import random
import signal

import pytest

from harness.wait import wait_until
from share_harness.host import block, converged, pour, unblock


@pytest.mark.parametrize("shards", [1, 4])
def test_three_hosts_count_as_one(redis, hosts, shards):
    three = hosts(redis(), "web1", "web2", "web3", shards=shards)
    counts = {}
    for number in range(60):
        client = f"203.0.113.{number % 7}"
        three[number % 3].give(pour(client, number + 1))
        counts[client] = counts.get(client, 0) + number + 1
    three[0].give(block("203.0.113.1"), block("203.0.113.2"))
    wait_until(lambda: converged(three, counts, {"203.0.113.1": "block", "203.0.113.2": "block"}), 20)
    three[2].give(unblock("203.0.113.1"))
    wait_until(lambda: converged(three, counts, {"203.0.113.1": "unblock", "203.0.113.2": "block"}), 20)
    wait_until(lambda: {peer["host"]: peer["state"] for peer in three[0].state["peers"]} == {"web2": "live", "web3": "live"}, 20)


def test_who_joins_gets_what_is_in_force(redis, hosts):
    server = redis()
    one, = hosts(server, "web1")
    for number in range(250):  # more than one answer holds
        one.give(*([block(f"198.51.100.{number}")] if number % 2 else [pour("203.0.113.9", 2)]))
    wait_until(one.has_given_all, 20)
    two, = hosts(server, "web2")
    wait_until(lambda: converged([one, two], {"203.0.113.9": 250}) and len(two.state["decisions"]) == 125, 20)


def test_killed_sidecars_double_nothing(redis, hosts):
    three = hosts(redis(), "web1", "web2", "web3", shards=2)
    counts = {}
    for number in range(12):
        for host in three:
            client = f"203.0.113.{random.randrange(5)}"
            host.give(pour(client, 3), block(f"198.51.100.{number}"))
            counts[client] = counts.get(client, 0) + 3
        victim = three[number % 3]
        wait_until(lambda: victim.state.get("batch") or victim.has_given_all(), 20)
        victim.kill()
        victim.start()
    wait_until(lambda: converged(three, counts), 30)
    assert len(three[0].state["decisions"]) == 12


def test_told_to_end(redis, hosts):
    host, = hosts(redis(), "web1")
    wait_until(host.is_connected, 20)
    pid = host.state["pid"]
    assert host.terminate() == 0
    assert host.child_is_gone(pid)


def test_child_is_started_again(redis, hosts):
    one, two = hosts(redis(), "web1", "web2")
    one.give(pour("203.0.113.1", 4))
    wait_until(lambda: converged([one, two], {"203.0.113.1": 4}), 20)
    os.kill(two.state["pid"], signal.SIGKILL)
    one.give(pour("203.0.113.1", 5))
    wait_until(lambda: two.state["starts"] == 2 and converged([one, two], {"203.0.113.1": 9}), 20)
    assert two.errors.count("by signal 9; it is tried again") == 1
    assert two.state["known"] > 0  # what it may not have had came again


def test_two_of_one_name_are_told(redis, hosts):
    server = redis()
    first, watcher = hosts(server, "web1", "web2")
    wait_until(lambda: first.is_connected() and watcher.is_connected(), 20)
    second, = hosts(server, "web1")
    wait_until(lambda: "calls itself web1, too" in first.errors + second.errors, 30)
    wait_until(lambda: "another sidecar calls itself web1, too" in (first.transport["reason"], second.transport["reason"]), 30)
    wait_until(lambda: watcher.peer("web1")["reason"] == "two sidecars call themselves so", 30)
