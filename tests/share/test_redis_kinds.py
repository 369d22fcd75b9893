"""Sentinels that choose another master, and a cluster of three nodes."""
import subprocess

import pytest
import redis as redis_library

from harness.wait import wait_until
from share_harness.host import block, converged, pour

SENTINEL = """port {port}
bind 127.0.0.1
dir {directory}
sentinel monitor shop 127.0.0.1 {master} 2
sentinel down-after-milliseconds shop 1000
sentinel failover-timeout shop 5000
"""


def replication(server):
    """What it says of it; nothing while it becomes something else, which ends its connections."""
    try:
        return server.client().info("replication")
    except redis_library.RedisError:
        return {}


@pytest.mark.parametrize("replicas", [0, 1])
def test_failover(redis, hosts, replicas):
    master = redis("master")
    replica = redis("replica", options=["--replicaof", "127.0.0.1", str(master.port), "--repl-diskless-sync-delay", "0"])
    wait_until(lambda: replication(replica).get("master_link_status") == "up", 30)
    sentinels = []
    for number in range(3):
        sentinel = redis(f"sentinel{number}", program="redis-sentinel", start=False)
        (sentinel.directory / "sentinel.conf").write_text(SENTINEL.format(port=sentinel.port, directory=sentinel.directory, master=master.port))
        sentinels.append(sentinel.start())

    def know_each_other():
        states = [sentinel.client().execute_command("SENTINEL", "MASTER", "shop") for sentinel in sentinels]
        facts = [state if isinstance(state, dict) else dict(zip(state[::2], state[1::2])) for state in states]
        return all(int(fact.get("num-other-sentinels", fact.get(b"num-other-sentinels"))) == 2
                   and int(fact.get("num-slaves", fact.get(b"num-slaves"))) == 1 for fact in facts)

    wait_until(know_each_other, 40)
    servers = [f"127.0.0.1:{sentinel.port}" for sentinel in sentinels]
    three = hosts(servers, "web1", "web2", "web3", redis={"kind": "sentinel", "master": "shop", "replicas": replicas})
    counts = {"203.0.113.1": 0}

    def give():
        for host in three:
            host.give(pour("203.0.113.1", 2), block("198.51.100.1"))
            counts["203.0.113.1"] += 2

    give()
    wait_until(lambda: converged(three, counts), 20)
    give()
    if replicas:  # as long as nobody follows nothing counts as sent
        wait_until(lambda: converged(three, counts), 20)
    master.kill()
    give()
    wait_until(lambda: replication(replica).get("role") == "master", 60)
    if replicas:
        wait_until(lambda: "fewer than 1 replicas" in three[0].transport["reason"], 30)
        master.start()  # the sentinels make a replica of it
    give()
    wait_until(lambda: converged(three, counts), 40)


def test_cluster(redis, hosts):
    nodes = [redis(f"node{number}", start=False, beside=10_000, options=["--cluster-enabled", "yes", "--cluster-node-timeout", "3000"]) for number in range(3)]
    for node in nodes:
        node.start()
    servers = [f"127.0.0.1:{node.port}" for node in nodes]
    subprocess.run(["redis-cli", "--cluster", "create", *servers, "--cluster-yes"], check=True, capture_output=True, timeout=60)
    wait_until(lambda: all(b"cluster_state:ok" in node.client().execute_command("CLUSTER INFO") if isinstance(node.client().execute_command("CLUSTER INFO"), bytes)
                           else node.client().execute_command("CLUSTER INFO")["cluster_state"] == "ok" for node in nodes), 30)
    three = hosts(servers, "web1", "web2", "web3", shards=8, redis={"kind": "cluster"})
    counts = {}

    def give(number):
        for host in three:
            client = f"203.0.113.{number}"
            host.give(pour(client, 2), block(f"198.51.100.{number}"))
            counts[client] = counts.get(client, 0) + 2

    for number in range(20):
        give(number)
    wait_until(lambda: converged(three, counts), 30)
    assert all(node.client().dbsize() for node in nodes)  # all of them have a part
    nodes[1].kill()
    give(1)
    wait_until(lambda: three[0].transport["state"] == "waiting", 20)
    nodes[1].start()
    give(2)
    wait_until(lambda: converged(three, counts), 40)
    # A shard that moves to another node.
    ids = {line.split()[1].rpartition(b"@")[0].decode(): line.split()[0].decode() for line in raw(nodes[0], "CLUSTER", "NODES").splitlines()}
    subprocess.run(["redis-cli", "--cluster", "reshard", servers[0], "--cluster-from", ids[servers[0]], "--cluster-to", ids[servers[2]],
                    "--cluster-slots", "5461", "--cluster-yes"], check=True, capture_output=True, timeout=120)
    give(3)
    wait_until(lambda: converged(three, counts), 40)


def raw(server, *command):
    return subprocess.run(["redis-cli", "-p", str(server.port), *command], check=True, capture_output=True).stdout
