"""What the command line says of blocks is so: under each ErrWatchEngine, after a change of it, of addresses that are never denied, and of ranges
that an administrator blocks as a whole."""
import pytest

from harness.cli import CommandLine

LIMITS = "ErrWatchLimit resource_exhaustion 5/10m"


@pytest.fixture
def cli(server):
    return CommandLine(server)


def set_mode(server, mode):
    server.config.file("engine.conf", f"ErrWatchEngine {mode}\n")
    server.write()
    server.graceful()


class TestModes:
    @classmethod
    def configure(cls, config):
        config.errwatch(LIMITS + "\nInclude ${ROOT}/engine.conf")
        config.file("engine.conf", "ErrWatchEngine On\n")

    def test_each_mode_is_told(self, server, client, cli, log):
        log.expect("AH00128", count=5)
        log.expect_blocked(client)
        client.miss(5)
        assert client.get("/page.html").status == 403
        row = cli.json("clients", "--blocked")[0]
        assert (row["address"], row["blocked"], row["detection_only"], "not_denied" in row) == (client.address, True, False, False)

        # A block of before denies nobody under DetectionOnly, and nobody says that it does.
        set_mode(server, "DetectionOnly")
        assert client.get("/page.html").status == 200
        assert cli.json("clients", "--blocked") == []
        row = cli.json("clients", "--would-block")[0]
        assert (row["address"], row["blocked"], row["detection_only"]) == (client.address, False, True)
        assert server.status.client(client.address)["detection_only"] and server.status.document()["table"]["blocked"] == 0
        listed = cli.run("clients", "--would-block")
        assert "would be blocked" in listed.stdout and "ErrWatchEngine is DetectionOnly: nobody is denied" in listed.stderr
        assert "mode: ErrWatchEngine is DetectionOnly: nobody is denied" in cli.run("status").stdout
        log.expect("EW0106", text="192.0.2.7", count=1)
        said = cli.run("block", "192.0.2.7").stdout
        assert said.startswith("192.0.2.7 would be denied until ") and "ErrWatchEngine is DetectionOnly" in said

        # Off: neither.
        set_mode(server, "Off")
        assert client.get("/page.html").status == 200
        assert cli.json("clients", "--blocked") == cli.json("clients", "--would-block") == []
        row = [row for row in cli.json("clients") if row["address"] == client.address][0]
        assert (row["blocked"], row["detection_only"], row["not_denied"]) == (False, False, "not denied: ErrWatchEngine is Off")
        assert "not denied: ErrWatchEngine is Off" in cli.run("clients", "--since", "1h").stdout
        assert cli.run("clients", "--since", "2060-01-01").stdout == "no client is known that did anything since then\n"
        assert "mode: ErrWatchEngine is Off: nothing is counted and nobody is denied" in cli.run("status").stdout
        said = cli.run("block", "192.0.2.8").stdout
        assert said.startswith("192.0.2.8 is blocked, but will not be denied, until ") and "ErrWatchEngine is Off" in said

        # Back: it is as it was.
        set_mode(server, "On")
        log.expect("EW0106", text="192.0.2.8", count=1)
        assert client.get("/page.html").status == 403
        row = [row for row in cli.json("clients", "--blocked") if row["address"] == client.address][0]
        assert row["blocked"] and "not_denied" not in row
        assert "mode:" not in cli.run("status").stdout

        # Without httpd: that, and how old the figures are.
        server.stop()
        listed = cli.run("clients", "--blocked")
        assert client.address in listed.stdout
        assert "httpd is not running" in listed.stderr and "this is its last copy, of " in listed.stderr and " ago)" in listed.stderr
        again = cli.run("unblock", "192.0.2.200")
        assert again.returncode == 1 and "is not blocked; httpd is not running" in again.stderr
        server.start()


class TestModesOfSections:
    @classmethod
    def configure(cls, config):
        config.errwatch(LIMITS + """
            <VirtualHost *>
              ServerName main.example
              <Location /quiet>
                ErrWatchEngine DetectionOnly
              </Location>
            </VirtualHost>
            <VirtualHost *>
              ServerName shop.example
              ErrWatchScope shop
              ErrWatchEngine Off
            </VirtualHost>
        """)

    def test_each_scope_has_its_own(self, cli, log):
        status = cli.run("status").stdout
        assert "mode: ErrWatchEngine is On, but DetectionOnly in some places: nobody is denied there" in status
        assert "mode: ErrWatchEngine is Off in scope shop: nothing is counted and nobody is denied" in status
        log.expect("EW0106", text="192.0.2.9", count=2)
        assert cli.run("block", "192.0.2.9").stdout.startswith("192.0.2.9 is blocked until ")
        assert "but will not be denied" in cli.run("block", "192.0.2.9", "--scope", "shop").stdout


