"""Behind a balancer: its clients are blocked one by one, and the balancer never."""
import pytest

MALFORMED = b"GET / HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n"
TOO_LONG = b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"
RULES = "ErrWatchRule 900190 resource_exhaustion status=400,414 cost=1\nErrWatchRule 900191 resource_exhaustion ah=AH00565 cost=1\n"


@pytest.mark.all_mpms
class TestHeader:
    @classmethod
    def configure(cls, config):
        config.load("remoteip")
        config.errwatch("""
            RemoteIPHeader X-Forwarded-For
            RemoteIPInternalProxy 127.0.0.0/8
            ErrWatchLimit resource_exhaustion 4/10m
        """ + RULES)

    def test_client_is_blocked_balancer_is_not(self, server, log):
        balancer = server.client()
        log.expect("AH00128", count=4)
        log.expect_blocked("203.0.113.9")
        with balancer.connect() as connection:
            guilty = {"X-Forwarded-For": "203.0.113.9"}
            assert [connection.get(f"/missing/{i}", guilty).status for i in range(4)] == [404] * 4
        with balancer.connect() as connection:
            assert connection.get("/page.html", guilty).status == 403
        with balancer.connect() as connection:
            assert connection.get("/page.html", {"X-Forwarded-For": "203.0.113.10"}).status == 200
        assert server.status.client(balancer.address) is None

    # One connection of the balancer carries the requests of many: a denial answers one of them.
    def test_shared_connection(self, server, log):
        balancer = server.client()
        log.expect("AH00128", count=4)
        log.expect_blocked("203.0.113.20")
        guilty = {"X-Forwarded-For": "203.0.113.20"}
        with balancer.connect() as connection:
            for i in range(4):
                assert connection.get(f"/missing/20/{i}", guilty).status == 404
                assert connection.get("/page.html", {"X-Forwarded-For": "203.0.113.21"}).status == 200
            # httpd ends the connection behind a denial, so the balancer is told not to send the next one's request there.
            denied = connection.get("/page.html", guilty)
            assert (denied.status, denied.headers["Connection"]) == (403, "close")
        assert balancer.get("/page.html", {"X-Forwarded-For": "203.0.113.21"}).status == 200

    # Requests that fail before mod_remoteip has spoken name the balancer: they are not counted against it.
    def test_malformed_requests_through_the_balancer(self, server, log):
        balancer = server.client()
        log.expect("AH00565", count=10)
        assert balancer.get("/page.html", {"X-Forwarded-For": "203.0.113.30"}).status == 200
        before = server.status.counter("proxy_peer")
        for _ in range(10):
            assert balancer.raw(MALFORMED).status == 400
            assert balancer.raw(TOO_LONG).status == 414
        assert server.status.client(balancer.address) is None
        assert server.status.counter("proxy_peer") >= before + 10
        assert balancer.get("/page.html", {"X-Forwarded-For": "203.0.113.30"}).status == 200
        assert balancer.get("/page.html").status == 200


class TestTrustedProxy:
    """A proxy that is listed need not have spoken for anybody yet."""

    @classmethod
    def configure(cls, config):
        config.load("remoteip")
        config.errwatch("""
            RemoteIPHeader X-Forwarded-For
            RemoteIPInternalProxy 127.0.0.0/8
            ErrWatchTrustedProxy 127.10.0.0/16
            ErrWatchLimit resource_exhaustion 4/10m
        """ + RULES)

    def test_listed_proxy_is_never_counted(self, server, log):
        balancer = server.client("127.10.1.1")
        log.expect("AH00565", count=10)
        log.expect("AH00128", count=10)
        assert [balancer.raw(TOO_LONG).status for _ in range(10)] == [414] * 10
        assert balancer.miss(10) == [404] * 10
        assert server.status.client(balancer.address) is None

    # Who is neither listed nor has spoken for others is a client.
    def test_others_are(self, server, client, log):
        log.expect("AH00565", count=4)
        log.expect_blocked(client)
        assert [client.raw(TOO_LONG).status for _ in range(4)] == [414] * 4
        assert client.get("/page.html").status == 403


@pytest.mark.all_mpms
class TestProxyProtocol:
    @classmethod
    def configure(cls, config):
        config.known_entries = "AH03492: RemoteIPProxyProtocol: enabled"
        config.load("remoteip")
        config.errwatch("""
            RemoteIPProxyProtocol On
            RemoteIPProxyProtocolExceptions 127.0.0.1
            ErrWatchLimit resource_exhaustion 4/10m
        """ + RULES)

    def via(self, server, balancer, source, request):
        line = f"PROXY TCP4 {source} 127.0.0.1 40000 {server.port}\r\n".encode()
        return balancer.raw(line + request).status

    def get(self, server, balancer, source, path):
        return self.via(server, balancer, source, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())

    def test_client_is_blocked_balancer_is_not(self, server, log):
        balancer = server.client()
        log.expect("AH00128", count=4)
        log.expect_blocked("198.51.100.9")
        assert [self.get(server, balancer, "198.51.100.9", f"/missing/{i}") for i in range(4)] == [404] * 4
        assert self.get(server, balancer, "198.51.100.9", "/page.html") == 403
        assert self.get(server, balancer, "198.51.100.10", "/page.html") == 200
        assert server.status.client(balancer.address) is None

    def test_malformed_requests_through_the_balancer(self, server, log):
        balancer = server.client()
        log.expect("AH00565", count=8)
        assert self.get(server, balancer, "198.51.100.30", "/page.html") == 200
        for _ in range(8):
            assert self.via(server, balancer, "198.51.100.30", TOO_LONG) == 414
            assert self.via(server, balancer, "198.51.100.30", MALFORMED) == 400
        assert server.status.client(balancer.address) is None
        assert self.get(server, balancer, "198.51.100.31", "/page.html") == 200


class TestBackend:
    """A reverse proxy of this server: what goes wrong behind it is nobody's fault."""

    @classmethod
    def configure(cls, config):
        config.load("proxy", "proxy_http")
        config.errwatch("""
            ErrWatchLimit any 3/10m
            ErrWatchRule 900195 resource_exhaustion ah=AH01114,AH00957,AH01079 cost=1
            ProxyPass /backend http://127.0.0.1:1/
        """, rules="")

    # Entries of the connection to the backend do not name a client; those of the request do, and a rule that charges for them does.
    def test_dead_backend(self, server, client, log):
        log.expect("AH00957")
        log.expect("AH01114")
        log.expect("EW0104", text="AH00957", count=1)
        assert client.get("/backend/x").status == 503
        row = server.status.client(client.address)
        assert row["entries"] == 1
        assert {r["address"] for r in server.status.document()["clients"]} == {client.address}
