"""Facts about httpd that the module's design rests on, of requests: which hooks run, how a denial is carried out, who the client is."""
import pytest

from harness.config import SATISFIED
from harness.recorded import Recorded


@pytest.mark.all_mpms
class TestWhichHooksRun(Recorded):
    """Who sees what: post_read_request is the widest gate, log_transaction sees still more."""

    @classmethod
    def more(cls, config):
        config.add("""
            ErrorDocument 404 /errors/404.html
            TraceEnable Off
            <Location /errors>
              Require all granted
            </Location>
        """)

    GATES = ("post_read_request", "map_to_storage", "access_checker")

    @pytest.mark.parametrize("name, request_bytes, status, gates", [
        ("normal", b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200, GATES),
        ("denied", b"GET /denied/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 403, GATES),
        ("traversal", b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 400, GATES[:1]),
        ("encoded slash", b"GET /x%2fy HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404, GATES[:1]),
        ("trace", b"TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 405, GATES[:2]),
        ("options *", b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200, GATES[:2]),
        ("malformed header", b"GET / HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n", 400, ()),
        ("malformed line", b"GET  /\r\n\r\n", 400, ()),
        ("no host", b"GET / HTTP/1.1\r\n\r\n", 400, ()),
        ("too long", b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, ()),
    ])
    def test_gates(self, client, log, name, request_bytes, status, gates):
        log.allow(text=r"AH01630|AH10244|AH00026|AH00565|AH00128|AH00127")
        assert client.raw(request_bytes).status == status
        self.record.wait_logged()
        seen = {r["hook"] for r in self.record.all() if "prev" in r and not r["prev"]}
        assert seen & set(self.GATES) == set(gates)
        assert len(self.record.hook("log_transaction")) == 1
        assert self.record.hook("log_transaction")[0]["r_status"] in (status, 200)  # an ErrorDocument may follow

    # At post_read_request no <Location> has been applied yet.
    def test_early_gate_knows_no_location(self, client):
        client.get("/page.html")
        assert self.record.hook("post_read_request")[0]["server_level_dir_config"] == 1
        assert self.record.hook("access_checker")[0]["server_level_dir_config"] == 0

    # An ErrorDocument is a request of its own, with prev set: a gate that does not look at it judges twice. (access_checker is
    # left out where the ErrorDocument has the very same directory configuration.)
    def test_error_document_passes_the_gates_again(self, client, log):
        log.expect("AH00128")
        assert client.get("/nothing-here").text == "our own words on 404\n"
        assert [r["prev"] for r in self.record.hook("post_read_request")] == [0, 1]
        assert [r["prev"] for r in self.record.hook("access_checker")] == [0, 1]

    # DirectoryIndex is a sub-request: it passes access_checker but not post_read_request.
    def test_subrequest(self, client):
        client.get("/")
        assert len(self.record.hook("post_read_request")) == 1
        assert any(r["main"] for r in self.record.hook("map_to_storage"))


@pytest.mark.all_mpms
class TestDenying(Recorded):
    @classmethod
    def more(cls, config):
        config.add("""
            ErrorDocument 403 /errors/403.html
        """ + SATISFIED)

    # A denial leaves no entry of its own, so it cannot feed on itself.
    @pytest.mark.parametrize("gate", ["post_read", "access", "access_ex"])
    @pytest.mark.parametrize("status", [403, 429])
    def test_logs_nothing(self, client, gate, status):
        assert client.get("/page.html", {"X-Contract-Deny": f"{gate}:{status}"}).status == status
        self.record.wait_logged()
        assert not self.record.hook("error_log", has_c=1)  # the parent may still be telling that it has started

    # Satisfy Any lets through what either gate alone has denied; both together hold, and so does the early gate.
    @pytest.mark.parametrize("path, gate, status", [
        ("/satisfy-require/page.html", "access", 200),
        ("/satisfy-allow/page.html", "access_ex", 200),
        ("/satisfy-require/page.html", "both", 403),
        ("/satisfy-allow/page.html", "both", 403),
        ("/satisfy-require/page.html", "post_read", 403),
        ("/satisfy-allow/page.html", "post_read", 403),
    ])
    def test_satisfy_any(self, client, path, gate, status):
        assert client.get(path, {"X-Contract-Deny": gate}).status == status

    # Without a guard the ErrorDocument of a denial is denied as well.
    def test_error_document_is_denied_too(self, client):
        response = client.get("/page.html", {"X-Contract-Deny": "post_read"})
        assert response.status == 403
        assert "our own words" not in response.text

    # A denial at post_read_request ends a kept-alive connection in an orderly way or goes on; it never answers the next request.
    def test_next_request_on_the_connection(self, client):
        with client.connect() as connection:
            assert connection.get("/page.html", {"X-Contract-Deny": "post_read"}).status == 403
            assert connection.get("/page.html").status in (0, 200)


class TestRemoteip(Recorded):
    @classmethod
    def more(cls, config):
        config.log_level = "warn core:debug"
        config.known_entries = r"\[core:debug\]"
        config.load("remoteip")
        config.add("RemoteIPHeader X-Forwarded-For", "RemoteIPInternalProxy 127.0.0.0/8")

    # From post_read_request on (after mod_remoteip) the request names the client; the connection goes on naming the balancer.
    def test_client_is_known_after_mod_remoteip(self, client):
        client.get("/page.html", {"X-Forwarded-For": "192.0.2.7"})
        seen = self.record.hook("post_read_request")[0]
        assert seen["useragent_ip"] == "192.0.2.7"
        assert seen["client_ip"] == client.address

    # What is logged before that names the balancer: it must never be counted against it.
    def test_earlier_entries_name_the_balancer(self, client):
        request = b"GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.7\r\nno colon here\r\n\r\n"
        assert client.raw(request).status == 400
        self.record.wait_logged()
        assert {r["useragent_ip"] for r in self.record.hook("error_log", r_status=400)} == {client.address}


class TestHttp2(Recorded):
    @classmethod
    def more(cls, config):
        config.load("http2")
        config.add("Protocols h2c http/1.1")

    # An HTTP/2 request lives on a secondary connection without a scoreboard handle; its entries say [remote, not [client.
    def test_secondary_connection(self, server, client, log):
        from harness.http2 import Http2Connection
        expected = log.expect("AH01630", text=r"\[remote ")
        with Http2Connection(server.port, client.address) as connection:
            assert connection.get("/denied/page.html").status == 403
        log.wait(expected)
        entry = self.record.entry("AH01630")
        assert entry["secondary"] == 1 and entry["scoreboard"] == 0
        assert entry["client_ip"] == client.address
