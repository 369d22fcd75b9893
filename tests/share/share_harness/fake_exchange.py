#!/usr/bin/python3 -I
"""Speaks the protocol of `errwatch exchange` and keeps books in a file, which stands for the server's memory: it outlives any kill.

    fake_exchange.py DIRECTORY [GROUP [HOST]]

Changes to give away are files DIRECTORY/in/NUMBER.json, each a list. DIRECTORY/state.json is replaced as a whole.
"""
import json
import os
import pathlib
import secrets
import select
import sys
import time

LONGEST_READ = 1 << 20


class Books:
    def __init__(self, directory, group="", host=None):
        self.directory, self.group, self.host = directory, group, host
        self.path = directory / "state.json"
        self.is_changed = False
        now_ms = int(time.time() * 1000)
        self.state = {"epoch": secrets.token_hex(8), "next": now_ms, "taken": 0, "batch": None, "last": {}, "counts": {}, "decisions": {}, "applied": 0,
                      "known": 0, "given": 0, "peers": [], "transport": {}, "starts": 0, "errors": []}
        if self.path.exists():
            self.state = json.loads(self.path.read_text())
        self.state["pid"] = os.getpid()
        self.state["starts"] += 1
        self.state |= {"peers": [], "transport": {}}  # what the one before was told
        self.save()

    def save(self):
        new = self.directory / "state.new"
        new.write_text(json.dumps(self.state))
        new.rename(self.path)
        self.is_changed = False

    def count(self, changes):
        for change in changes:
            client = change["client"]
            if "pour" in change:
                self.state["counts"][client] = self.state["counts"].get(client, 0) + change["pour"]["quanta"]
                continue
            kind = next(kind for kind in ("block", "unblock", "allow", "disallow", "forgive") if kind in change)
            time_ms = change[kind]["time_ms"]
            # Of the same time everywhere the same one wins, whichever came first to a host.
            self.state["decisions"][client] = max([time_ms, kind], self.state["decisions"].get(client, [0, ""]))

    def apply(self, message):
        """As in the server's memory: a stream's numbers only grow, what is not higher was there."""
        place = f"{message['host']} {message['epoch']} {message['shard']}"
        if message["seq"] <= self.state["last"].get(place, 0):
            self.state["known"] += 1
        else:
            self.state["last"][place] = message["seq"]
            self.state["applied"] += 1
            self.count(message["changes"])
        if message["host"] == self.host:
            self.state["errors"].append("given its own message")
        self.is_changed = True

    def next_batch(self):
        """The one that was not acknowledged, or a new one; it is in the books before anybody else sees it."""
        if self.state["batch"]:
            return self.state["batch"]
        waiting = sorted((int(path.stem), path) for path in (self.directory / "in").glob("*.json"))
        new = [(number, path) for number, path in waiting if number > self.state["taken"]][:50]
        if new:
            changes = [change for _, path in new for change in json.loads(path.read_text())]
            self.state["batch"] = {"seq": self.state["next"], "time_ms": int(time.time() * 1000), "changes": changes}
            self.state["next"] += 1
            self.state["taken"] = new[-1][0]
            self.state["given"] += len(changes)
            self.count(changes)
            self.save()
        for number, path in waiting:
            if number <= self.state["taken"]:
                path.unlink(missing_ok=True)
        return self.state["batch"]

    def said(self, line):
        said = json.loads(line)
        if "apply" in said:
            self.apply(said["apply"])
        elif "ack" in said:
            if self.state["batch"] and said["ack"] == self.state["batch"]["seq"]:
                self.state["batch"] = None
                self.is_changed = True
        else:
            self.state.update(said)
            self.is_changed = True


def say(line):
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main():
    directory = pathlib.Path(sys.argv[1])
    (directory / "in").mkdir(parents=True, exist_ok=True)
    books = Books(directory, *sys.argv[2:4])
    called = {"host": books.host} if books.host else {}
    say({"hello": {"version": 1, "group": books.group, **called, "epoch": books.state["epoch"], "next": books.state["next"]}})
    sent, rest = None, b""
    while True:
        batch = books.next_batch()
        if batch and batch["seq"] != sent:
            say({"batch": batch})
            sent = batch["seq"]
        if select.select([0], [], [], 0.02)[0]:
            data = os.read(0, LONGEST_READ)
            if not data:
                books.save()
                return
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                books.said(line)
        if books.is_changed:
            books.save()


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        sys.exit(0)
