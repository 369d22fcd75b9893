"""Ranges that are blocked, and clients and ranges that are allowed, while the server runs: from the next request on, in every process, over
restarts, with their ends told. Lists from and for other guards. Addresses come by mod_remoteip from a trusted proxy on loopback."""
import json
import re
import shutil
import sqlite3
import subprocess

import pytest

from harness import paths
from harness.cli import CommandLine
from harness.wait import wait_until

LIMITS = """
    RemoteIPHeader X-Forwarded-For
    RemoteIPInternalProxy 127.0.0.0/8
    ErrWatchTrustedProxy 127.0.0.0/8
    ErrWatchAllow 203.0.113.200
    ErrWatchRule 900185 sql_injection target=args cost=5 "unionselect"
    ErrWatchLimit sql_injection 5/10m
    ErrWatchEventLog logs/events.json events=block
"""


class Lists:
    @classmethod
    def configure(cls, config):
        config.load("remoteip")
        config.known_entries = "EW0101|EW0102|EW0106|EW0111|EW0112|EW0113"
        config.errwatch(LIMITS)

    @pytest.fixture
    def cli(self, server):
        return CommandLine(server)

    @staticmethod
    def ask(client, address, path="/page.html"):
        return client.get(path, {"X-Forwarded-For": address}).status

    def attack(self, client, address):
        return self.ask(client, address, "/page.html?id=1%27unionselect")


@pytest.mark.all_mpms
class TestBlockedRanges(Lists):
    @pytest.mark.parametrize("written, shown, inside, outside", [
        ("198.51.100.7/22", "198.51.100.0/22", "198.51.103.9", "198.51.104.9"),
        ("203.0.113.129/26", "203.0.113.128/26", "203.0.113.130", "203.0.113.127"),
        ("2001:db8::/32", "2001:db8::/32", "2001:db8:ffff::1", "2001:db9::1"),
        ("2001:dba:0:10::/60", "2001:dba:0:10::/60", "2001:dba:0:1f::1", "2001:dba:0:20::1"),
    ])
    def test_from_the_next_request_on(self, server, client, cli, log, written, shown, inside, outside):
        assert self.ask(client, inside) == 200
        told = log.expect("EW0106", text=f"range {shown} blocked by an administrator for 3600 s until .*: abuse report", count=1)
        assert cli.run("block", written, "--reason", "abuse report").stdout.startswith(f"{shown}, all of the range, is blocked until ")
        # Whichever process takes the connection.
        assert [self.ask(server.client(), inside) for _ in range(12)] == [403] * 12
        assert self.ask(client, outside) == 200
        row = server.status.client(shown)
        assert row["blocked"] and row["by_hand"] and row["remark"] == "abuse report" and row["denials"] >= 12
        assert "abuse report" in server.status.fetch().text
        assert cli.json("clients", inside)["clients"][0]["address"] == shown
        server.graceful()
        assert self.ask(client, inside) == 403
        log.wait(told)
        assert cli.run("unblock", shown).stdout == f"{shown} may come again, all of the range\n"
        assert self.ask(client, inside) == 200

    def test_it_ends(self, server, client, cli, log):
        told = log.expect("EW0102", text="range 198.51.96.0/20 let back in: its block ran out", count=1)
        cli.run("block", "198.51.96.0/20", "--for", "2s")
        assert self.ask(client, "198.51.97.1") == 403
        log.wait(told)
        assert self.ask(client, "198.51.97.1") == 200

    def test_refused(self, server, cli):
        for address, why in (("203.0.113.200", f"is allow-listed (ErrWatchAllow, {server.conf}:"), ("127.0.0.1", "address of this machine"),
                             ("127.3.0.0/16", "is a trusted proxy (ErrWatchTrustedProxy, "), ("198.0.0.0/8", "wider than a /12")):
            result = cli.run("block", address, "--config", server.conf)
            assert result.returncode == 1 and why in result.stderr, result.stderr


