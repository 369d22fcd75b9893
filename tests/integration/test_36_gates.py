"""Where a blocked client is denied: every way round a gate that httpd offers, and what a denial looks like."""
import pytest

from harness.blocked import block
from harness.config import SATISFIED
from harness.wait import wait_until

SITE = """
    ErrWatchLimit resource_exhaustion 3/10m
    ErrWatchLimit path_traversal none
    TraceEnable On
    RewriteEngine On
    RewriteRule ^/forbidden - [F]
    RewriteRule ^/moved https://www.example.org/ [R,L]
""" + SATISFIED


def line(text):
    return text.encode() + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.mark.all_mpms
class TestBothGates:
    @classmethod
    def configure(cls, config):
        config.load("rewrite")
        config.errwatch(SITE)

    # Everything that a blocked client can send and that would have been answered in another way.
    @pytest.mark.parametrize("request_bytes", [
        line("GET /page.html HTTP/1.1"),
        line("GET / HTTP/1.1"),
        line("HEAD /page.html HTTP/1.1"),
        line("POST /page.html HTTP/1.1"),
        line("GET /missing HTTP/1.1"),
        line("GET /denied/page.html HTTP/1.1"),
        line("GET /private/page.html HTTP/1.1"),
        line("GET /private/page.html HTTP/1.1\r\nAuthorization: Basic YWxpY2U6c2VjcmV0"),
        line("GET /satisfy-require/page.html HTTP/1.1"),
        line("GET /satisfy-allow/page.html HTTP/1.1"),
        line("GET /satisfy-allow/page.html HTTP/1.1\r\nAuthorization: Basic YWxpY2U6c2VjcmV0"),
        line("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1"),
        line("GET /../../etc/passwd HTTP/1.1"),
        line("GET /x%2fy HTTP/1.1"),
        line("TRACE / HTTP/1.1"),
        line("OPTIONS * HTTP/1.1"),
        line("OPTIONS / HTTP/1.1"),
        line("GET /forbidden HTTP/1.1"),
        line("GET /moved HTTP/1.1"),
        line("FOO /page.html HTTP/1.1"),
        line("CONNECT www.example.org:443 HTTP/1.1"),
        line("GET http://www.example.org/ HTTP/1.1"),
        b"GET /page.html HTTP/1.0\r\n\r\n",
    ], ids=lambda data: data.split(b"\r\n")[0].decode())
    def test_denied(self, client, log, request_bytes):
        block(client, log)
        response = client.raw(request_bytes)
        assert response.status == 403
        assert int(response.headers["Retry-After"]) > 0, "the denial is not the module's"

    # What httpd cannot parse it refuses by itself, before any module is asked: nothing is served either.
    @pytest.mark.parametrize("request_bytes, status", [
        (b"GET / HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    ])
    def test_malformed(self, server, client, log, request_bytes, status):
        block(client, log)
        log.allow("AH00565")
        assert client.raw(request_bytes).status == status
        assert client.get("/page.html").status == 403

    # A second request in the same packet does not slip through behind the first.
    def test_pipelined(self, client, log):
        block(client, log)
        with client.connect() as connection:
            connection.send(line("GET /page.html HTTP/1.1").replace(b"close", b"keep-alive") + line("GET /page.html HTTP/1.1"))
            assert connection.receive().status == 403
            assert connection.receive().status in (0, 403)


class TestCache:
    """Cached content is served before access_checker is asked."""

    @classmethod
    def configure(cls, config):
        config.load("cache", "cache_disk", "expires")
        config.file("cache/.keep", "")
        config.errwatch("""
            ErrWatchLimit resource_exhaustion 3/10m
            CacheRoot ${ROOT}/cache
            CacheEnable disk /
            CacheDisable /errwatch-status
            CacheHeader on
            ExpiresActive On
            ExpiresDefault "access plus 1 hour"
        """)

    def test_cached_page_is_denied(self, server, client, log):
        (server.root / "cache").chmod(0o777)
        visitor = server.client()
        wait_until(lambda: "HIT" in str(visitor.get("/page.html").headers.get("X-Cache", "")), what="a cached page")
        block(client, log)
        assert client.get("/page.html").status == 403
        # And a denial is not what others then get from the cache.
        assert visitor.get("/page.html").status == 200


class TestAccessGateAlone:
    """The narrower gate: what never reaches it is not denied, as the manual says."""

    @classmethod
    def configure(cls, config):
        config.load("rewrite")
        config.errwatch(SITE + "ErrWatchGate access\n")

    def test_denied(self, client, log):
        block(client, log)
        for path in ("/page.html", "/satisfy-require/page.html", "/satisfy-allow/page.html", "/private/page.html"):
            assert client.get(path).status == 403

    def test_not_reached(self, client, log):
        block(client, log)
        log.expect("AH10244", count=1)
        assert client.raw(line("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1")).status == 400
        assert client.raw(line("TRACE / HTTP/1.1")).status == 200


class TestEarlyGateAlone:
    @classmethod
    def configure(cls, config):
        config.load("rewrite")
        config.errwatch(SITE + """
            ErrWatchGate early
            <Location /page.html>
              ErrWatchAction deny status=429
            </Location>
        """)

    # It knows the virtual host's settings and no directory's.
    def test_denied(self, client, log):
        block(client, log)
        for path in ("/page.html", "/satisfy-require/page.html", "/satisfy-allow/page.html"):
            assert client.get(path).status == 403


class TestActions:
    @classmethod
    def configure(cls, config):
        config.load("expires")
        config.file("htdocs/why.html", "why\n")
        config.errwatch("""
            ExpiresActive On
            ExpiresDefault "access plus 1 hour"
            ErrWatchLimit resource_exhaustion 3/10m
            <VirtualHost *>
              ServerName deny.example
              ErrWatchAction deny status=429
            </VirtualHost>
            <VirtualHost *>
              ServerName drop.example
              ErrWatchAction drop
            </VirtualHost>
            <VirtualHost *>
              ServerName away.example
              ErrWatchAction redirect=https://www.example.org/why?a=b
            </VirtualHost>
            <VirtualHost *>
              ServerName query.example
              ErrWatchAction redirect=/why.html?x=1#top
            </VirtualHost>
            <VirtualHost *>
              ServerName here.example
              ErrWatchAction redirect=/why.html
            </VirtualHost>
            <Location /errwatch-status>
              SetHandler errwatch-status
            </Location>
        """)

    def test_status(self, client, log):
        block(client, log)
        response = client.get("/page.html", {"Host": "deny.example"})
        assert response.status == 429 and 0 < int(response.headers["Retry-After"]) <= 600

    def test_drop(self, server, client, log):
        block(client, log)
        with client.connect() as connection:
            connection.send(b"GET /page.html HTTP/1.1\r\nHost: drop.example\r\n\r\n")
            assert connection.read_all() == b""
        assert server.client().get("/page.html", {"Host": "drop.example"}).status == 200

    def test_drop_counts_as_denial(self, server, client, log):
        block(client, log)
        with client.connect() as connection:
            connection.send(b"GET /page.html HTTP/1.1\r\nHost: drop.example\r\n\r\n")
            connection.read_all()
        assert server.status.client(client.address)["denials"] == 1

    def test_redirect_away(self, client, log):
        block(client, log)
        response = client.get("/page.html", {"Host": "away.example"})
        assert (response.status, response.headers["Location"]) == (302, "https://www.example.org/why?a=b")

    def test_redirect_here_with_a_query(self, client, log):
        block(client, log)
        response = client.get("/page.html", {"Host": "query.example"})
        assert response.status == 302 and response.headers["Location"].endswith("/why.html?x=1#top")
        assert client.get("/why.html?x=1", {"Host": "query.example"}).text == "why\n"

    # What one client is refused no cache may give to others.
    @pytest.mark.parametrize("host", ["deny.example", "away.example", "here.example", "other.example"])
    def test_not_to_be_stored(self, client, log, host):
        block(client, log)
        headers = client.get("/page.html", {"Host": host}).headers
        assert headers["Cache-Control"] == "no-store" and "1970" in headers["Expires"]

    # A page of the same server: whoever is sent there must get it.
    def test_redirect_here(self, client, log):
        block(client, log)
        response = client.get("/page.html", {"Host": "here.example"})
        assert response.status == 302 and response.headers["Location"].endswith("/why.html")
        assert client.get("/why.html", {"Host": "here.example"}).text == "why\n"


class TestEnvironment:
    """What other modules and the access log learn."""

    @classmethod
    def configure(cls, config):
        config.errwatch("""
            ErrWatchLimit resource_exhaustion 3/10m
            ErrWatchLimit any 100/10m
            LogFormat "%a %>s [%{ERRWATCH_DECISION}e %{ERRWATCH_CATEGORY}e %{ERRWATCH_SCORE}e] [%{ERRWATCH_DECISION}n %{ERRWATCH_CATEGORY}n]" seen
            CustomLog logs/access.log seen
            Header always set X-Watched "%{ERRWATCH_DECISION}e" env=ERRWATCH_DECISION
        """)

    def lines(self, server, client):
        lines = (server.root / "logs/access.log").read_text().splitlines()
        return [line.split(" ", 1)[1] for line in lines if line.startswith(client.address + " ")]

    def test_stranger(self, server, client):
        response = client.get("/page.html")
        assert "X-Watched" not in response.headers
        wait_until(lambda: self.lines(server, client))
        assert self.lines(server, client) == ["200 [- - -] [- -]"]

    def test_denied(self, server, client, log):
        block(client, log)
        response = client.get("/page.html")
        assert response.headers["X-Watched"] == "deny"
        wait_until(lambda: len(self.lines(server, client)) == 4)
        assert "403 [deny resource_exhaustion 3] [deny resource_exhaustion]" in self.lines(server, client)

    # Nothing that the client sends can pretend to be the decision.
    def test_not_from_the_client(self, server, client):
        assert "X-Watched" not in client.get("/page.html", {"ERRWATCH_DECISION": "pass", "ERRWATCH-DECISION": "pass"}).headers
