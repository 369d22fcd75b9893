"""A proxy that nobody named brings everybody's requests: it is not blocked, and the operator is told. A scanner in the same network is blocked."""
import pytest

from harness.cli import CommandLine
from harness.client import WORDS

AGENTS = [f"Mozilla/5.0 ({name}) Gecko/20100101 Firefox/140.0" for name in WORDS[:10]]


class Watched:
    @classmethod
    def configure(cls, config):
        config.known_entries = "AH00128|EW0103"
        config.errwatch("ErrWatchLimit resource_exhaustion 15/10m")

    def requests(self, client, count, headers, page="/page.html", each=4):
        """Visits, and every `each`-th in vain."""
        return [client.get(f"/missing/{client.address}/{i}" if i % each == 0 else page, headers(i)).status for i in range(count)]


# Each by itself: "nearly all requests" are those of the whole server.
@pytest.mark.all_mpms
class TestForwarding(Watched):
    def test_proxy_that_names_its_clients(self, server, client, log):
        told = log.expect("EW0208", text=client.address, at_most=2)
        forwarded = lambda i: {"X-Forwarded-For": f"203.0.113.{i % 5}", "User-Agent": AGENTS[0]}
        codes = self.requests(client, 120, forwarded, each=2)
        assert set(codes) == {200, 404}
        assert len(log.wait(told)) == 1
        document = server.status.document()
        assert document["unnamed_proxies"] == [client.address]
        assert any(client.address in text and "RemoteIPHeader" in text for text in document["warnings"])
        assert client.address in server.status.fetch().text
        assert "ErrWatchUnnamedProxies: 1" in server.status.fetch("auto").text
        assert CommandLine(server).json("status")["unnamed_proxies"] == [client.address]
        before = server.status.counter("proxy_peer")
        assert set(client.miss(20)) == {404}
        assert server.status.counter("proxy_peer") > before

        # Known over a restart, and told again.
        server.graceful()
        assert set(self.requests(client, 40, forwarded, each=1)) == {404}
        told.at_least = 2
        log.wait(told)


class TestSilentProxy(Watched):
    def test_proxy_that_names_nobody(self, server, client, log):
        log.expect("EW0208", text=client.address, count=1)
        codes = self.requests(client, 120, lambda i: {"User-Agent": AGENTS[i % 10]}, each=3)
        assert set(codes) == {200, 404}


class TestLateProxy(Watched):
    # Blocked before anybody could tell, it is let in with its second client, who is not refused either.
    def test_block_is_taken_back(self, server, client, log):
        log.expect_blocked(client)
        first, second = {"X-Forwarded-For": "203.0.113.1"}, {"X-Forwarded-For": "203.0.113.2"}
        assert self.requests(client, 25, lambda i: first, each=1)[-1] == 403
        told = log.expect("EW0208", text=client.address, count=1)
        let_in = log.expect("EW0102", text=f"client {client.address} let back in: it is a proxy that nobody named", count=1)
        assert client.get("/page.html", second).status == 200
        log.wait(told)
        log.wait(let_in)
        assert client.get("/page.html", second).status == 200
        assert client.get("/page.html", first).status == 200
        assert not server.status.blocked(client.address)


class TestOtherConnections(Watched):
    # A proxy holds several open: from the moment at which it is known nothing counts on any of them.
    def test_known_on_all(self, server, client, log):
        log.expect("EW0208", text=client.address, count=1)
        forwarded = lambda i: {"X-Forwarded-For": f"203.0.113.{i % 50}", "User-Agent": AGENTS[0]}
        known = lambda: server.status.document()["unnamed_proxies"] == [client.address]
        with client.connect() as one, client.connect() as other:
            asked = 0
            while not known() and asked < 100:
                assert other.get("/page.html", forwarded(asked)).status == one.get("/page.html", forwarded(asked + 1)).status == 200
                asked += 2
            before = server.status.score(client.address, "resource_exhaustion")
            assert [other.get(f"/missing/other/{word}", forwarded(i)).status for i, word in enumerate(WORDS[:5])] == [404] * 5
            assert known() and server.status.score(client.address, "resource_exhaustion") == before


class TestBlockedByHand(Watched):
    # Whoever blocked it by hand knows what it is: that it turns out to bring others' requests changes nothing.
    def test_stays_blocked(self, server, client, log):
        log.expect("EW0106", text=f"client {client.address} blocked by an administrator", count=1)
        told = log.expect("EW0208", text=client.address, count=1)
        assert CommandLine(server).run("block", client.address).returncode == 0
        codes = self.requests(client, 60, lambda i: {"X-Forwarded-For": f"203.0.113.{i % 5}"})
        assert set(codes) == {403}
        log.wait(told)
        assert set(client.repeat(10, "/page.html")) == {403}
        assert server.status.blocked(client.address)


