"""Rounds of pours and decisions while sidecars, exchanges and Redis are killed at random moments; after each all are equal."""
import os
import random
import signal

from harness.wait import wait_until
from .host import block, converged, pour, unblock


class Soak:
    def __init__(self, redis, hosts, proxy, seed, shards=2):
        self.seed, self.chance = seed, random.Random(seed)
        self.server = redis()
        self.proxies = [proxy(self.server) for _ in range(3)]
        self.hosts = [hosts([f"127.0.0.1:{between.port}"], f"web{number}", shards=shards)[0] for number, between in enumerate(self.proxies)]
        self.counts, self.acts = {}, {}

    def give(self):
        for host in self.hosts:
            for _ in range(self.chance.randrange(4)):
                client = f"203.0.113.{self.chance.randrange(20)}"
                quanta = self.chance.randrange(1, 100)
                host.give(pour(client, quanta))
                self.counts[client] = self.counts.get(client, 0) + quanta
            if self.chance.random() < 0.5:
                host.give(self.chance.choice((block, unblock))(f"198.51.100.{self.chance.randrange(20)}"))

    def kill_sidecar(self):
        host = self.chance.choice(self.hosts)
        host.kill()
        self.give()
        host.start()

    def kill_exchange(self):
        pid = self.chance.choice(self.hosts).state.get("pid")
        try:
            os.kill(pid, signal.SIGKILL)
        except (ProcessLookupError, TypeError):
            pass

    def kill_redis(self):
        self.server.kill()
        self.give()
        self.server.start()

    def lose_redis(self):
        self.server.kill()
        self.server.lose_data()
        self.give()
        self.server.start()

    def partition(self):
        """One or two of them alone."""
        cut = self.chance.sample(self.proxies, self.chance.choice((1, 2)))
        for one in cut:
            self.chance.choice((one.cut, one.freeze))()
        self.give()
        for one in cut:
            one.heal()

    def stop_redis(self):
        self.server.stop()
        self.give()
        self.server.go_on()

    def round(self):
        self.give()
        act = self.chance.choice((self.kill_sidecar, self.kill_exchange, self.kill_redis, self.lose_redis, self.partition, self.stop_redis))
        self.acts[act.__name__] = self.acts.get(act.__name__, 0) + 1
        act()
        self.give()
        return act.__name__

    def run(self, rounds, told=None):
        for number in range(rounds):
            act = self.round()
            wait_until(lambda: converged(self.hosts, self.counts), 60, lambda: f"equal books after {act}, round {number} of seed {self.seed}: {self.difference()}")
            if told:
                told(number, act)

    def difference(self):
        """What each host has that is not what it should have, or not what the first one has."""
        first = self.hosts[0].state["decisions"]
        result = []
        for host in self.hosts:
            state = host.state
            counts = {client: (state["counts"].get(client), count) for client, count in self.counts.items() if state["counts"].get(client) != count}
            decisions = {client: (state["decisions"].get(client), first.get(client)) for client in {*first, *state["decisions"]}
                         if state["decisions"].get(client) != first.get(client)}
            result.append((host.name, host.has_given_all(), counts, decisions, host.transport))
        return result