class TestAllowed:
    @classmethod
    def configure(cls, config):
        config.known_entries = "AH00128|EW0106"
        config.errwatch(LIMITS + "\nErrWatchAllow 192.0.2.40\nErrWatchTrustedProxy 192.0.2.41\nInclude ${ROOT}/allow.conf")
        config.file("allow.conf", "\n")

    @pytest.mark.parametrize("address, why", [
        ("192.0.2.40", "192.0.2.40 is allow-listed (ErrWatchAllow, "),
        ("192.0.2.41", "192.0.2.41 is a trusted proxy (ErrWatchTrustedProxy, "),
        ("127.0.0.1", "127.0.0.1 is an address of this machine itself, which is never denied"),
    ])
    def test_block_says_that_it_would_not_be_denied(self, server, cli, address, why):
        result = cli.run("block", address, "--config", server.conf)
        assert result.returncode == 1 and why in result.stderr
        forced = cli.run("block", address, "--force", "--config", server.conf)
        assert forced.stdout.startswith(f"{address} is blocked, but will not be denied, until ") == (address == "192.0.2.40")

    def test_list_says_so(self, server, client, cli, log):
        log.expect_blocked(client)
        client.miss(5)
        assert client.get("/page.html").status == 403
        server.config.file("allow.conf", f"ErrWatchAllow {client.address}\n")
        server.write()
        server.graceful()
        assert client.get("/page.html").status == 200
        row = server.status.client(client.address)
        assert not row["blocked"] and row["not_denied"] == "not denied: allow-listed"
        assert "not denied: allow-listed" in server.status.fetch().text
        assert client.address not in cli.run("clients", "--blocked", "--config", server.conf).stdout
        listed = cli.run("clients", "--config", server.conf).stdout
        assert f"{client.address}" in listed and "not denied: allow-listed" in listed


@pytest.mark.all_mpms
class TestRangesByHand:
    @classmethod
    def configure(cls, config):
        config.load("remoteip")
        config.known_entries = "EW0106|EW0102"
        config.errwatch(LIMITS + """
            RemoteIPHeader X-Forwarded-For
            RemoteIPInternalProxy 127.0.0.0/8
            ErrWatchTrustedProxy 127.0.0.0/8
            ErrWatchAllow 203.0.113.200
        """)

    @staticmethod
    def ask(client, address):
        return client.get("/page.html", {"X-Forwarded-For": address}).status

    @pytest.mark.parametrize("written, shown, inside, outside", [
        ("203.0.113.77/24", "203.0.113.0/24", "203.0.113.9", "203.0.114.9"),
        ("2001:db8:5:100::/56", "2001:db8:5:100::/56", "2001:db8:5:1ab::1", "2001:db8:5:200::1"),
        ("2001:db8:6::/48", "2001:db8:6::/48", "2001:db8:6:ffff::1", "2001:db8:7::1"),
    ])
    def test_whole_range(self, server, client, cli, written, shown, inside, outside):
        assert self.ask(client, inside) == 200
        result = cli.run("block", written, "--for", "1h", "--reason", "abuse report")
        assert result.returncode == 0 and result.stdout.startswith(f"{shown}, all of the range, is blocked until ")
        assert (self.ask(client, inside), self.ask(client, outside)) == (403, 200)
        row = server.status.client(shown)
        assert row["blocked"] and row["by_hand"] and row["reason"] == "by hand"
        assert "range blocked by hand" in cli.run("clients", "--blocked").stdout
        server.graceful()
        assert self.ask(client, inside) == 403
        assert cli.run("unblock", shown).stdout.startswith(f"{shown} may come again, all of the range")
        assert self.ask(client, inside) == 200

    def test_allowed_address_passes(self, client, cli, server):
        said = cli.run("block", "203.0.113.0/24", "--config", server.conf).stdout
        assert "who is allow-listed (ErrWatchAllow, " in said and ") in it is not denied" in said
        assert (self.ask(client, "203.0.113.200"), self.ask(client, "203.0.113.201")) == (200, 403)
        assert cli.run("unblock", "--all").returncode == 0
        assert self.ask(client, "203.0.113.201") == 200

    @pytest.mark.parametrize("address", ["2001:db8::/65", "192.0.2.0/33", "192.0.2.0/24x", "192.0.2.0/"])
    def test_other_sizes(self, cli, address):
        for command in ("block", "unblock", "allow", "disallow"):
            assert cli.run(command, address).returncode == 2

    def test_reason_is_logged(self, cli, log):
        told = log.expect("EW0106", text="192.0.2.61 blocked by an administrator for 3600 s until", count=1)
        assert cli.run("block", "192.0.2.61", "--reason", "abuse report").returncode == 0
        assert log.wait(told)[0].message.endswith(": abuse report")