@pytest.mark.all_mpms
class TestAllowed(Lists):
    def test_never_counted_and_let_in_at_once(self, server, client, cli, log):
        assert (self.attack(client, "192.0.2.9"), self.ask(client, "192.0.2.9")) == (200, 403)
        told = log.expect("EW0111", text="range 192.0.2.0/28 allowed by an administrator for 7200 s until .*: penetration test", count=1)
        done = cli.json("allow", "192.0.2.0/28", "--for", "2h", "--reason", "penetration test")
        assert [one["address"] for one in done["unblocked"]] == ["192.0.2.9"]
        assert [self.attack(server.client(), "192.0.2.9") for _ in range(6)] == [200] * 6
        assert (self.attack(client, "192.0.2.16"), self.ask(client, "192.0.2.16")) == (200, 403)
        log.wait(told)
        for restart in (server.graceful, server.restart):
            restart()
            assert (self.attack(client, "192.0.2.9"), self.ask(client, "192.0.2.9")) == (200, 200)
        [row] = server.status.document()["allowed"]
        assert (row["address"], row["range_bits"], row["reason"]) == ("192.0.2.0/28", 28, "penetration test")
        assert "penetration test" in server.status.fetch().text and cli.json("clients", "--allowed") == [row]
        # It says so, and blocks for when it is over.
        refused = cli.run("block", "192.0.2.9")
        assert refused.returncode == 1 and "`errwatch disallow 192.0.2.0/28`" in refused.stderr
        assert "will not be denied" in cli.run("block", "192.0.2.9", "--force").stdout
        assert self.ask(client, "192.0.2.9") == 200
        ended = log.expect("EW0112", text="range 192.0.2.0/28 no longer allowed by an administrator", count=1)
        assert cli.json("disallow", "192.0.2.0/28")["disallowed"]
        assert self.ask(client, "192.0.2.9") == 403
        log.wait(ended)
        events = server.root / "logs/events.json"
        wait_until(lambda: '"disallowed"' in events.read_text())

    def test_it_ends(self, server, client, cli, log):
        told = log.expect("EW0112", text="client 198.51.100.9 no longer allowed: its time ran out", count=1)
        cli.run("allow", "198.51.100.9", "--for", "3s")
        log.wait(told)
        assert (self.attack(client, "198.51.100.9"), self.ask(client, "198.51.100.9")) == (200, 403)


# Who is at its other end is kept for a second.
class TestOpenConnection:
    @classmethod
    def configure(cls, config):
        config.known_entries = "EW0111|EW0112"
        config.errwatch("""
            ErrWatchRule 900185 sql_injection target=args cost=5 "unionselect"
            ErrWatchLimit sql_injection 1000/10m
            ErrWatchLimit any none
        """)

    def test_allowed_meanwhile(self, server, client, log):
        tried = iter(range(1, 1000))

        def counts():
            before = server.status.score(client.address, "sql_injection")
            assert connection.get(f"/page.html?{'q' * next(tried)}=1%27unionselect").status == 200
            return server.status.score(client.address, "sql_injection") > before

        with client.connect() as connection:
            assert counts() and counts()
            CommandLine(server).run("allow", client.address)
            assert not counts()
            CommandLine(server).run("disallow", client.address)
            assert counts()


class TestImport(Lists):
    def test_a_published_list(self, server, client, cli, log):
        (server.root / "drop.txt").write_text("; DROP\n203.0.113.0/26 ; SBL1\n2001:db8::/32\n203.0.113.200\n127.0.0.1\nhello\n198.51.100.1\n")
        said = cli.json("import", server.root / "drop.txt", "--config", server.conf, "--dry-run")
        assert (said["clients"], said["ranges"], said["refused"], said["malformed"]) == (1, 2, 2, 1), said["remarks"]
        assert self.ask(client, "203.0.113.1") == 200
        told = log.expect("EW0113", text="3 clients and ranges blocked by an administrator from a list: ", count=1)
        assert cli.json("import", server.root / "drop.txt", "--config", server.conf)["ranges"] == 2
        assert [self.ask(client, one) for one in ("203.0.113.1", "2001:db8:7::1", "198.51.100.1", "198.51.100.2")] == [403, 403, 403, 200]
        log.wait(told)
        exported = cli.json("export")
        assert {entry["address"] for entry in exported["entries"]} >= {"203.0.113.0/26", "2001:db8::/32", "198.51.100.1"}

    def test_a_long_one(self, server, cli, log):
        (server.root / "long.txt").write_text("".join(f"10.{i >> 16}.{i >> 8 & 255}.{i & 255}\n" for i in range(100_000)))
        said = cli.json("import", server.root / "long.txt")
        assert said["clients"] + said["no_room"] == 100_000 and said["clients"] > 30_000


@pytest.fixture(scope="module")
def fail2ban(tmp_path_factory):
    """The command of a fail2ban of its own, with one jail: web."""
    if shutil.which("fail2ban-client") is None:
        pytest.skip("fail2ban is not installed")
    root = tmp_path_factory.mktemp("fail2ban")
    (root / "filter.d").mkdir()
    (root / "fail2ban.conf").write_text(f"[Definition]\nloglevel = INFO\nlogtarget = {root}/log\nsyslogsocket = auto\nsocket = {root}/s\n"
                                        f"pidfile = {root}/pid\ndbfile = {root}/db.sqlite3\ndbpurgeage = 1d\ndbmaxmatches = 10\n")
    (root / "jail.conf").write_text(f"[DEFAULT]\nbantime = 3600\nfindtime = 600\nmaxretry = 5\nbackend = polling\n"
                                    f"[web]\nenabled = true\nfilter = web\nlogpath = {root}/web.log\n")
    (root / "filter.d/web.conf").write_text("[Definition]\nfailregex = ^x <HOST>\n")
    (root / "web.log").touch()
    command = ["fail2ban-client", "-c", str(root), "-s", f"{root}/s", "-p", f"{root}/pid"]

    def run(*arguments):
        return subprocess.run([*command, *arguments], check=True, capture_output=True, text=True, timeout=60).stdout
    run("start")
    run.root, run.command = root, command
    yield run
    run("stop")


