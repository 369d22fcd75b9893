"""Rounds of attacks and decisions on real hosts, while one thing after another is killed, stopped or cut off.

What is to be on every host afterwards is known from what was answered to whom:
- a request that was answered is one unit in its client's bucket, on all hosts;
- one without an answer (its child was killed) is one unit or none: the only entry that a kill may cost, or count on one host alone;
- of a server that is killed as a whole (SIGKILL to all of it) its own table may lack what was poured anywhere, and decided there, from when
  its file was written to five seconds after its start (and so a block that rests on that), and others what it had not given yet. Nobody may have more than was poured.
A host holds back what a client did until that is a sixth of its limit there (a quarter while it sees no others): one host of each client
gets enough for that.
"""
import dataclasses
import itertools
import os
import signal
import threading
import time

from harness.wait import wait_until
from .real_host import LIMIT
from .soak import Soak

ENOUGH = 8            # units on one host, more than LIMIT / 4
FILE_SECONDS = 16.0   # the state file is written at least as often
UNSURE_SECONDS = 5.5   # so long after its start it takes nothing in, which it may have had in its table before
GIVEN_SECONDS = 5.0    # whoever is killed may take with it what waited so long to be given
EQUAL_SECONDS = 60.0
LEAK = LIMIT / 86400  # units a second
WATCHED_ROUNDS = 4    # clients of so many rounds are looked at after each one; all of them at the end
HTTPD_ACTS = ("kill_child", "kill_httpd", "restart_httpd", "graceful")


@dataclasses.dataclass
class Client:
    address: str
    begun: float
    sure: int = 0
    unsure: int = 0
    poured: list = dataclasses.field(default_factory=list)  # (time, host)
    blocked: object = None  # None: no decision; else whether it is to be blocked
    decided: float = 0.0
    decided_at: str = ""
    is_attack: bool = False
    is_of_range: bool = False

    def fits(self, host, units, is_blocked, kills):
        if self.blocked is not None:
            return is_blocked == self.blocked or any(self.may_lack(host, kill) for kill in kills)
        leak = LEAK * (time.monotonic() - self.begun) + 0.1
        lost = sum(1 for at, by in self.poured if any(kill.may_lose(host, at, by) for kill in kills))
        return not is_blocked and self.sure - lost - leak <= units <= self.sure + self.unsure + 0.05

    def may_lack(self, host, kill):
        """A block by its count may rest on the last entries there, whoever denied first."""
        if not kill.killed - FILE_SECONDS < self.decided <= kill.started + UNSURE_SECONDS:
            return False
        return self in kill.clients or (host == kill.host and (self.is_attack or self.decided_at == kill.host))


@dataclasses.dataclass
class Kill:
    """Of a whole server, and its start."""
    host: str
    killed: float
    started: float
    clients: list  # that were at it then

    def may_lose(self, host, at, by):
        if not self.killed - FILE_SECONDS < at <= self.started + UNSURE_SECONDS:
            return False
        if host == self.host:
            return by != host or at <= self.started
        # What it does not take in does not count when it weighs what is of weight to others.
        return by == self.host and self.killed - GIVEN_SECONDS < at


