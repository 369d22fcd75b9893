"""A host inside of mod_remoteip's trusted range that was blocked gains nothing by X-Forwarded-For; who is a proxy is told by what it forwards over time."""
from harness.cli import CommandLine


class Trusting:
    @classmethod
    def configure(cls, config):
        config.load("remoteip")
        config.known_entries = "AH00128"
        config.errwatch("""
            RemoteIPHeader X-Forwarded-For
            RemoteIPInternalProxy 127.0.0.0/8
            ErrWatchLimit resource_exhaustion 4/10m
        """)


class TestBlockedHost(Trusting):
    def test_stays_blocked_whatever_it_says(self, server, client, log):
        log.expect_blocked(client)
        assert client.miss(4) == [404] * 4
        assert client.get("/page.html").status == 403
        for i in range(30):
            assert client.get("/page.html", {"X-Forwarded-For": f"203.0.113.{i}"}).status == 403
        assert client.get("/page.html").status == 403
        assert server.status.document()["proxies"] == []
        server.graceful()
        assert client.get("/page.html", {"X-Forwarded-For": "203.0.113.9"}).status == 403
        # Others' words are still believed.
        assert server.client().get("/page.html", {"X-Forwarded-For": "203.0.113.9"}).status == 200

    def test_one_word_for_others_does_not_free_what_it_does_itself(self, server, client, log):
        log.expect_blocked(client)
        assert client.get("/page.html", {"X-Forwarded-For": "203.0.113.9"}).status == 200
        assert client.miss(4) == [404] * 4
        assert client.get("/page.html").status == 403
        assert client.get("/page.html", {"X-Forwarded-For": "203.0.113.9"}).status == 403

    # An administrator has the last word, and what is unblocked is free.
    def test_by_hand(self, server, client, log):
        cli = CommandLine(server)
        log.expect("EW0106", text=client.address, count=1)
        log.expect("EW0102", text=client.address, count=1)
        assert client.get("/page.html", {"X-Forwarded-For": "203.0.113.9"}).status == 200
        cli.run("block", client.address)
        assert client.get("/page.html", {"X-Forwarded-For": "203.0.113.9"}).status == 403
        cli.run("unblock", client.address)
        assert client.get("/page.html", {"X-Forwarded-For": "203.0.113.9"}).status == 200


class TestConfiguredProxy(Trusting):
    @classmethod
    def configure(cls, config):
        super().configure(config)
        config.add("ErrWatchTrustedProxy 127.10.0.0/16")

    def test_is_never_denied(self, server, log):
        proxy = server.client("127.10.1.1")
        assert proxy.miss(10) == [404] * 10
        assert proxy.get("/page.html", {"X-Forwarded-For": "203.0.113.9"}).status == 200


class TestBlockedForOthers(Trusting):
    """What httpd logs before it knows for whom a peer speaks may be another's fault: those for whom it speaks are not shut out."""

    @classmethod
    def configure(cls, config):
        super().configure(config)
        config.add("ErrWatchRule 900191 resource_exhaustion ah=AH00565 cost=1")

    def test_its_clients_pass(self, server, client, log):
        log.expect("AH00565", count=4)
        log.expect_blocked(client)
        for _ in range(4):
            assert client.raw(b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n").status == 414
        assert client.get("/page.html").status == 403
        assert client.get("/page.html", {"X-Forwarded-For": "203.0.113.9"}).status == 200
