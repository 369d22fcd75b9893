#!/usr/bin/python3
"""What hosts that share cost: measured is what one message costs Redis and a sidecar here, worked out what so many hosts come to.

    tests/bench/share_cost.py

Measured, on this machine: bytes of real messages; CPU of redis-server (its own account, INFO cpu) for one message added, for one XREAD that was
waiting, and for each message in an answer; CPU of a sidecar for one message that it sends, and that it takes in (no exchange).
Simulated: how many XREADs a sidecar makes and how long a message waits for it, at a rate of messages.
Worked out: all the rest. Readers times messages is what grows fastest.
"""
import json
import pathlib
import random
import resource
import socket
import statistics
import sys
import tempfile
import time

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "share"), str(TESTS / "integration")]

from share_harness.host import KEY, pour  # noqa: E402
from share_harness.redis_server import RedisServer  # noqa: E402

from share.message import Message, Place, decode, encode  # noqa: E402
from share.sender import ADD  # noqa: E402

PLACE = Place("shop", 1, 0, "pours")
HOSTS = (10, 100, 1000, 10_000)
INTERVALS = (0.05, 0.5)  # read_interval
LOOKS = 2 / 5.0  # a second, of one host: its sending and its reading side
NETWORK = 1.25e9  # bytes a second: 10 Gbit/s
# What a host sends: messages a second, changes in each.
LOADS = {"quiet": (0.2, 0), "usual": (1.0, 3), "attacked": (10.0, 20)}


def message(changes, number=1):
    chance = random.Random(number)
    said = [pour(".".join(str(chance.randrange(256)) for _ in range(4)), chance.randrange(1, 8000)) for _ in range(changes)]
    for change in said:
        change["pour"]["time_ms"] += chance.randrange(100)
    return Message("www-17", "19ad3f00c2a", 1_764_432_000_000 + number, "0123456789abcdef", 1_764_432_000_000, said)


def fields_of(changes, number=1):
    return encode(KEY.encode(), PLACE, message(changes, number), 1024)


def size_of(fields):
    """Of an entry in an answer: with its ID and the protocol's own bytes."""
    return sum(len(name) + len(value) + 14 for name, value in fields.items()) + 35


def redis_cpu(client):
    about = client.info("cpu")
    return about["used_cpu_user"] + about["used_cpu_sys"]


def cpu_of(client, times, act):
    """Seconds of Redis' CPU a time: the middle of five."""
    results = []
    for _ in range(5):
        before = redis_cpu(client)
        act(times)
        results.append((redis_cpu(client) - before) / times)
    return statistics.median(results)


def adding(client, fields):
    def act(times):
        for _ in range(times):  # each by itself, as sidecars do
            client.eval(ADD, 2, PLACE.key, "marker", "word", 500_000, *(part for field in fields.items() for part in field))
    return act


def reading(client, at_once):
    first = client.xrange(PLACE.key, count=1)[0][0]

    def act(times):
        for _ in range(times):
            client.execute_command("XREAD", "COUNT", at_once, "STREAMS", PLACE.key, first)
    return act


def looking(client):
    """Whether the data is what it was."""
    def act(times):
        for _ in range(times):
            pipeline = client.pipeline(transaction=False)
            pipeline.setnx("marker", "word").get("marker").xrevrange(PLACE.key, count=1).xrevrange(PLACE.key + "2", count=1).execute()
    return act