class RealSoak(Soak):
    """`hosts`: as Soak has it, of RealHost."""

    def __init__(self, redis, hosts, proxy, seed, acts=None):
        self.clients, self.addresses = [], (f"127.{a}.{b}.{c}" for a in range(70, 120) for b in range(256) for c in range(1, 255))
        self.ranges = (f"127.{a}.{b}.{c}" for a in range(120, 127) for b in range(256) for c in range(4, 252, 4))
        self.kills = []
        self.chosen, self.healed_after, self.figures = acts, [], {"requests": 0, "unanswered": 0, "blocks": 0, "unblocks": 0, "ranges": 0}
        super().__init__(redis, hosts, proxy, seed)
        # Before an exchange has said who it is nobody notes for it what clients do.
        wait_until(lambda: self.greeted() == {host.name for host in self.hosts}, 20, "the hosts' first signs of life")
        # Nor after a kill, if its file is of before.
        greeted = [(host, host.httpd.state_file().stat().st_mtime_ns) for host in self.hosts]
        wait_until(lambda: all(host.httpd.state_file().stat().st_mtime_ns != before for host, before in greeted), 40, "the state files to be written")

    def greeted(self):
        return {fields[b"a"].split()[1].decode() for _, fields in self.server.client().xrange("errwatch:{shop:0}:pours")}

    # What is done to clients

    def give(self):
        """More entries of the clients of this round; what Soak does while something is down."""
        for client in self.round_clients:
            if client.blocked is None:
                self.pour(client, self.chance.choice(self.hosts), self.chance.randrange(2))

    def pour(self, client, host, count):
        for _ in range(count):
            with self.lock:
                self.figures["requests"] += 1
                number = self.figures["requests"]
            charged = host.pour(client.address, number)
            if charged:
                client.sure += 1
                client.poured.append((time.monotonic(), host.name))
            elif charged is None:
                client.unsure += 1
                self.figures["unanswered"] += 1

    def decide(self, client, is_blocked, target=None):
        """By hand, on some host; one that is down is no place for it."""
        target = target or client.address
        for host in itertools.chain(self.chance.sample(self.hosts, 3), itertools.cycle(self.hosts)):
            done = host.run_cli(*(("block", target, "--for", "1h") if is_blocked else ("unblock", target)))
            if done.returncode == 0:
                break
            assert time.monotonic() - client.begun < 60, done.stderr
        client.blocked, client.decided = is_blocked, time.monotonic()
        client.decided_at = host.name
        self.figures["blocks" if is_blocked else "unblocks"] += 1

    def decide_range(self, client):
        """It and the range that it is in, in some order and each on some host: what was said last holds everywhere."""
        place, _, last = client.address.rpartition(".")
        around = f"{place}.{int(last) - 1}/30"
        client.is_of_range = True
        self.decide(client, True)
        if self.chance.random() < 0.5:
            self.decide(client, True, around)
            self.decide(client, False)
        else:
            self.decide(client, False)
            self.decide(client, True, around)
        self.figures["ranges"] += 1

    def attack(self, client):
        """Dealt round until a host denies it."""
        for host in itertools.islice(itertools.cycle(self.hosts), 60 * 3):
            charged = host.pour(client.address, self.figures["requests"])
            self.figures["requests"] += 1
            if charged is False and host.httpd.process and host.httpd.answers() and host.look(client.address)[1]:
                break
            assert time.monotonic() - client.begun < 60, "the attacker is denied nowhere"
        client.is_attack = True
        client.blocked, client.decided, client.decided_at = True, time.monotonic(), host.name
        self.figures["blocks"] += 1

    def new_client(self, kind):
        address = next(self.addresses)
        if kind == "range":
            place, _, first = next(self.ranges).rpartition(".")
            address = f"{place}.{int(first) + 1}"
        client = Client(address, time.monotonic())
        self.clients.append(client)
        return client

    def work(self, client, kind):
        if kind == "pours":
            for _ in range(ENOUGH // 2):
                self.pour(client, self.main, 1)
                self.pour(client, self.chance.choice(self.hosts), self.chance.randrange(2))
        elif kind == "by hand":
            known = [one for one in self.clients[-40:] if one.blocked and not one.is_of_range and one not in self.round_clients]
            if known and self.chance.random() < 0.4:
                self.decide(self.chance.choice(known), False)
            self.decide(client, True)
        elif kind == "range":
            self.decide_range(client)
        else:
            self.attack(client)

    # Acts beside those of Soak

    def kill_child(self):
        children = self.main.httpd.children()
        if children:
            os.kill(self.chance.choice(children), signal.SIGKILL)

    def kill_httpd(self):
        """All of it, and started again."""
        host = self.main
        host.kill_httpd()
        killed = time.monotonic()
        host.start_httpd()
        self.killed = Kill(host.name, killed, time.monotonic(), self.round_clients)
        self.kills.append(self.killed)

    def restart_httpd(self):
        self.main.stop_httpd()
        self.main.start_httpd()

    def graceful(self):
        self.main.httpd.graceful()

    def stop_sidecar(self):
        """And its exchange; and they go on."""
        host = self.chance.choice(self.hosts)
        pids = [pid for pid in (host.process.pid, host.state.get("pid")) if pid and self.chance.random() < 0.7]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        self.give()
        for pid in pids:
            os.kill(pid, signal.SIGCONT)

    def all_acts(self):
        acts = [self.kill_sidecar, self.kill_exchange, self.kill_redis, self.lose_redis, self.partition, self.stop_redis, self.stop_sidecar,
                *(getattr(self, name) for name in HTTPD_ACTS)]
        return [act for act in acts if self.chosen is None or act.__name__ in self.chosen]

    # A round

    def round(self):
        self.main, self.killed, self.lock = self.chance.choice(self.hosts), None, threading.Lock()
        kinds = ["pours"] + [kind for kind, share in (("by hand", 0.4), ("range", 0.3), ("attack", 0.25)) if self.chance.random() < share]
        self.round_clients = []
        self.round_clients = clients = [self.new_client(kind) for kind in kinds]
        act = self.chance.choice(self.all_acts())
        self.acts[act.__name__] = self.acts.get(act.__name__, 0) + 1
        failures = []

        def work():
            try:
                for client, kind in zip(clients, kinds):
                    self.work(client, kind)
            except Exception as error:  # told by the thread that waits
                failures.append(error)

        before = [client.blocked for client in clients]
        assert not any(before)
        worker = threading.Thread(target=work)
        worker.start()
        time.sleep(self.chance.random() * 0.1)  # a random moment is the point
        act()
        worker.join()
        if failures:
            raise failures[0]
        self.top_up(clients[0])
        self.healed = time.monotonic()
        return act.__name__

    def top_up(self, client):
        """So much since whatever happened that its host gives it away."""
        since = self.killed.started if self.killed else 0.0
        name = self.main.name
        while sum(1 for at, host in client.poured if host == name and at > since) < ENOUGH:
            self.pour(client, self.main, 1)
        assert client.sure + client.unsure < LIMIT - 1, client

    def wrong(self, clients):
        return [(client, host.name, units, is_blocked) for client in clients for host in self.hosts
                for units, is_blocked in [host.look(client.address)] if not client.fits(host.name, units, is_blocked, self.kills)]

    def told(self):
        """Of the first client that is not as it should be."""
        wrong = self.wrong(self.clients)
        client = wrong[0][0]
        lines = [f"{len(wrong)} in all, {client}", f"healed {time.monotonic() - self.healed:.1f} s ago, killed {self.killed}"]
        return "\n".join([*lines, *(host.story(client.address) for host in self.hosts), *(host.run_cli("peers").stdout for host in self.hosts), *(f"{host.name} {host.state}: ...{host.errors[-700:]}" for host in self.hosts)])

    def await_equality(self, number, act):
        recent = self.clients[-3 * WATCHED_ROUNDS:]
        wait_until(lambda: not self.wrong(recent), EQUAL_SECONDS, lambda: f"equal tables after {act}, round {number} of seed {self.seed}: {self.told()}")
        self.healed_after.append((time.monotonic() - self.healed, act))

    def run(self, rounds, told=None):
        self.round_clients = []
        for number in range(rounds):
            act = self.round()
            self.await_equality(number, act)
            if told:
                told(number, act)
        wrong = self.wrong(self.clients)
        assert not wrong, wrong
