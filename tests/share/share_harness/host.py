"""One host: the sidecar, and an exchange that keeps books."""
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

from harness.wait import wait_until

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
PROGRAM = pathlib.Path(os.environ.get("ERRWATCH_SHARE", REPOSITORY / "scripts/errwatch-share"))
EXCHANGE = pathlib.Path(__file__).with_name("fake_exchange.py")
sys.path.insert(0, str(REPOSITORY / "scripts"))  # its parts, for the tests that look at one alone
KEY = "0123456789abcdef" * 4


def now_ms():
    return int(time.time() * 1000)


def pour(client, quanta=1):
    return {"client": client, "scope": "shop", "pour": {"bucket": "auth_failure", "quanta": quanta, "time_ms": now_ms()}}


def block(client, seconds=3600):
    return {"client": client, "scope": "shop", "block": {"until_ms": now_ms() + seconds * 1000, "time_ms": now_ms()}}


def unblock(client):
    return {"client": client, "scope": "shop", "unblock": {"time_ms": now_ms(), "by": "alice"}}


def toml(value):
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value)


class Host:
    def __init__(self, directory, name, servers, key=KEY, redis=None, limits=None, **top):
        self.directory, self.name = directory / f"host-{name}-{len(list(directory.glob('host-*')))}", name
        self.books = self.directory / "books"
        (self.books / "in").mkdir(parents=True)
        self.top = {"group": "shop", "host": name, "key_file": "share.key", "heartbeat": "200ms", "gone": "2s", **top}
        self.redis = {"servers": servers, "timeout": "1s", **(redis or {})}
        self.limits = dict(limits or {})
        self.key, self.number, self.process = key, 0, None
        self.starts = 0  # of its exchange, before the sidecar was started

    def write(self):
        path = self.directory / "share.key"
        path.write_text(self.key)
        path.chmod(0o600)
        lines = [f"{key} = {toml(value)}" for key, value in self.top.items()]
        for table, keys in (("redis", self.redis), ("limits", self.limits)):
            lines += [f"[{table}]", *(f"{key} = {toml(value)}" for key, value in keys.items())]
        (self.directory / "share.toml").write_text("\n".join(lines) + "\n")

    def exchange(self):
        """What stands behind the options, where the configuration names none."""
        return [] if "exchange" in self.top else ["--", "/usr/bin/python3", "-I", EXCHANGE, self.books, self.top["group"], self.name]

    def check(self, **environment):
        self.write()
        return subprocess.run([PROGRAM, "-c", self.directory / "share.toml", "--check", *self.exchange()], capture_output=True, text=True, timeout=60,
                              env={**os.environ, **environment})

    def start(self):
        self.write()
        self.starts = self.state.get("starts", 0)
        with open(self.directory / "stderr", "ab") as errors:
            self.process = subprocess.Popen([PROGRAM, "-c", self.directory / "share.toml", *self.exchange()], stdin=subprocess.DEVNULL, stdout=errors,
                                            stderr=errors)
        return self

    @property
    def socket(self):
        return self.directory / "exchange.sock"

    def use_socket(self):
        self.top["exchange"] = f"unix:{self.socket}"
        return self

    @property
    def errors(self):
        return (self.directory / "stderr").read_text()

    @property
    def state(self):
        try:
            return json.loads((self.books / "state.json").read_text())
        except FileNotFoundError:
            return {}

    @property
    def transport(self):
        """What it was last told of the sidecar's state."""
        return {"state": "", "reason": "", "backlog": 0, "waiting_ms": 0, "unsigned": 0, **self.state.get("transport", {})}

    def give(self, *changes):
        """To the exchange, which has it from then on, whoever is killed."""
        self.number += 1
        new = self.books / "in" / f"{self.number}.new"
        new.write_text(json.dumps(changes))
        new.rename(new.with_suffix(".json"))

    def peer(self, name):
        return next((peer for peer in self.state.get("peers", []) if peer["host"] == name), {"state": "", "reason": ""})

    def is_connected(self):
        """And has read all that there was."""
        state = self.state
        transport = state.get("transport", {})
        return state.get("starts", 0) > self.starts and transport.get("state") == "connected" and transport.get("caught_up")

    def has_given_all(self):
        state = self.state
        return state.get("taken") == self.number and not state["batch"]

    def child_is_gone(self, pid):
        try:
            return pathlib.Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
        except FileNotFoundError:
            return True

    def kill(self):
        """And its child, which goes by itself."""
        if self.process is None:
            return
        pid = self.state.get("pid")
        self.process.kill()
        self.process.wait()
        self.process = None
        if pid:
            wait_until(lambda: self.child_is_gone(pid), 20, "the child's end")

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(20)
        self.process = None
        return code


def converged(hosts, counts=None, decisions=None):
    """Whether all have the same books, those that are expected."""
    states = [host.state for host in hosts]
    if not all(states) or not all(host.has_given_all() for host in hosts):
        return False
    first = states[0]
    wanted = first["counts"] if counts is None else counts
    chosen = {client: kind for client, (_, kind) in first["decisions"].items()} if decisions is None else decisions
    return all(state["counts"] == wanted and {client: kind for client, (_, kind) in state["decisions"].items()} == chosen for state in states)
