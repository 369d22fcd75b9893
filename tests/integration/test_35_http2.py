"""HTTP/2: streams of one connection are requests of one client."""
from harness.http2 import Http2Connection


class TestHttp2:
    @classmethod
    def configure(cls, config):
        config.load("http2")
        config.errwatch("""
            Protocols h2c http/1.1
            ErrWatchLimit resource_exhaustion 4/10m
            ErrWatchLimit path_traversal 1/10m
        """)

    def test_same_connection_is_denied(self, server, client, log):
        log.expect("AH00128", count=4)
        log.expect_blocked(client)
        with Http2Connection(server.port, client.address) as connection:
            assert [connection.get(f"/missing/h2/{i}").status for i in range(4)] == [404] * 4
            denied = connection.get("/page.html")
            assert denied.status == 403 and int(denied.headers["retry-after"]) > 0

    # What HTTP/2 did is held against HTTP/1 and the other way round.
    def test_other_protocol(self, server, client, log):
        log.expect("AH00128", count=4)
        log.expect_blocked(client)
        with Http2Connection(server.port, client.address) as connection:
            for i in range(3):
                connection.get(f"/missing/h2mixed/{i}")
        assert client.get("/missing/h2mixed/3").status == 404
        with Http2Connection(server.port, client.address) as connection:
            assert connection.get("/page.html").status == 403

    # 40 streams at once on one connection.
    def test_concurrent_streams(self, server, client, log):
        log.expect("AH00128")
        log.expect_blocked(client)
        with Http2Connection(server.port, client.address) as connection:
            streams = [connection.send("GET", f"/missing/h2streams/{i}") for i in range(40)]
            statuses = [connection.receive(stream).status for stream in streams]
            assert statuses.count(404) >= 4
            assert set(statuses) <= {404, 403}
            assert connection.get("/page.html").status == 403

    def test_evidence(self, server, client, log):
        log.expect("AH00128", count=4)
        log.expect_blocked(client)
        with Http2Connection(server.port, client.address) as connection:
            for i in range(4):
                connection.get(f"/missing/h2evidence/{i}")
            connection.get("/page.html")
        incident = server.status.incidents(client=client.address, kind="block")[0]
        assert incident["method"] == "GET" and incident["uri"] == "/missing/h2evidence/3"

    def test_traversal(self, server, client, log):
        log.expect("AH10244", count=1)
        log.expect_blocked(client)
        with Http2Connection(server.port, client.address) as connection:
            assert connection.get("/%2e%2e/%2e%2e/etc/passwd").status == 400
            assert connection.get("/%2e%2e/%2e%2e/etc/passwd").status == 403


class TestHttp2Drop:
    @classmethod
    def configure(cls, config):
        config.load("http2")
        config.errwatch("""
            Protocols h2c http/1.1
            ErrWatchLimit resource_exhaustion 2/10m
            ErrWatchAction drop
        """)

    # A dropped stream gives nothing away, and the server lives on.
    def test_drop(self, server, client, log):
        log.expect("AH00128", count=2)
        log.expect_blocked(client)
        client.miss(2)
        with Http2Connection(server.port, client.address) as connection:
            assert connection.get("/page.html").status not in (200, 404)
        assert server.client().get("/page.html").status == 200


class TestDrop:
    @classmethod
    def configure(cls, config):
        config.load("http2", "remoteip")
        config.errwatch("""
            Protocols h2c http/1.1
            ErrWatchLimit resource_exhaustion 4/10m
            ErrWatchAction drop
            RemoteIPHeader X-Forwarded-For
            RemoteIPInternalProxy 127.99.0.0/16
        """)

    def test_connection_ends(self, client, server, log):
        log.expect("AH00128", count=4)
        log.expect_blocked(client)
        with Http2Connection(server.port, client.address) as connection:
            assert [connection.get(f"/missing/h2drop/{i}").status for i in range(4)] == [404] * 4
            connection.send("GET", "/page.html")
            assert connection.ends()
