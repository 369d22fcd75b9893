"""Who has many addresses: a range whose clients are blocked one after the other is blocked as a whole, unless somebody in it does well; and a table
that is full of blocked clients still counts newcomers. Addresses come by mod_remoteip from a trusted proxy on loopback."""
import pytest

from harness.cli import CommandLine

LIMITS = """
    RemoteIPHeader X-Forwarded-For
    RemoteIPInternalProxy 127.0.0.0/8
    ErrWatchTrustedProxy 127.0.0.0/8
    ErrWatchRule 900185 sql_injection target=args cost=5 "unionselect"
    ErrWatchLimit sql_injection 5/10m
"""


class Ranges:
    @classmethod
    def configure(cls, config):
        config.load("remoteip")
        config.known_entries = "EW0101"
        config.errwatch(LIMITS)

    @staticmethod
    def ask(client, address, path="/page.html"):
        return client.get(path, {"X-Forwarded-For": address}).status

    def attack(self, client, address):
        """Gets the address blocked; the last answer."""
        for i in range(2):
            self.ask(client, address, f"/page.html?id=1%27unionselect{i}")
        return self.ask(client, address)


@pytest.mark.all_mpms
class TestIpv6(Ranges):
    def test_slash_56(self, server, client, log):
        told = log.expect("EW0109", text="range 2001:db8:0:100::/56 blocked as a whole", count=1)
        for i in range(15):
            assert self.attack(client, f"2001:db8:0:1{i:02x}::1") == 403
        assert self.ask(client, "2001:db8:0:1ff::9") == 200
        assert self.attack(client, "2001:db8:0:10f::1") == 403
        assert self.ask(client, "2001:db8:0:1fe::9") == 403
        assert self.ask(client, "2001:db8:0:200::9") == 200
        log.wait(told)
        document = server.status.document()
        assert document["table"]["blocked_ranges"] == 1 and document["counters"]["range_blocks"] == 1
        row = document["clients"][0]
        assert (row["address"], row["range_parts"], row["blocked"], row["denials"]) == ("2001:db8:0:100::/56", 16, True, 1)
        assert "2001:db8:0:100::/56" in server.status.fetch().text and "ErrWatchBlockedRanges: 1" in server.status.fetch("auto").text

        # Lists, and a restart; letting one in lets in the range, and it is not blocked again.
        cli = CommandLine(server)
        assert cli.json("clients", "--blocked")[0]["address"] == "2001:db8:0:100::/56"
        assert "1 range blocked as a whole" in cli.run("status").stdout
        server.graceful()
        assert self.ask(client, "2001:db8:0:1fe::9") == 403
        log.expect("EW0102", text="range 2001:db8:0:100::/56 let back in", count=1)
        assert "2001:db8:0:100::/56 may come again, all of the range" in cli.run("unblock", "2001:db8:0:1fe::9").stdout
        assert self.ask(client, "2001:db8:0:1fe::9") == 200
        for i in range(0x20, 0x40):
            assert self.attack(client, f"2001:db8:0:1{i:02x}::1") == 403
        assert self.ask(client, "2001:db8:0:1fe::9") == 200

    def test_who_does_well_spares_his_neighbours(self, server, client, log):
        assert [self.ask(client, "2001:db8:1:ff::5") for _ in range(4)] == [200] * 4
        for i in range(40):
            assert self.attack(client, f"2001:db8:1:{i:x}::1") == 403
        assert self.ask(client, "2001:db8:1:fe::9") == 200
        assert server.status.counter("ranges_spared") > 0


class TestIpv4(Ranges):
    def test_botnet_and_shared_network(self, server, client, log):
        told = log.expect("EW0109", text="range 203.0.113.0/24 blocked as a whole", count=1)
        for i in range(32):
            assert self.attack(client, f"203.0.113.{i}") == 403
        assert self.ask(client, "203.0.113.250") == 403
        # Twenty others who were seen, and did nothing: most are blocked only when sixty are.
        self.attack(client, "198.51.100.0")
        for i in range(100, 120):
            self.ask(client, f"198.51.100.{i}")
        for i in range(1, 50):
            assert self.attack(client, f"198.51.100.{i}") == 403
        assert self.ask(client, "198.51.100.250") == 200
        log.wait(told)


class TestAllowed(Ranges):
    @classmethod
    def configure(cls, config):
        super().configure(config)
        config.add("ErrWatchAllow 2001:db8:0:1ff::/64")

    def test_allowed_address_passes(self, server, client, log):
        log.expect("EW0109", count=1)
        for i in range(16):
            self.attack(client, f"2001:db8:0:1{i:02x}::1")
        assert self.ask(client, "2001:db8:0:1fe::9") == 403
        assert self.ask(client, "2001:db8:0:1ff::9") == 200

        # As the list shows it; its clients' own blocks go on.
        cli = CommandLine(server)
        log.expect("EW0102", text="range 2001:db8:0:100::/56 let back in", count=1)
        assert cli.run("unblock", "2001:db8:0:100::/66").returncode == 2
        assert cli.run("unblock", "2001:db8:0:200::/56").returncode == 1
        assert cli.run("unblock", "2001:db8:0:100::/56").returncode == 0
        assert self.ask(client, "2001:db8:0:1fe::9") == 200
        assert self.ask(client, "2001:db8:0:105::1") == 403
        log.expect("EW0102", text="client 2001:db8:0:105::/64 let back in", count=1)
        assert cli.run("unblock", "2001:db8:0:105::/64").returncode == 0
        assert self.ask(client, "2001:db8:0:105::1") == 200


class TestFullTable(Ranges):
    """Of a /32 each /48 stays below what it takes: the table fills with blocks, and newcomers are counted all the same."""

    @classmethod
    def configure(cls, config):
        super().configure(config)
        config.add("ErrWatchClients 1024")

    def test_counting_goes_on(self, server, client, log):
        told = log.expect("EW0213", text="Raise ErrWatchClients", count=1)
        for i in range(1200):
            self.attack(client, f"2001:db8:{i:x}::1")
        for i in range(100):
            assert self.attack(client, f"2600:{i:x}::1") == 403
        assert server.status.counter("evictions_refused") == 0
        assert server.status.counter("blocks_evicted") > 0
        assert any("blocks ended early" in text for text in server.status.document()["warnings"])
        log.wait(told, deadline=40)
