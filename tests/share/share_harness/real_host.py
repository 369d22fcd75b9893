"""One host as it is in use: httpd with the module, the sidecar, and `errwatch exchange`."""
import json
import os
import pathlib
import subprocess

from harness import paths
from harness.client import CLOSED, WORDS, Client
from harness.config import Config
from harness.httpd import Httpd
from .host import PROGRAM, Host

FAKETIME = next(iter(sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)
LIMIT = 30  # leaks 1/64 unit in 45 s: counts of minutes ago are what they were
BUCKET = "resource_exhaustion"


def missing_of(address):
    """A path that no other client asks for, and of no other's shape: what many clients cause at once is charged to none of them."""
    number = sum(int(part) * 254 ** place for place, part in enumerate(reversed(address.split("."))))
    first, second = divmod(number, len(WORDS))
    return f"/{WORDS[second]}/{WORDS[first % len(WORDS)]}"


def children_of(pid):
    """Process ids."""
    try:
        return [int(word) for path in pathlib.Path(f"/proc/{pid}/task").iterdir() for word in (path / "children").read_text().split()]
    except OSError:
        return []


class RealHost(Host):
    def __init__(self, directory, name, servers, clock="", limit=f"{LIMIT}/24h", **options):
        """`clock`: so far from the true one are this host's, as in "+5s"."""
        super().__init__(directory, name, servers, **options)
        self.environment = {"LD_PRELOAD": str(FAKETIME), "FAKETIME": clock, "FAKETIME_DONT_FAKE_MONOTONIC": "1"} if clock else {}
        config = Config("event")
        config.environment = dict(self.environment)
        config.errwatch(f"ErrWatchShare group={self.top['group']}\nErrWatchLimit {BUCKET} {limit}\nErrWatchLimit any none\n")
        self.directory.chmod(0o755)
        modules = self.directory / "modules"
        modules.mkdir()
        self.httpd = Httpd(config, modules)

    def start_httpd(self):
        self.httpd.start()
        return self

    def start(self):
        self.write()
        with open(self.directory / "stderr", "ab") as errors:
            self.process = subprocess.Popen(
                [PROGRAM, "-c", self.directory / "share.toml", "--", paths.CLI, "exchange", "--group", self.top["group"], "--host", self.name,
                 "--state", self.httpd.state_file(), "--config", self.httpd.conf],
                stdin=subprocess.DEVNULL, stdout=errors, stderr=errors, env={**os.environ, **self.environment})
        return self

    @property
    def state(self):
        """Of the books a fake exchange keeps only this: whom to kill."""
        return {"pid": next(iter(children_of(self.process.pid)), None)} if self.process else {}

    # Use

    def run_cli(self, *arguments):
        command = [paths.CLI, arguments[0], "--state", self.httpd.state_file(), *arguments[1:]]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, env={**os.environ, **self.environment})

    def pour(self, address, number):
        """One entry of one unit. True: it was charged. None: nobody knows. False: it cannot have been."""
        try:
            connection = Client(self.httpd.port, address).connect()
        except OSError:
            return False
        with connection:
            try:
                response = connection.request("GET", f"{missing_of(address)}/{number}", {"Connection": "close"})
                connection.end(response)
            except OSError:
                return None
        return None if response is CLOSED else response.status == 404

    def is_denied(self, address):
        with Client(self.httpd.port, address).connect() as connection:
            return connection.request("GET", "/page.html", {"Connection": "close"}).status == 403

    def look(self, address):
        """(units in the bucket, whether it is blocked)"""
        response = Client(self.httpd.port, source="127.0.0.1").get(f"/errwatch-status?json&client={address}")
        rows = json.loads(response.text)["clients"] if response.status == 200 else []
        scores = [score["score"] for row in rows for score in row["scores"] if score["name"] == BUCKET]
        return max(scores, default=0.0), any(row["blocked"] for row in rows)

    def story(self, address):
        """What it says of a client, short."""
        told = json.loads(Client(self.httpd.port, source="127.0.0.1").get(f"/errwatch-status?json&client={address}").text)
        rows = [f"{row['time'][17:23]} {row['kind']} {row.get('score', '')} {row.get('uri', '')[-4:]}" for story in told["stories"] for row in story["rows"]]
        incidents = [f"{row['time'][17:23]} {row['kind']} {row.get('message', '')}" for row in told["incidents"]]
        return f"{self.name}: {self.look(address)} {rows} {incidents}"

    # What may happen to httpd

    def kill_httpd(self):
        """All of it, at once: what it had is what its file has."""
        self.httpd.crash()

    def stop_httpd(self):
        self.httpd.stop()

    def discard(self):
        try:
            self.kill()
        finally:
            self.httpd.discard()
