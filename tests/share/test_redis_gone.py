"""Redis killed, stopped, emptied, full, out of reach: nothing hangs, nothing is lost, nothing counts twice."""
import pytest

from harness.wait import wait_until
from share_harness.host import block, converged, pour, unblock


def all_connected(hosts):
    return all(host.is_connected() for host in hosts)


@pytest.mark.parametrize("keeps_data", [True, False])
def test_killed_and_started_again(redis, hosts, keeps_data):
    server = redis(keeps_data=keeps_data)
    three = hosts(server, "web1", "web2", "web3")
    counts = {"203.0.113.1": 0}
    for number in range(4):
        for host in three:
            host.give(pour("203.0.113.1", 7), block(f"198.51.100.{number}"))
            counts["203.0.113.1"] += 7
        if number % 2:  # else with what is under way
            wait_until(lambda: converged(three, counts), 30)
        server.kill()
        three[0].give(pour("203.0.113.1", 1))
        counts["203.0.113.1"] += 1
        wait_until(lambda: three[0].transport["state"] == "waiting" and three[0].state["batch"], 20)
        if not keeps_data:
            server.lose_data()
        server.start()
        wait_until(lambda: converged(three, counts), 30)
    assert len(three[0].state["decisions"]) == 4
    for host in three:  # told once each time, not at each try
        assert host.errors.count("this host goes on with its own counts") <= 8


def test_decisions_in_force_outlive_the_data(redis, hosts):
    """Also those of a sidecar that was started again since: it has them from the stream."""
    server = redis(keeps_data=False)
    one, two = hosts(server, "web1", "web2", shards=2, limits={"again": "1s"})
    one.give(block("198.51.100.1"), block("198.51.100.2"))
    one.give(unblock("198.51.100.2"), block("198.51.100.3", seconds=1))
    wait_until(lambda: converged([one, two]) and len(two.state["decisions"]) == 3, 20)
    one.kill()
    one.start()
    wait_until(one.is_connected, 20)
    server.kill()
    server.start()
    wait_until(lambda: "given again" in one.errors, 20)
    late, = hosts(server, "web3", shards=2)
    wait_until(lambda: {client: kind for client, (_, kind) in late.state.get("decisions", {}).items()}.items()
               >= {"198.51.100.1": "block", "198.51.100.2": "unblock"}.items(), 20)


def test_emptied_while_connected(redis, hosts):
    server = redis()
    one, two = hosts(server, "web1", "web2")
    one.give(block("198.51.100.1"), pour("203.0.113.1", 2))
    wait_until(lambda: converged([one, two], {"203.0.113.1": 2}), 20)
    server.client().flushall()
    one.give(pour("203.0.113.1", 3))
    wait_until(lambda: converged([one, two], {"203.0.113.1": 5}), 20)
    wait_until(lambda: "Redis has lost what it had" in one.errors, 20)
    late, = hosts(server, "web3")
    wait_until(lambda: converged([one, two, late], {"203.0.113.1": 5}, {"198.51.100.1": "block"}), 20)


def test_stopped(redis, hosts):
    server = redis()
    one, two = hosts(server, "web1", "web2")
    wait_until(lambda: all_connected([one, two]), 20)
    server.stop()
    one.give(pour("203.0.113.1", 1))
    wait_until(lambda: one.transport["state"] == "waiting" and one.transport["backlog"] == 1, 20)
    assert one.transport["reason"] == "Redis does not answer"
    one.give(pour("203.0.113.1", 2))
    wait_until(lambda: one.transport["waiting_ms"] > 2500, 20)  # it goes on to tell
    wait_until(lambda: two.peer("web1")["state"] == "gone", 20)
    assert one.state["batch"]  # not acknowledged: exchange holds what comes after it
    server.go_on()
    wait_until(lambda: converged([one, two], {"203.0.113.1": 3}), 20)
    wait_until(lambda: two.peer("web1")["state"] == "live", 20)
    assert one.errors.count("Redis does not answer; this host goes on") == 1


def test_told_to_end_while_it_is_stopped(redis, hosts):
    server = redis()
    host, = hosts(server, "web1")
    wait_until(host.is_connected, 20)
    server.stop()
    host.give(pour("203.0.113.1"))
    wait_until(lambda: host.transport["state"] == "waiting", 20)
    assert host.terminate() == 0


@pytest.mark.parametrize("how", ["cut", "freeze"])
def test_partition_of_one_host(redis, hosts, proxy, how):
    server = redis()
    between = proxy(server)
    alone, = hosts([f"127.0.0.1:{between.port}"], "web1")
    others = hosts(server, "web2", "web3")
    everybody = [alone, *others]
    wait_until(lambda: all_connected(everybody), 20)
    getattr(between, how)()
    alone.give(pour("203.0.113.1", 1), block("198.51.100.1"))
    others[0].give(pour("203.0.113.1", 10))
    wait_until(lambda: converged(others, {"203.0.113.1": 10}), 20)
    wait_until(lambda: alone.transport["state"] == "waiting" and others[0].peer("web1")["state"] == "gone", 20)
    assert alone.state["counts"] == {"203.0.113.1": 1}
    between.heal()
    wait_until(lambda: converged(everybody, {"203.0.113.1": 11}, {"198.51.100.1": "block"}), 20)


def test_out_of_memory(redis, hosts):
    server = redis(options=["--maxmemory", "1", "--maxmemory-policy", "noeviction"])
    one, two = hosts(server, "web1", "web2")
    one.give(pour("203.0.113.1", 1))
    wait_until(lambda: one.transport.get("reason") == "Redis has no memory left (maxmemory)", 20)
    server.client().config_set("maxmemory", 0)
    wait_until(lambda: converged([one, two], {"203.0.113.1": 1}), 20)
    assert one.errors.count("no memory left (maxmemory); this host goes on") == 1


def test_becomes_a_replica(redis, hosts):
    server, other = redis(), redis()
    one, two = hosts(server, "web1", "web2")
    wait_until(lambda: all_connected([one, two]), 20)
    server.client().replicaof("127.0.0.1", other.port)
    one.give(pour("203.0.113.1", 1))
    wait_until(lambda: one.transport["reason"] == "this Redis is a replica now", 20)
    server.client().replicaof("no", "one")
    wait_until(lambda: converged([one, two], {"203.0.113.1": 1}), 20)


def test_not_there_at_the_start(redis, hosts):
    server = redis(start=False)
    one, two = hosts(server, "web1", "web2")
    one.give(pour("203.0.113.1", 6))
    wait_until(lambda: one.transport.get("state") == "waiting", 20)
    server.start()
    wait_until(lambda: converged([one, two], {"203.0.113.1": 6}), 20)