@pytest.mark.all_mpms
class TestProxyOfAKnownServer(Watched):
    """A server that others have asked for much: whether they still do takes minutes to tell."""
    def test_undecided_passes_are_bounded(self, server, client, log):
        others = server.client()
        assert set(others.repeat(300, "/page.html")) == {200}
        log.expect_blocked(client)
        forwarded = lambda i: {"X-Forwarded-For": f"203.0.113.{i % 5}"}
        codes = self.requests(client, 300, forwarded, each=1)
        blocked = codes.index(403) if 403 in codes else len(codes)
        served = sum(code != 403 for code in codes)
        assert served - 30 <= 100 and served >= 100  # NearPeers::kMostPasses, beside what it takes to be blocked
        assert set(codes[blocked:]) == {403}
        assert server.status.document()["unnamed_proxies"] == []

    def test_burst_beside_others_is_blocked_at_once(self, server, client, log):
        others = server.client()
        log.expect_blocked(client)
        codes = []
        for i in range(60):
            others.get("/page.html")
            codes.append(client.get(f"/missing/{client.address}/{i}", {"X-Forwarded-For": f"203.0.113.{i % 5}"}).status)
        assert codes[-30:] == [403] * 30
        assert server.status.document()["unnamed_proxies"] == []


class TestScanner(Watched):
    @pytest.mark.parametrize("headers", [{"User-Agent": AGENTS[0]}, {"X-Forwarded-For": "127.0.0.1"}], ids=["one agent", "forged"])
    def test_alone_on_an_idle_server_is_blocked(self, server, client, log, headers):
        log.expect_blocked(client)
        assert 403 in self.requests(client, 40, lambda i: headers, each=1)
        assert set(client.repeat(40, "/page.html", headers)) == {403}
        assert server.status.document()["unnamed_proxies"] == []


class TestChangingItsName(Watched):
    def test_scanner_that_changes_its_name_is_blocked(self, server, client, log):
        log.expect_blocked(client)
        codes = self.requests(client, 60, lambda i: {"User-Agent": AGENTS[i % 10]}, each=1)
        assert codes[-1] == 403
        assert server.status.document()["unnamed_proxies"] == []


class TestListedProxy(Watched):
    """To trust a proxy, or to allow it, names nobody who comes through it: everything is uncounted, and that is told."""
    LISTED = "ErrWatchTrustedProxy 127.0.0.0/8"

    @classmethod
    def configure(cls, config):
        super().configure(config)
        config.add(cls.LISTED)

    def test_is_told(self, server, client, log):
        told = log.expect("EW0208", text=rf"{client.address} .*ErrWatchTrustedProxy or ErrWatchAllow alone names no client", count=1)
        codes = self.requests(client, 80, lambda i: {"X-Forwarded-For": f"203.0.113.{i % 5}"})
        assert set(codes) == {200, 404}
        log.wait(told)
        document = server.status.document()
        assert document["unnamed_proxies"] == [client.address]
        assert any(client.address in text and "RemoteIPHeader" in text for text in document["warnings"])
        said = CommandLine(server).run("status").stdout
        assert f"warning: {client.address} brings nearly all requests" in said


class TestAllowedProxy(TestListedProxy):
    LISTED = "ErrWatchAllow 127.0.0.0/8"


class TestAllowedVisitors(Watched):
    @classmethod
    def configure(cls, config):
        super().configure(config)
        config.add("ErrWatchTrustedProxy 127.0.0.0/8")

    # Who says for nobody that he asks is no proxy that could name somebody.
    def test_are_no_proxy(self, server, client):
        self.requests(client, 80, lambda i: {"User-Agent": AGENTS[i % 10]})
        assert server.status.document()["unnamed_proxies"] == []


class TestNamedProxy(Watched):
    @classmethod
    def configure(cls, config):
        super().configure(config)
        config.load("remoteip")
        config.add("RemoteIPHeader X-Forwarded-For\nRemoteIPInternalProxy 127.0.0.0/8")

    def test_is_no_matter(self, server, client):
        self.requests(client, 100, lambda i: {"X-Forwarded-For": f"203.0.113.{i}", "User-Agent": AGENTS[i % 10]}, each=5)
        assert server.status.document()["unnamed_proxies"] == []
