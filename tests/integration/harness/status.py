"""The status page's JSON, as the tests ask for it."""
import json

from . import schema
from .client import Client
from .wait import wait_until


class StatusPage:
    def __init__(self, server, path="/errwatch-status"):
        self._server, self._path = server, path

    def fetch(self, query=""):
        """The page in one of its forms, from the harness's own address."""
        path = self._path + (f"?{query}" if query else "")
        response = Client(self._server.port, source="127.0.0.1").get(path)
        assert response.status == 200, f"{path} answered {response.status}: {response.text[:500]}"
        return response

    def document(self):
        return schema.check("status", json.loads(self.fetch("json").text))

    def one_client(self, address):
        """What `?json&client=` says of it."""
        return schema.check("client", json.loads(self.fetch(f"json&client={address}").text))

    def counter(self, name):
        return self.document()["counters"][name]

    def category(self, name):
        return self.document()["categories"].get(name, 0)

    def client(self, address, scope=None):
        """The row of a client, or None."""
        rows = [row for row in self.document()["clients"]
                if row["address"] == address and (scope is None or row["scope"] == scope)]
        assert len(rows) <= 1, f"{address} is listed {len(rows)} times"
        return rows[0] if rows else None

    def charged(self, address, scope=None):
        """The row of a client that something was held against, or None; a block by hand alone is a row, too."""
        row = self.client(address, scope)
        return row if row and (row["entries"] or row["scores"]) else None

    def score(self, address, category):
        """Units in one bucket of a client; 0 when it has none."""
        row = self.client(address)
        scores = {score["name"]: score["score"] for score in row["scores"]} if row else {}
        return scores.get(category, 0)

    def blocked(self, address):
        row = self.client(address)
        return bool(row and row["blocked"])

    def incidents(self, client=None, kind=None):
        """Newest first."""
        return [row for row in self.document()["incidents"]
                if (client is None or row["client"] == client) and (kind is None or row["kind"] == kind)]

    def wait_blocked(self, address, deadline=10):
        wait_until(lambda: self.blocked(address), deadline, what=f"{address} to be blocked")
