"""Responses that left no entry: status codes and, with ErrWatchInspect all, what was asked for.

A response is judged when it has been sent: the next request on the same connection finds the result, one on another connection may come
before it. So the tests with several connections wait for the block."""
import contextlib
import gzip

import pytest

from harness.chance import tries
from harness.client import request_bytes
from harness.wait import wait_until

RULES = r"""
    ErrWatchRule 900301 resource_exhaustion status=404 cost=1
    ErrWatchRule 900302 resource_exhaustion status=400,414 cost=1
    ErrWatchRule 900303 sql_injection target=args nocase "union\s+select" cost=5
    ErrWatchRule 900304 bot_proxy target=agent nocase "sqlmap" cost=3
    ErrWatchRule 900305 resource_exhaustion ah=AH00128 cost=1
    ErrWatchRule 900306 unauthorized_access ah=AH01630 cost=1
"""
INJECTION = "/page.html?id=1%27%20UNION%20SELECT%20password%20FROM%20users--"


class Quiet:
    """At LogLevel warn: "File does not exist" is not written."""

    extra = ""

    @classmethod
    def configure(cls, config):
        config.log_level = "warn"
        config.errwatch("ErrWatchLimit resource_exhaustion 5/10m\nErrWatchLimit sql_injection 10/10m\nErrWatchLimit bot_proxy 3/10m\n" +
                        cls.extra, rules=RULES)


@pytest.mark.all_mpms
class TestStatusCodes(Quiet):
    extra = "ErrWatchInspect errors\n"

    # A scan is seen although the log says nothing.
    def test_404_scan(self, server, client, log):
        log.expect_blocked(client)
        assert client.miss(5) == [404] * 5
        server.status.wait_blocked(client.address)
        assert client.get("/page.html").status == 403
        assert server.status.incidents(client=client.address)[0]["status"] == 404

    # On one connection: the count is there before the next request is read.
    def test_keep_alive(self, client, log):
        log.expect_blocked(client)
        with client.connect() as connection:
            assert [connection.get(f"/missing/q/{i}").status for i in range(6)] == [404] * 5 + [403]

    # Requests that never became one.
    def test_malformed(self, server, client, log):
        log.expect_blocked(client)
        request = b"GET / HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n"
        assert [client.raw(request).status for _ in range(5)] == [400] * 5
        server.status.wait_blocked(client.address)
        assert client.get("/page.html").status == 403

    def test_success_is_not_looked_at(self, server, client):
        before = server.status.counter("responses")
        assert client.get(INJECTION, {"User-Agent": "sqlmap/1.7"}).status == 200
        assert server.status.counter("responses") == before
        assert server.status.charged(client.address) is None

    # A listed status brings the request before the payload rules as well.
    def test_payload_of_a_failed_request(self, server, client):
        client.get(f"/missing/{client.address}?id=1%20union%20select%201")
        row = wait_until(lambda: server.status.client(client.address))
        assert row["last_rule"] == 900303


class TestStatusCodesWithEntries(Quiet):
    """At LogLevel info the entry counts, and the response not once more."""

    @classmethod
    def configure(cls, config):
        super().configure(config)
        config.log_level = "warn core:info"

    def test_once(self, server, client, log):
        log.expect("AH00128", count=4)
        assert client.miss(4) == [404] * 4
        assert client.get("/page.html").status == 200
        assert round(server.status.score(client.address, "resource_exhaustion")) == 4


class TestOtherCodes(Quiet):
    extra = "ErrWatchStatusCodes 410 400\n"

    def test_unlisted(self, server, client):
        assert client.miss(8) == [404] * 8
        assert server.status.charged(client.address) is None


class TestNoCodes(Quiet):
    extra = "ErrWatchStatusCodes none\n"

    def test_none(self, server, client):
        assert client.miss(8) == [404] * 8
        assert server.status.charged(client.address) is None


class TestEntriesOnly(Quiet):
    extra = "ErrWatchInspect entries\n"

    def test_responses_are_ignored(self, server, client, log):
        log.expect("AH01630", count=1)
        assert client.miss(8) == [404] * 8
        assert server.status.charged(client.address) is None
        client.get("/denied/page.html")
        assert server.status.client(client.address)["last_rule"] == 900306


