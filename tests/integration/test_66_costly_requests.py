"""One client cannot keep a processor busy: looking at a request takes a fixed number of steps, whatever it holds, and who makes it run out
of them is blocked for that. Nobody is for a request that is merely long."""
import base64
import random

import pytest

from harness.http2 import Http2Connection
from harness.wait import wait_until

# match/work.h: what a request has, what an entry gets in any case, and a byte of a body.
OF_A_REQUEST, OF_AN_ENTRY, OF_A_BODY_BYTE = 1_400_000, 32 * 1024, 128
HOSTILE = ['"or-', "$(`", "(a)", "{{1*${#{<%=@({%[=", "http://a@", "<a b=c ", "'or'1'='1", "x=1;"]


def filled(unit, size):
    return (unit * (size // len(unit) + 1))[:size]


def quoted(text):
    return "".join(c if c.isalnum() else f"%{ord(c):02x}" for c in text)


def hostile_headers(unit):
    return {"Cookie": "a=" + filled(unit, 8000), "Referer": "https://localhost/" + filled(unit, 8000), "User-Agent": filled(unit, 8000),
            **{f"X-Text-{i}": filled(unit, 8000) for i in range(20)}}


class Costly:
    @classmethod
    def configure(cls, config):
        config.load("http2")
        config.errprobe()
        config.known_entries = "."  # blocks are asserted
        config.load_test_module("mod_readbody")
        config.errwatch("""
            Protocols h2c http/1.1
            Include ${CONF}/rules/*.conf
            ErrWatchBody On size=64k
            <Location /echo>
              SetHandler readbody
            </Location>
        """, rules="")


class TestCostlyRequests(Costly):
    @pytest.mark.parametrize("unit", HOSTILE)
    def test_every_field_is_full_of_it(self, server, client, log, unit):
        log.expect_blocked(client)
        before = server.status.document()["counters"]
        with client.connect() as connection:
            statuses = [connection.get("/page.html?q=" + quoted(filled(unit, 2500)), hostile_headers(unit)).status for _ in range(12)]
        wait_until(lambda: server.status.blocked(client.address), what=lambda: f"a block of {server.status.client(client.address)}")
        after = server.status.document()["counters"]
        requests = statuses.count(200)
        assert requests < 12, statuses
        # A response may be judged beside what was judged early.
        assert after["steps"] - before["steps"] <= requests * (OF_A_REQUEST + OF_AN_ENTRY)
        assert after["unread"] - before["unread"] >= 1

    def test_the_client_is_named(self, server, client, log):
        log.expect_blocked(client)
        for number in range(12):
            client.get(f"/page.html?n={number}", hostile_headers("a[b]=(c),"))
        server.status.wait_blocked(client.address)
        assert server.status.incidents(client=client.address)[0]["rule"] == 5040

    # From the second time on a byte each on the wire.
    def test_indexed_headers(self, server, client, log):
        log.expect_blocked(client)
        text = filled("{{1*${#{<%=@({%[=", 3000)
        headers = [(f"x-text-{i % 4}", text) for i in range(8)] + [("cookie", text)] * 2 + [("referer", text), ("user-agent", text)]
        before = server.status.counter("steps")
        with Http2Connection(server.port, client.address) as connection:
            statuses = [connection.get(f"/page.html?n={number}", headers).status for number in range(12)]
        server.status.wait_blocked(client.address)
        assert 0 < statuses.count(200) < 12, statuses
        assert server.status.counter("steps") - before <= statuses.count(200) * (OF_A_REQUEST + OF_AN_ENTRY)

    # As a CGI script or PHP writes them.
    @pytest.mark.parametrize("lines", [20, 200])
    def test_many_entries_of_one_request(self, server, client, log, lines):
        before = server.status.counter("steps")
        headers = {**hostile_headers("$(`"), "X-Text-0": "y"}
        assert client.get(f"/probe?format=plain&text=something&count={lines}", headers).status == 200
        assert server.status.counter("steps") - before <= OF_A_REQUEST + (lines + 4) * OF_AN_ENTRY


class TestLongEverydayRequests(Costly):
    def ask(self, server, client, path, headers=None, body=b"", method="GET"):
        before = server.status.counter("unread")
        for _ in range(12):
            assert client.request(method, path, headers, body).status == 200
        assert server.status.counter("unread") == before
        assert not server.status.blocked(client.address)
        assert server.status.score(client.address, "resource_exhaustion") == 0

    def test_saml_and_cookies(self, server, client):
        chance = random.Random(1)
        request = base64.b64encode(bytes(chance.randrange(256) for _ in range(5200))).decode()
        cookies = "; ".join(f"name{i}={base64.b64encode(bytes(chance.randrange(256) for _ in range(90))).decode()}" for i in range(55))
        self.ask(server, client, "/page.html?SAMLRequest=" + quoted(request)[:7800], {"Cookie": cookies[:7900]})

    def test_long_search(self, server, client):
        words = "&".join(f"filter%5B{i}%5D=house+with+a+garden+(or+a+balcony)%2C+up+to+{i}00+%E2%82%AC" for i in range(95))
        self.ask(server, client, "/page.html?" + words[:7900])

    @pytest.mark.parametrize("kind", ["json", "text", "html"])
    def test_long_body(self, server, client, kind):
        text = 'When we were in Spain last year, the hotel (which wasn\'t cheap) had a pool; "nice", we said. See http://example.org/x - 12.50 a day. '
        bodies = {
            "json": ("application/json", '{"items":[' + ",".join('{"id":%d,"title":"a house","text":"%s"}' % (i, text.replace('"', "'"))
                                                                 for i in range(360)) + "]}"),
            "text": ("application/x-www-form-urlencoded", "text=" + quoted(text * 160)),
            "html": ("application/x-www-form-urlencoded", "text=" + quoted(f'<div class="row"><p>{text}</p></div>\n' * 130)),
        }
        media_type, body = bodies[kind]
        self.ask(server, client, "/echo", {"Content-Type": media_type}, body.encode(), method="POST")
