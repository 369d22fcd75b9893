"""The page of a denial: it is shown to whom it is for, and nothing runs for whom everything is shut."""
import pytest

from harness.blocked import block


@pytest.mark.all_mpms
class TestErrorDocument:
    @classmethod
    def configure(cls, config):
        config.errwatch("""
            ErrWatchLimit resource_exhaustion 3/10m
            ErrorDocument 403 /errors/403.html
        """)

    # The page that explains the denial is shown to whom it is meant for, and not denied itself.
    def test_served(self, server, client, log):
        block(client, log)
        response = client.get("/page.html")
        assert (response.status, response.text) == (403, "our own words on 403\n")
        assert int(response.headers["Retry-After"]) > 0

    # Asked for by name it is a page like any other.
    def test_not_a_way_in(self, client, log):
        block(client, log)
        assert client.get("/errors/403.html").status == 403


class TestMissingErrorDocument:
    @classmethod
    def configure(cls, config):
        config.errwatch("""
            ErrWatchLimit resource_exhaustion 3/10m
            ErrWatchLimit unauthorized_access 100/10m
            ErrorDocument 403 /errors/missing.html
            ErrorDocument 404 /errors/missing.html
        """)

    # The operator's missing page is not the client's misdeed: one request counts once.
    def test_counts_once(self, server, client, log):
        log.expect("AH00128")
        client.get(f"/missing/{client.address}/x")
        assert round(server.status.score(client.address, "resource_exhaustion")) == 1

    # ... and after a denial it counts not at all.
    def test_denial_counts_nothing(self, server, client, log):
        log.expect("AH00128")
        log.expect_blocked(client)
        client.miss(3)
        before = server.status.client(client.address)["entries"]
        assert client.get("/page.html").status == 403
        assert server.status.client(client.address)["entries"] == before


class TestErrorDocumentOfMalformed:
    """httpd answers what it cannot parse before any gate is asked; the page that it shows then is a request like any other."""

    @classmethod
    def configure(cls, config):
        config.file("htdocs/told.html", "told\n")
        config.errwatch("""
            ErrWatchLimit resource_exhaustion 3/10m
            ErrWatchLimit bad_request none
            ErrorDocument 400 /told.html
            ErrorDocument 414 /told.html
            ErrorDocument 417 /told.html
        """)

    MALFORMED = (
        (b"GET / HTTP/1.1\r\n\r\n", 400), (b"GET / HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n", 400),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: x\r\nExpect: 42\r\nConnection: close\r\n\r\n", 417))

    @pytest.mark.parametrize("request_bytes, status", MALFORMED, ids=["no host", "no colon", "long", "expectation"])
    def test_page_is_for_visitors_only(self, server, client, log, request_bytes, status):
        log.allow("AH00565")
        log.allow("AH00570")
        visitor = client.raw(request_bytes)
        assert (visitor.status, visitor.text) == (status, "told\n")
        block(client, log)
        assert "told" not in client.raw(request_bytes).text


class TestErrorDocumentElsewhere:
    """The client sees 302; that the page is missing counts all the same."""

    @classmethod
    def configure(cls, config):
        config.errwatch("""
            ErrWatchInspect errors
            ErrWatchRule 90001 vuln_scan status=404 cost=1 name="missing"
            ErrWatchLimit vuln_scan 3/10m
            ErrorDocument 404 https://www.example.org/missing
            RedirectMatch ^/else/ https://www.example.org/else
        """, rules="")

    def test_counts(self, client, log):
        log.allow("AH00128")
        log.expect_blocked(client)
        assert 3 <= client.provoke(lambda word: client.get(f"/{word}.php"), most=12)
        assert client.get("/page.html").status == 403

    def test_others_do_not(self, client):
        assert [client.get(f"/else/{i}").status for i in range(5)] == [302] * 5
        assert client.get("/page.html").status == 200