@pytest.mark.all_mpms
class TestInspectAll(Quiet):
    extra = "ErrWatchInspect all\n"

    # SQL injection on a page that exists: nothing but the request tells.
    def test_injection_on_existing_page(self, server, client, log):
        log.expect_blocked(client)
        assert 2 <= client.provoke(lambda word: client.get(INJECTION.replace("password", word)), most=tries(2))
        server.status.wait_blocked(client.address)
        assert client.get("/page.html").status == 403
        incident = server.status.incidents(client=client.address)[0]
        assert incident["category"] == "sql_injection" and incident["rule"] == 900303
        assert "UNION" in incident["uri"]

    def test_header(self, server, client, log):
        log.expect_blocked(client)
        assert client.get("/page.html", {"User-Agent": "sqlmap/1.7"}).status == 200
        server.status.wait_blocked(client.address)
        assert client.get("/page.html").status == 403

    def test_ordinary_requests(self, server, client):
        benign = server.status.counter("benign")
        for path in ("/", "/page.html", "/page.html?q=select+a+union+member", "/page.html?union=1&select=2"):
            assert client.get(path).status == 200
        wait_until(lambda: server.status.counter("benign") >= benign + 4)
        assert server.status.charged(client.address) is None

    # An attack that also leaves an entry has been judged with that entry, by the costliest rule that matched.
    def test_entry_and_response(self, server, client, log):
        log.expect("AH01630", count=1)
        with client.connect() as connection:
            connection.get("/denied/page.html?id=1%20union%20select%201")
            connection.get("/page.html")
        assert round(server.status.score(client.address, "sql_injection")) == 5
        assert server.status.client(client.address)["entries"] == 1


class TestStatusOfADenial:
    """Every status that ErrWatchAction accepts is answered as such: httpd turns what it does not know into 500."""

    CODES = (*range(400, 418), *range(421, 425), 426, 428, 429, 431, 451, *range(500, 509), 510, 511)

    @classmethod
    def configure(cls, config):
        config.errwatch("ErrWatchGate access\nErrWatchLimit resource_exhaustion 3/10m\n" + "".join(
            f"<Location /as/{code}>\n  ErrWatchAction deny status={code}\n</Location>\n" for code in cls.CODES))

    def test_each_is_answered(self, client, log):
        log.expect("AH00128", at_least=3)
        log.expect_blocked(client)
        client.provoke(lambda word: client.get(f"/missing/{word}"))
        assert [client.get(f"/as/{code}/x").status for code in self.CODES] == list(self.CODES)


@pytest.mark.all_mpms
class TestJudgedBeforeTheAnswer(Quiet):
    """What a request says counts before it is answered: a large file that nobody reads, or a slow program, holds up no block."""

    LARGE_BYTES = 64 << 20  # more than any socket holds
    ASKED = "/large.bin?id={}%27%20UNION%20SELECT%20password%20FROM%20users--"

    @pytest.fixture(autouse=True)
    def large(self, server):
        with open(server.root / "htdocs/large.bin", "wb") as file:
            file.truncate(self.LARGE_BYTES)

    def ask(self, connection, number):
        connection.send(request_bytes("GET", self.ASKED.format(number)))

    def test_unread(self, server, client, log):
        log.expect_blocked(client)
        with contextlib.ExitStack() as unread:
            for number in range(4):  # two block; whether one is new is told by a hash of few bits
                self.ask(unread.enter_context(client.connect()), number)
            server.status.wait_blocked(client.address)
            assert client.get("/page.html").status == 403
            assert server.status.counter("same_request") == 0

    # The answer that comes at last charges nothing a second time.
    def test_counts_once(self, server, client):
        with client.connect() as connection:
            self.ask(connection, 1)
            wait_until(lambda: server.status.charged(client.address))
            named = server.status.category("sql_injection")
        wait_until(lambda: server.status.category("sql_injection") > named)
        row = server.status.charged(client.address)
        assert row["entries"] == 1 and row["last_rule"] == 900303
        assert server.status.counter("same_request") == 0

    def test_clean(self, server, client):
        with client.connect() as connection:
            connection.send(request_bytes("GET", "/large.bin?q=select%20your%20union"))
            assert client.get("/page.html").status == 200
            assert server.status.charged(client.address) is None


class TestTrailers:
    @classmethod
    def configure(cls, config):
        config.load("deflate").errwatch("""
            MergeTrailers On
            <Location /page.html>
                SetInputFilter DEFLATE
            </Location>
            ErrWatchRule 900301 code_injection target=headers cost=2 "injected-word"
        """)

    # They come after what the request says was judged, before the answer.
    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_what_stands_in_them_counts(self, server, client, method):
        head = f"{method} /page.html HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n"
        assert client.raw(f"{head}\r\n".encode()).status in (200, 405)
        assert server.status.score(client.address, "code_injection") == 0
        assert client.raw(f"{head}X-A: injected-word\r\n\r\n".encode()).status in (200, 405)
        assert server.status.score(client.address, "code_injection") == 2

    # A filter that unpacks the body takes away a header, and the number is the same.
    def test_what_stands_in_them_counts_beside_a_packed_body(self, server, client):
        body = gzip.compress(b"hello")
        head = b"GET /page.html HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
        chunks = b"%x\r\n%s\r\n0\r\nX-A: injected-word\r\n\r\n" % (len(body), body)
        assert client.raw(head + chunks).status == 200
        assert server.status.score(client.address, "code_injection") == 2
