"""IPv6 clients are /64 networks; IPv4-mapped addresses are IPv4."""
import pytest

from harness.client import Client
from harness.config import have_ipv6


# Over IPv6 itself. ::1 is this machine and no client (test_84_own_addresses.py), so a proxy there names another.
@pytest.mark.skipif(not have_ipv6(), reason="there is no ::1 here")
@pytest.mark.all_mpms
class TestOverIpv6:
    @classmethod
    def configure(cls, config):
        config.load("remoteip")
        config.errwatch("""
            RemoteIPHeader X-Forwarded-For
            RemoteIPInternalProxy ::1
            ErrWatchLimit resource_exhaustion 3/10m
            ErrWatchPrefix ipv6=128
        """)

    def test_block(self, server, log):
        proxy = Client(server.port, host="::1")
        log.expect("AH00128", count=3)
        log.expect("EW0101", text="client 2001:db8::77 blocked", count=1)
        codes = [proxy.get(f"/missing/{i}", {"X-Forwarded-For": "2001:db8::77"}).status for i in range(4)]
        assert codes == [404] * 3 + [403]
        assert server.status.blocked("2001:db8::77")
        assert proxy.get("/page.html", {"X-Forwarded-For": "2001:db8::78"}).status == 200


class TestNetworks:
    @classmethod
    def configure(cls, config):
        config.load("remoteip")
        config.errwatch("""
            RemoteIPHeader X-Forwarded-For
            RemoteIPInternalProxy 127.0.0.0/8
            ErrWatchLimit resource_exhaustion 4/10m
            ErrWatchAllow 2001:db8:a::/48
        """)

    def miss(self, client, address, count=1):
        return [client.get(f"/missing/{address}/{i}", {"X-Forwarded-For": address}).status for i in range(count)]

    def test_one_network_is_one_client(self, server, client, log):
        log.expect("AH00128", count=4)
        log.expect("EW0101", text="client 2001:db8:1:2::/64 blocked", count=1)
        for address in ("2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:ffff::3", "2001:db8:1:2:3:4:5:6"):
            assert self.miss(client, address) == [404]
        assert self.miss(client, "2001:db8:1:2::7") == [403]
        assert server.status.blocked("2001:db8:1:2::/64")
        # The network beside it is somebody else.
        assert client.get("/page.html", {"X-Forwarded-For": "2001:db8:1:3::1"}).status == 200

    def test_mapped_is_ipv4(self, server, client, log):
        log.expect("AH00128", count=4)
        log.expect("EW0101", text="client 192.0.2.66 blocked", count=1)
        assert self.miss(client, "192.0.2.66", 2) == [404, 404]
        assert self.miss(client, "::ffff:192.0.2.66", 3) == [404, 404, 403]
        assert self.miss(client, "192.0.2.66") == [403]

    def test_allowed_network(self, server, client, log):
        log.expect("AH00128", count=6)
        assert self.miss(client, "2001:db8:a:1::1", 6) == [404] * 6


class TestPrefix:
    @classmethod
    def configure(cls, config):
        config.errwatch("ErrWatchLimit resource_exhaustion 4/10m\nErrWatchPrefix ipv4=24")

    def test_ipv4_network(self, server, log):
        log.expect("AH00128", count=4)
        log.expect("EW0101", text=r"client 127\.8\.7\.0/24 blocked", count=1)
        assert server.client("127.8.7.1").miss(2) == [404] * 2
        assert server.client("127.8.7.9").miss(2) == [404] * 2
        assert server.client("127.8.7.200").get("/page.html").status == 403
        assert server.client("127.8.8.1").get("/page.html").status == 200
