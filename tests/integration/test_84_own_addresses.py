"""The machine itself is never counted, nor blocked; whom a proxy calls so, and other loopback addresses, are. So is
whom mod_qos names in its own text."""
import pytest

from harness.client import Client
from harness.config import RULES, have_ipv6

# As the harness configures it, without the allow list.
WATCHED = """
ErrWatchEngine On
ErrWatchStateFile errwatch.state
ErrWatchLimit any none
ErrWatchVerifyCrawlers Off
ErrWatchLimit resource_exhaustion 4/10m
<Location /errwatch-status>
  SetHandler errwatch-status
</Location>
"""


class TestOwn:
    @classmethod
    def configure(cls, config):
        config.load_errwatch().add(WATCHED, RULES)

    @pytest.mark.parametrize("host", ["127.0.0.1", pytest.param("::1", marks=pytest.mark.skipif(not have_ipv6(), reason="no ::1"))])
    def test_own_address_is_not_counted(self, server, log, host):
        log.expect("AH00128", count=20)
        client = Client(server.port, host, host)
        before = server.status.counter("own_address")
        assert client.miss(20) == [404] * 20
        assert server.status.client(host) is None
        assert server.status.counter("own_address") >= before + 20

    def test_other_loopback_addresses_are(self, server, client, log):
        log.expect("AH00128", count=4)
        log.expect_blocked(client)
        assert client.miss(5) == [404] * 4 + [403]

    # A proxy on this machine that nobody named is one, too, and is told of.
    def test_proxy_on_this_machine(self, server, log):
        log.expect("EW0208", text="127.0.0.1", count=1)
        proxy = Client(server.port, "127.0.0.1")
        for i in range(200):
            assert proxy.get("/page.html", {"X-Forwarded-For": f"203.0.113.{i % 7}"}).status == 200
        assert server.status.document()["unnamed_proxies"] == ["127.0.0.1"]


class TestNamedByAProxy:
    @classmethod
    def configure(cls, config):
        config.load("remoteip").load_errwatch()
        config.add(WATCHED, RULES, "RemoteIPHeader X-Forwarded-For\nRemoteIPInternalProxy 127.64.0.0/10")

    def test_who_calls_himself_so_is_counted(self, server, client, log):
        log.expect("AH00128", count=4)
        log.expect_blocked("127.0.0.1")
        codes = [client.get(f"/missing/{i}", {"X-Forwarded-For": "127.0.0.1"}).status for i in range(5)]
        assert codes == [404] * 4 + [403]


# mod_qos refuses a connection when httpd has neither request nor connection to log it with.
class TestNamedInTheText:
    @classmethod
    def configure(cls, config):
        config.load_errwatch().errprobe().load_errprobe_as("qos").add(
            WATCHED, "ErrWatchAllow 203.0.113.8",
            'ErrWatchRule 90001 resource_exhaustion module=qos target=message cost=1 name="refused" "^mod_qos"')

    @pytest.mark.parametrize("address, module, counted", [
        ("203.0.113.7", "mod_qos.c", True), ("203.0.113.8", "mod_qos.c", False),
        ("127.0.0.1", "mod_qos.c", False), ("203.0.113.9", "mod_errprobe.c", False)])
    def test_who_is_refused_is_charged(self, server, client, log, address, module, counted):
        log.allow(text="QS_SrvMaxConnPerIP")
        if counted:
            log.expect_blocked(address)
        text = "mod_qos(031):+access+denied,+QS_SrvMaxConnPerIP+rule:+max=3,+concurrent+connections="
        for i in range(4):
            assert client.get(f"/probe?module={module}&with=s&text={text}{i},+c={address}").status == 200
        row = server.status.charged(address)
        assert (row is not None and row["blocked"] and row["reason"] == "resource_exhaustion") == counted, row