def waking(server, client, fields, readers):
    """CPU of Redis for one reader that waits, is woken by a message, and waits again; without that of the XADD."""
    sockets = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(readers)]
    command = (f"*6\r\n$5\r\nXREAD\r\n$5\r\nBLOCK\r\n$5\r\n60000\r\n$7\r\nSTREAMS\r\n${len(PLACE.key)}\r\n{PLACE.key}\r\n$1\r\n$\r\n").encode()

    def act(times):
        for _ in range(times // readers):
            for one in sockets:
                one.sendall(command)
            while client.info("clients")["blocked_clients"] < readers:
                pass
            client.xadd(PLACE.key, fields)
            for one in sockets:
                one.recv(1 << 16)
    result = cpu_of(client, readers * 5, act)
    for one in sockets:
        one.close()
    return result


def sidecar_cpu(client, changes):
    """CPU seconds of a message to send (without python3-redis, which is small beside what each reader pays), and to take in: out of
    an answer with a hundred, and on to exchange. PLACE has a hundred messages of this size."""
    def timed(act, times):
        results = []
        for _ in range(5):
            before = time.process_time()
            for _ in range(times):
                act()
            results.append((time.process_time() - before) / times)
        return statistics.median(results)

    key, fields, one = KEY.encode(), fields_of(changes), message(changes)

    def take():
        got = decode(key, PLACE, fields)
        json.dumps({"apply": {"host": got.host, "epoch": got.epoch, "seq": got.seq, "shard": 0, "changes": got.changes}}).encode()
    parse = timed(lambda: client.xread({PLACE.key: "0-0"}, count=100), 30) / 100
    return timed(lambda: encode(key, PLACE, one, 1024), 1000), timed(take, 1000) + parse


def simulated_reader(rate, interval, seconds=10.0):
    """(XREADs a second, median and 95th percentile of a message's wait): messages come at random; a reader waits for one, takes all
    that are there, and rests until `interval` since its last reading is over."""
    chance, now, reads, waits = random.Random(1), 0.0, 0, []
    coming = chance.expovariate(rate)
    while now < seconds:
        now = max(now, coming)
        reads += 1
        while coming <= now:
            waits.append(now - coming)
            coming += chance.expovariate(rate)
        now += interval
    waits.sort()
    return reads / now, waits[len(waits) // 2], waits[len(waits) * 95 // 100]


def measured(server):
    """CPU of Redis for an XADD, a reader woken, and each message of an answer beyond the first; bytes. Of each load."""
    client, result = server.client(), {}
    for name, (_, changes) in LOADS.items():
        client.flushall()
        fields = fields_of(changes)
        client.set("marker", "word")
        client.xadd(PLACE.key, fields)
        add = cpu_of(client, 3000, adding(client, fields))
        one, many = cpu_of(client, 3000, reading(client, 1)), cpu_of(client, 600, reading(client, 100))
        woken = waking(server, client, fields, 100)
        memory = client.memory_usage(PLACE.key, samples=0) / client.xlen(PLACE.key)
        send, take = sidecar_cpu(client, changes)
        look = cpu_of(client, 1000, looking(client))
        result[name] = {"look": look, "bytes": size_of(fields), "memory": memory, "add": add, "read": one, "message": max((many - one) / 99, 1e-8), "woken": woken,
                        "send": send, "take": take}
    return result


def worked_out(hosts, rate, cost, interval):
    """Of one group: all hosts send at this rate, all read all."""
    total = hosts * rate
    reads, median, late = simulated_reader(min(total, 50_000.0), interval, 5.0 if total > 1000 else 60.0)
    redis = total * cost["add"] + hosts * LOOKS * cost["look"] + hosts * reads * cost["woken"] + hosts * max(total - reads, 0.0) * cost["message"]
    return {"messages": total, "deliveries": hosts * total, "out": hosts * total * cost["bytes"], "reads": hosts * reads, "redis": redis,
            "sidecar": total * cost["take"], "median": median, "late": late, "memory": min(total * 3600, 500_000) * cost["memory"]}


def most_hosts(rate, cost, interval):
    """Until one core of Redis or of a sidecar is three quarters busy, or 10 Gbit/s are half full."""
    hosts = 1
    while True:
        after = worked_out(hosts + max(hosts // 20, 1), rate, cost, interval)
        for name, is_over in (("Redis' core", after["redis"] > 0.75), ("each sidecar's core", after["sidecar"] > 0.75),
                              ("10 Gbit/s at Redis", after["out"] > NETWORK / 2)):
            if is_over:
                return hosts, name
        hosts += max(hosts // 20, 1)


def print_tables(costs):
    print("| load | message | in Redis | added | reader woken | a further message | sidecar: send | sidecar: take in |")
    print("|---|---|---|---|---|---|---|---|")
    for name, cost in costs.items():
        rate, changes = LOADS[name]
        print(f"| {name}: {rate:g}/s of {changes} changes | {cost['bytes']} bytes | {cost['memory']:.0f} bytes | {cost['add'] * 1e6:.1f} us | {cost['woken'] * 1e6:.1f} us "
              f"| {cost['message'] * 1e6:.2f} us | {cost['send'] * 1e6:.0f} us | {cost['take'] * 1e6:.0f} us |")
    print("\n| hosts | load | messages/s | deliveries/s | from Redis | XREADs/s | Redis' CPU | a sidecar's CPU | wait, median and 95% | pours in Redis |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for hosts in HOSTS:
        for name, (rate, _) in LOADS.items():
            got = worked_out(hosts, rate, costs[name], INTERVALS[0])
            print(f"| {hosts:,} | {name} | {got['messages']:,.0f} | {got['deliveries']:,.0f} | {got['out'] / 1e6:,.2f} MB/s | {got['reads']:,.0f} "
                  f"| {got['redis'] * 100:,.1f}% | {got['sidecar'] * 100:,.1f}% | {got['median'] * 1000:.0f}, {got['late'] * 1000:.0f} ms | {got['memory'] / 1e6:,.0f} MB |")
    print("\n| load | read_interval | hosts of one group on one Redis | what ends first |")
    print("|---|---|---|---|")
    for name, (rate, _) in LOADS.items():
        for interval in INTERVALS:
            hosts, why = most_hosts(rate, costs[name], interval)
            print(f"| {name} | {interval * 1000:.0f} ms | {hosts:,} | {why} |")


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    with tempfile.TemporaryDirectory() as directory:
        server = RedisServer(pathlib.Path(directory) / "redis", options=["--appendfsync", "everysec"]).start()
        try:
            print_tables(measured(server))
        finally:
            server.kill()


if __name__ == "__main__":
    main()
