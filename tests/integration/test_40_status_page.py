"""The status page in its forms."""
import base64
import hashlib
import html.parser
import json
import re

import pytest

from harness.client import Client


class Tags(html.parser.HTMLParser):
    """Which elements a page has, and its text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text, self.attributes = [], "", []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes

    def handle_data(self, data):
        self.text += data


@pytest.mark.all_mpms
class TestForms:
    @classmethod
    def configure(cls, config):
        config.errwatch("""
            ErrWatchLimit resource_exhaustion 3/10m
            ExtendedStatus On
            <Location /server-status>
              SetHandler server-status
              Require ip 127.0.0.1
            </Location>
        """)

    @pytest.fixture
    def blocked(self, client, log):
        log.expect("AH00128", count=3)
        log.expect_blocked(client)
        client.miss(3)
        assert client.get("/page.html").status == 403
        return client

    def test_html(self, server, blocked):
        response = server.status.fetch()
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"
        page = Tags(response.text)
        assert response.text.lstrip().lower().startswith("<!doctype html>")
        assert page.tags.count("script") == 1  # its own
        assert blocked.address in page.text
        assert f"/missing/{blocked.address}/2" in page.text
        assert "resource_exhaustion" in page.text or "denial of service" in page.text

    # As the browser asks, or as its reader chose on the page; forms for programs are the same for everybody.
    def test_language(self, server, blocked):
        def ask(query, accepted=None):
            headers = {"Accept-Language": accepted} if accepted else {}
            return Client(server.port, "127.0.0.1").get(f"/errwatch-status{query}", headers)

        japanese, english = "ブロック中のクライアント", "Blocked clients"
        for query, accepted, language in (
                ("", None, "en"), ("", "ja", "ja"), ("", "de, ja-JP;q=0.8, en;q=0.7", "ja"), ("", "tlh", "en"),
                ("?lang=ja", None, "ja"), ("?lang=ja", "en", "ja"), ("?lang=en", "ja", "en"), ("?_=17&utm_source=x", "ja", "ja"),
                (f"?client={blocked.address}&lang=ja", None, "ja")):
            response = ask(query, accepted)
            assert f'<html lang="{language}">' in response.text and response.headers["Content-Language"] == language
            assert "Accept-Language" in response.headers["Vary"]
            if "client=" not in query:
                assert ((japanese in response.text), (english in response.text)) == (language == "ja", language == "en")
        page = ask(f"?client={blocked.address}&lang=ja").text
        assert f'href="?client={blocked.address}&amp;lang=en">English</a>' in page and "拒否中" in page
        for form in ("json", "auto", "prometheus"):
            response = ask(f"?{form}&lang=ja", "ja")
            assert "Vary" not in response.headers and "Content-Language" not in response.headers
            assert not re.search(r"[\u3040-\u30ff]", response.text)

    # Nothing is fetched from anywhere, nothing runs.
    @pytest.mark.parametrize("query", ["", "lang=ja"])
    def test_headers(self, server, query):
        response = server.status.fetch(query)
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ") and "frame-ancestors 'none'" in policy and "unsafe" not in policy
        for name, text in (("script", "script"), ("style", "style")):
            code = re.search(rf"<{text}>(.*?)</{text}>", response.text, re.S)[1]
            digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
            assert f"{name}-src 'sha256-{digest}';" in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store"
        assert not re.search(r'(?:src|href)="(?:https?:)?//', response.text)

    def test_json(self, server, blocked):
        document = server.status.document()
        for key in ("version", "server", "state_file", "now", "started", "generation", "table", "counters", "categories", "clients",
                    "incidents", "limits", "rules", "coverage", "vhosts", "warnings"):
            assert key in document
        assert document["server"].startswith("Apache/")
        assert document["table"]["blocked"] >= 1 and document["table"]["capacity"] >= 65536
        row = server.status.client(blocked.address)
        assert row["blocked"] and row["blocked_until"] > document["now"]
        assert row["denials"] == 1 and row["entries"] == 3
        assert row["last_rule"] == 900103

    def test_incident(self, server, blocked):
        incident, = server.status.incidents(client=blocked.address, kind="block")
        assert incident["category"] == incident["limit"] == "resource_exhaustion"
        assert (incident["score"], incident["capacity"]) == (3, 3)
        assert incident["rule"] == 900103 and incident["rule_name"] == "file does not exist"
        assert incident["method"] == "GET" and incident["uri"] == f"/missing/{blocked.address}/2"
        assert incident["vhost"] == "localhost" and incident["ah"] == "AH00128"
        assert incident["message"].startswith("AH00128: File does not exist: ")

    def test_counters(self, server, blocked):
        counters = server.status.document()["counters"]
        assert counters["entries"] >= 3 and counters["poured"] >= 3
        assert counters["blocks"] >= 1 and counters["denials"] >= 1 and counters["incidents"] >= 1
        assert counters["fault"] == 0
        rules = {row["id"]: row["hits"] for row in server.status.document()["rules"]}
        assert rules[900103] >= 3

    def test_auto(self, server, blocked):
        response = server.status.fetch("auto")
        assert response.headers["Content-Type"].startswith("text/plain")
        values = dict(line.split(": ", 1) for line in response.text.splitlines())
        assert all(key.startswith("ErrWatch") for key in values)
        assert int(values["ErrWatchBlockedClients"]) >= 1
        assert int(values["ErrWatchCategoryResourceExhaustion"]) >= 3

    # As Prometheus reads it: HELP, TYPE, samples; every sample belongs to a TYPE; no series twice.
    def test_prometheus(self, server, blocked):
        response = server.status.fetch("prometheus")
        assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        types, series = {}, set()
        for line in response.text.splitlines():
            if line.startswith("# TYPE "):
                name, kind = line[7:].split()
                assert name not in types and kind in ("counter", "gauge")
                types[name] = kind
            elif not line.startswith("# HELP "):
                match = re.fullmatch(r'(errwatch_[a-z0-9_]+)(\{(?:[a-z_]+="(?:[^"\\]|\\.)*",?)*\})? (\d+(?:\.\d+)?)', line)
                assert match, line
                assert match[1] in types
                assert (match[1], match[2]) not in series
                series.add((match[1], match[2]))
                assert types[match[1]] == "gauge" or match[1].endswith("_total")
        assert ("errwatch_blocked_clients", None) in series
        # No series carries an address: how many there are would be an attacker's to choose.
        assert blocked.address not in response.text

    def test_methods(self, server):
        harness = Client(server.port, "127.0.0.1")
        head = harness.request("HEAD", "/errwatch-status")
        assert (head.status, head.body) == (200, b"")
        assert harness.request("POST", "/errwatch-status", body=b"x=1").status == 405

    # A program that mistyped its form must not take the page for it.
    def test_what_it_does_not_know(self, server):
        harness = Client(server.port, "127.0.0.1")
        for query, told in (("promethues", "Did you mean prometheus?"), ("format=promethues", "Did you mean prometheus?"),
                            ("json&clients=x", "it is a number"), ("json&client=192.0.2", "it is an address"),
                            ("client=%3Cscript%3E", "it is an address"), ("auto&lang=xx", "one of en, ja")):
            response = harness.get(f"/errwatch-status?{query}")
            assert response.status == 400 and told in response.text
            assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert "使えるもの" in harness.get("/errwatch-status?jsno", {"Accept-Language": "ja"}).text
        head = harness.request("HEAD", "/errwatch-status?jsno")
        assert (head.status, head.body) == (400, b"")
        assert harness.get("/errwatch-status?format=json&_=1764333600").headers["Content-Type"] == "application/json"

    def test_timeline(self, server, blocked):
        timeline = server.status.document()["timeline"]
        for name, step in (("minutes", 60_000), ("hours", 3_600_000)):
            assert timeline[name]["step_ms"] == step
            assert sum(timeline[name]["categories"]["resource_exhaustion"].values()) >= 3
            assert sum(timeline[name]["counters"]["denials"].values()) >= 1
            assert sum(timeline[name]["counters"]["blocks"].values()) >= 1

    # In any scope, by any of its addresses, and nobody else.
    def test_one_client(self, server, blocked):
        document = server.status.one_client(blocked.address)
        assert [row["address"] for row in document["clients"]] == [blocked.address]
        assert {row["client"] for row in document["incidents"]} == {blocked.address}
        page = Tags(server.status.fetch(f"client={blocked.address}").text)
        assert f"errwatch unblock {blocked.address}" in page.text
        # Its story: what counted, the block, what was denied.
        assert "Entries that counted: 3. None of them is known to have succeeded." in page.text and "requests denied: 1" in page.text
        told = page.text[page.text.index("oldest first"):]
        story = [told.index(text) for text in (*(f"/missing/{blocked.address}/{n}" for n in range(3)), "requests denied: 1")]
        assert story == sorted(story)
        assert "It is not known" in Tags(server.status.fetch("client=192.0.2.200").text).text

    def test_how_many(self, server, blocked):
        assert json.loads(server.status.fetch("json&clients=0&incidents=1").text)["clients"] == []
        assert len(json.loads(server.status.fetch("json&incidents=1").text)["incidents"]) == 1
        assert "1 more" in Tags(server.status.fetch("clients=0").text).text or server.status.document()["table"]["blocked"] > 1

    def test_ports(self, server):
        assert server.status.document()["vhosts"][0]["ports"] == [server.port]

    def test_targets(self, server, blocked):
        targets = {row["path"]: row for row in server.status.document()["targets"]}
        assert targets[f"/missing/{blocked.address}/2"]["clients"] == 1

    # It changes nothing, whoever asks.
    def test_protected(self, client, log):
        log.expect("AH01630", count=1)
        assert client.get("/errwatch-status").status == 403

    def test_section_of_mod_status(self, server, blocked):
        response = Client(server.port, "127.0.0.1").get("/server-status")
        assert response.status == 200
        assert "mod_errwatch" in response.text and blocked.address in response.text
        assert response.text.count("</body>") == 1

    def test_section_of_mod_status_for_machines(self, server):
        response = Client(server.port, "127.0.0.1").get("/server-status?auto")
        keys = [line.split(":")[0] for line in response.text.splitlines()]
        assert "ErrWatchBlockedClients" in keys and "BusyWorkers" in keys


class TestEscaping:
    """Everything that a client sent is data."""

    @classmethod
    def configure(cls, config):
        config.errwatch("""
            ErrWatchLimit unauthorized_access 1/10m
            ErrWatchLimit auth_failure 1/10m
            <Location /server-status>
              SetHandler server-status
              Require ip 127.0.0.1
            </Location>
        """)

    EVIL = "/denied/<script>alert(1)</script>\"'&amp;<img/src=x/onerror=alert(2)>"

    def test_uri(self, server, client, log):
        log.expect("AH01630", count=1)
        log.expect_blocked(client)
        assert client.get(self.EVIL).status == 403
        client.get("/page.html")
        assert server.status.incidents(client=client.address)[0]["uri"].startswith("/denied/<script>")
        page = server.status.fetch()
        for text, scripts in ((page.text, 1), (Client(server.port, "127.0.0.1").get("/server-status").text, 0)):
            tags = Tags(text)
            assert tags.tags.count("script") == scripts and "img" not in tags.tags
            assert "onerror" not in dict(tags.attributes)
        assert "<script>alert(1)</script>" in Tags(page.text).text

    # A user name with everything in it: control characters, quotes, bytes that are no UTF-8.
    def test_user_name(self, server, client, log):
        log.expect("AH01618", count=1)
        log.expect_blocked(client)
        client.log_in(user="<blink>\x01\x1b[31m\"\\\xff\xfe{}%s\nErrWatchBlockedClients: 7")
        client.get("/page.html")
        incident = server.status.incidents(client=client.address)[0]
        assert "<blink>" in incident["message"]
        page = Tags(server.status.fetch().text)
        assert "<blink>" in page.text and "blink" not in page.tags
        auto = server.status.fetch("auto").text
        assert len(re.findall(r"^ErrWatchBlockedClients:", auto, re.M)) == 1
        # The log line as well: one entry stays one line.
        log.wait()
        assert "\x1b" not in log.text()


class TestCoverage:
    """Which rules can never fire, and the line that would change it."""

    @classmethod
    def configure(cls, config):
        config.log_level = "warn"
        config.errwatch("""
            <VirtualHost *>
              ServerName quiet.example
              <Location /errwatch-status>
                SetHandler errwatch-status
              </Location>
            </VirtualHost>
            <VirtualHost *>
              ServerName loud.example
              LogLevel warn core:info
            </VirtualHost>
        """, rules="""
            ErrWatchRule 900103 resource_exhaustion ah=AH00128 module=core level=info cost=1
            ErrWatchRule 900101 unauthorized_access ah=AH01630 module=authz_core level=error cost=1
        """)

    def test_hidden_rules(self, server):
        coverage = {row["vhost"]: row for row in server.status.document()["coverage"]}
        assert coverage["quiet.example"]["hidden_rules"] == [900103]
        assert "core:info" in coverage["quiet.example"]["log_level"]
        assert coverage["quiet.example"]["log_level"].startswith("LogLevel ")
        assert coverage["loud.example"]["hidden_rules"] == []

    def test_shown_to_people(self, server):
        assert "core:info" in Tags(server.status.fetch().text).text