class TestFail2ban(Lists):
    def test_there_and_back(self, server, client, cli, log, fail2ban):
        fail2ban("set", "web", "banip", "192.0.2.1", "2001:db8:f2b::7", "198.51.100.0/24")
        for number, arguments in enumerate((("get", "web", "banip", "--with-time"), ("banned",), ("get", "web", "banip"))):
            (server.root / "banned.txt").write_text(fail2ban(*arguments))
            said = cli.json("import", server.root / "banned.txt", "--for", "30m")
            assert (said["clients"], said["ranges"], said["kept"]) == ((2, 1, 0) if number == 0 else (0, 0, 3)), arguments
        assert [self.ask(client, one) for one in ("192.0.2.1", "2001:db8:f2b::9", "198.51.100.9")] == [403] * 3
        # Its data base, by the line that docs/from-other-tools.md has.
        guide = (paths.REPOSITORY / "docs/from-other-tools.md").read_text()
        [query] = re.findall(r"^```sql\n(.*?)```", guide, re.M | re.S)
        rows = sqlite3.connect(fail2ban.root / "db.sqlite3").execute(query).fetchall()
        (server.root / "db.csv").write_text("address,until,reason\n" + "".join(",".join(row) + "\n" for row in rows))
        cli.run("unblock", "--all")
        said = cli.json("import", server.root / "db.csv")
        assert (said["form"], said["clients"], said["ranges"]) == ("csv", 2, 1)
        # ... and back.
        fail2ban("unban", "--all")
        (server.root / "bin").mkdir()
        program = server.root / "bin/fail2ban-client"
        program.write_text("#!/bin/sh\nexec /usr/bin/" + " ".join(fail2ban.command) + ' "$@"\n')
        program.chmod(0o755)
        script = cli.run("export", "--format", "fail2ban", "--jail", "web").stdout
        subprocess.run(["sh"], input=script, text=True, check=True, env={"PATH": f"{server.root}/bin:/usr/bin:/bin"}, timeout=60)
        assert set(fail2ban("get", "web", "banip").split()) == {"192.0.2.1", "2001:db8:f2b::/64", "198.51.100.0/24"}


class TestCrowdsec(Lists):
    """What cscli 1.4.6 wrote, and what its import takes."""

    def test_decisions(self, server, client, cli, log):
        decision = {"duration": "3h59m58.334151481s", "id": 1, "origin": "cscli", "scenario": "crowdsecurity/http-probing", "scope": "Ip",
                    "simulated": False, "type": "ban", "value": "192.0.2.1"}
        (server.root / "list.json").write_text(json.dumps([{"created_at": "2026-11-28T14:10:55Z", "decisions": [decision], "id": 3}]))
        (server.root / "list.csv").write_text(
            "id,source,ip,reason,action,country,as,events_count,expiration,simulated,alert_id\n"
            "3,cscli,Ip:2001:db8::7,manual 'captcha' from 'test',captcha,,,1,59m59.142681699s,false,3\n"
            "2,cscli,Range:198.51.100.0/24,manual 'ban' from 'test',ban,,,1,23h59m58.142679406s,false,2\n")
        assert cli.json("import", server.root / "list.json")["clients"] == 1
        said = cli.json("import", server.root / "list.csv")
        assert (said["form"], said["ranges"], said["passed_over"]) == ("crowdsec", 1, 1)
        assert [self.ask(client, one) for one in ("192.0.2.1", "198.51.100.9", "2001:db8::7")] == [403, 403, 200]
        [row] = [row for row in cli.json("clients", "--blocked") if row["address"] == "198.51.100.0/24"]
        assert row["remark"] == "crowdsec: manual 'ban' from 'test'"
        lines = cli.run("export", "--format", "crowdsec").stdout.split()
        assert lines[0] == "duration,scope,value,reason,type" and len(lines) == 3
        assert int(lines[2].split(",")[0][:-1]) in range(14_000, 14_401) and lines[2].endswith("s,ip,192.0.2.1,errwatch,ban")
