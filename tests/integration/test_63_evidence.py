"""What is kept and shown of a request: where the evidence is, and no secrets."""
import json

import pytest

from harness.cli import CommandLine
from harness.json_lines import json_lines
from harness.wait import wait_until

ATTACK = "1'%20union%20select%20password,2%20from%20users--%20-"
FORM = "application/x-www-form-urlencoded"
# Each where it may stand, with SECRETq92 for a value that nobody may see and ATTACK beside it.
SECRETS = {
    "query": ("GET", f"/app/x?user=joe&password=SECRETq92&id={ATTACK}", {}, b""),
    "encoded name": ("GET", f"/app/x?%70assword=SECRETq92&id={ATTACK}", {}, b""),
    "query within a query": ("GET", f"/app/x?to=%2Flogin%3Ftoken%3DSECRETq92%26a%3Db&id={ATTACK}", {}, b""),
    "path": ("GET", f"/app/x;pwd=SECRETq92?id={ATTACK}", {}, b""),
    "JSON in a query": ("GET", f"/app/x?j=%7B%22password%22:%22SECRETq92%22%7D&id={ATTACK}", {}, b""),
    "attack in the secret": ("GET", "/app/x?token=SECRETq92'%20union%20select%20password,2%20from%20users--%20-", {}, b""),
    "long query": ("GET", f"/app/x?id={ATTACK}&a={'a' * 400}&password={'SECRETq92' * 30}", {}, b""),
    "cookie": ("GET", "/app/x", {"Cookie": "password=SECRETq92; lang=<script>alert(1)</script>"}, b""),
    "referer": ("GET", "/app/x", {"Referer": "http://elsewhere.example/?password=SECRETq92&q=<script>alert(1)</script>"}, b""),
    "header": ("GET", "/app/x", {"X-Api-Key": "SECRETq92' union select password,2 from users-- -"}, b""),
    "form": ("POST", "/app/x", {"Content-Type": FORM}, f"user=joe&password=SECRETq92&id={ATTACK}".encode()),
    "JSON": ("POST", "/app/x", {"Content-Type": "application/json"},
             json.dumps({"api_key": "SECRETq92' union select password,2 from users-- -"}).encode()),
}
PLACES = {
    "query": ({"in": "args", "name": "id"}, "the query's parameter \"id\""),
    "form": ({"in": "body", "name": "id", "excerpt": "1' union select password,2 from users-- -"}, "the body's field \"id\": \"1' union"),
    "JSON": ({"in": "body", "name": "api_key", "excerpt": "***"}, "the body's field \"api_key\": \"***\""),
    "cookie": ({"in": "cookie", "name": "lang", "excerpt": "<script>alert(1)</script>"}, "the cookie \"lang\": \"<script>"),
    "attack in the secret": ({"in": "args", "name": "token"}, "the query's parameter \"token\""),
}


class TestEvidence:
    @classmethod
    def configure(cls, config):
        config.known_entries = "."  # incidents are asserted
        config.load_test_module("mod_readbody")
        config.errwatch("""
            Include ${CONF}/rules/*.conf
            ErrWatchLimit any 1/1m block=none
            ErrWatchEventLog logs/events.json events=block,incident,entry
            ErrWatchBody On
            LogLevel info
            <Location /app>
              SetHandler readbody
            </Location>
        """, rules="")

    def incident(self, server, client, name):
        method, path, headers, body = SECRETS[name]
        assert client.request(method, path, headers, body).status < 500
        wait_until(lambda: server.status.incidents(client.address), 10, what=f"an incident of {name}")
        return server.status.incidents(client.address)[0]

    @pytest.mark.parametrize("name", SECRETS)
    def test_no_secret_is_shown(self, server, client, name):
        incident = self.incident(server, client, name)
        shown = {
            "json": server.status.fetch("json").text, "html": server.status.fetch().text,
            "status": CommandLine(server).run("status").stdout, "log": server.log.text(),
            "events": (server.root / "logs/events.json").read_text(),
        }
        for where, text in shown.items():
            assert "SECRETq92" not in text, f"{name}: {where}"
        # The memory, and with it the state file.
        assert "SECRETq92" not in json.dumps(incident)
        if name not in ("cookie", "referer", "header", "form", "JSON"):
            assert "***" in incident["uri"]

    @pytest.mark.parametrize("name", PLACES)
    def test_says_where_it_is(self, server, client, name):
        found, text = PLACES[name]
        incident = self.incident(server, client, name)
        assert {key: value for key, value in incident["found"].items() if key in found} == found
        wait_until(lambda: self.events(server, client), 10, what="events")
        for event in self.events(server, client):
            assert event["errwatch"]["found"] == incident["found"]
        wait_until(lambda: f"client {client.address} " in server.log.text(), 10, what="a message")
        line = next(line for line in server.log.text().splitlines() if f"EW0103: client {client.address} " in line)
        assert f", found in {text}" in line.replace('\\"', '"'), line

    def events(self, server, client):
        return [event for event in json_lines(server.root / "logs/events.json") if event.get("source", {}).get("ip") == client.address]

    # What an entry added; nothing is said of what is not known.
    def test_entries_say_what_they_poured(self, server, client):
        for _ in range(2):
            client.get(f"/missing/{client.address}?id={ATTACK}")
        wait_until(lambda: len(self.entries(server, client)) >= 4, 10, what="four entries")
        entries = self.entries(server, client)
        assert sum(own["poured"] > 0 for own in entries) == 1, entries
        assert all("capacity" not in own and own["score"] > 0 for own in entries)

    def entries(self, server, client):
        return [event["errwatch"] for event in self.events(server, client)
                if event["event"]["action"] == "entry" and event["errwatch"]["category"] == "sql_injection"]
