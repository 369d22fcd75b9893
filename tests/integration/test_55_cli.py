"""The errwatch command on a running server."""
import csv
import io
import os
import subprocess

import pytest

from harness import paths
from harness.cli import CommandLine
from harness.wait import wait_until


@pytest.mark.all_mpms
class TestRunningServer:
    @classmethod
    def configure(cls, config):
        config.errwatch("""
            ErrWatchLimit resource_exhaustion 5/10m
            <VirtualHost *>
              ServerName shop.example
              ErrWatchScope shop
            </VirtualHost>
            <VirtualHost *>
              ServerName main.example
              <Location /errwatch-status>
                SetHandler errwatch-status
              </Location>
            </VirtualHost>
        """)

    @pytest.fixture
    def cli(self, server):
        return CommandLine(server)

    @pytest.fixture
    def blocked(self, client, log):
        log.expect("AH00128", count=5)
        log.expect_blocked(client)
        for number in range(5):
            client.get(f"/missing/{client.address}/{number}", {"Host": "main.example"})
        assert client.get("/page.html", {"Host": "main.example"}).status == 403
        return client

    def test_status(self, server, cli, blocked):
        seen = cli.json("status", "--clients", "100000", "--incidents", "1000")
        row, = [r for r in seen["clients"] if r["address"] == blocked.address]
        assert row["blocked"] and row["reason"] == "resource_exhaustion"
        assert seen["counters"]["blocks"] == server.status.counter("blocks")
        assert any(i["client"] == blocked.address for i in seen["incidents"] if "client" in i)

    def test_status_as_text(self, cli, blocked):
        result = cli.run("status", "--clients", "1000")
        assert result.returncode == 0 and blocked.address in result.stdout
        assert "\x1b" not in result.stdout  # colour is for terminals

    @pytest.mark.parametrize("form", ["prometheus", "html", "auto"])
    def test_status_in_other_forms(self, cli, form):
        result = cli.run("status", "--format", form)
        assert result.returncode == 0
        assert {"prometheus": "errwatch_blocked_clients", "html": "<html", "auto": "ErrWatchBlockedClients"}[form] in result.stdout

    @pytest.mark.parametrize("tag, words, others", [("ja", "ブロック中のクライアント", "Blocked clients"), ("en", "Blocked clients", "ブロック中のクライアント")])
    def test_status_in_a_language(self, cli, blocked, tag, words, others):
        page = cli.run("status", "--format", "html", "--lang", tag, "--clients", "1000").stdout
        assert f'<html lang="{tag}">' in page and words in page and others not in page and blocked.address in page

    def test_a_language_that_is_none(self, cli):
        result = cli.run("status", "--format", "html", "--lang", "jp")
        assert result.returncode == 2 and "ja" in result.stderr and result.stdout == ""

    def test_clients(self, cli, blocked):
        result = cli.run("clients", "--blocked", "--format", "csv", "--most", "100000")
        rows = list(csv.DictReader(io.StringIO(result.stdout)))
        assert any(blocked.address in row.values() for row in rows)

    # Let in again: at once, in every process, and on the record.
    def test_unblock(self, server, cli, log, blocked):
        log.expect("EW0102", text=rf"client {blocked.address} let back in by an administrator", count=1)
        result = cli.run("unblock", blocked.address)
        assert result.returncode == 0 and blocked.address in result.stdout
        for _ in range(10):
            assert blocked.get("/page.html", {"Host": "main.example"}).status == 200
        assert not server.status.blocked(blocked.address)
        assert server.status.score(blocked.address, "resource_exhaustion") == 0

    def test_unblock_stays_over_a_restart(self, server, cli, log, blocked):
        log.expect("EW0102", text=rf"client {blocked.address} let back in", count=1)
        assert cli.run("unblock", blocked.address).returncode == 0
        server.graceful()
        assert blocked.get("/page.html", {"Host": "main.example"}).status == 200

    # Blocked by hand: a client that has done nothing, and one that nobody has seen.
    def test_block(self, server, cli, log, client):
        log.expect("EW0106", text=rf"client {client.address} blocked by an administrator", count=1)
        log.expect("EW0102", text=rf"client {client.address} let back in by an administrator", count=1)
        assert client.get("/page.html", {"Host": "main.example"}).status == 200
        assert cli.run("block", client.address, "--for", "1h", "--reason", "looks odd").returncode == 0
        response = client.get("/page.html", {"Host": "main.example"})
        assert response.status == 403 and 3500 < int(response.headers["Retry-After"]) <= 3600
        row = server.status.client(client.address)
        assert row["by_hand"] and row["blocked"]
        assert cli.run("unblock", client.address).returncode == 0
        assert client.get("/page.html", {"Host": "main.example"}).status == 200

    def test_block_ends(self, cli, log, client):
        log.expect("EW0106", text=client.address, count=1)
        log.expect("EW0102", text=rf"client {client.address} let back in", count=1)
        assert cli.run("block", client.address, "--for", "1s").returncode == 0
        assert client.get("/page.html", {"Host": "main.example"}).status == 403
        wait_until(lambda: client.get("/page.html", {"Host": "main.example"}).status == 200)

    def test_block_in_a_scope(self, cli, log, client):
        log.expect("EW0106", text=client.address, count=1)
        log.expect("EW0102", text=client.address, count=1)
        assert cli.run("block", client.address, "--scope", "shop", "--for", "1h").returncode == 0
        assert client.get("/page.html", {"Host": "shop.example"}).status == 403
        assert client.get("/page.html", {"Host": "main.example"}).status == 200
        assert cli.run("unblock", client.address).returncode == 0
        assert client.get("/page.html", {"Host": "shop.example"}).status == 200

    # Reading takes no right to write: `status` works on a file that it may only read.
    def test_reading_changes_nothing(self, server, cli):
        before = server.state_file().stat().st_mtime_ns
        server.state_file().chmod(0o400)
        try:
            assert cli.run("status").returncode == 0
        finally:
            server.state_file().chmod(0o600)
        assert server.state_file().stat().st_size > 0 and before

    @pytest.mark.parametrize("arguments, status, text", [
        (("unblock", "192.0.2.250"), 1, "not blocked"),
        (("unblock", "nonsense"), 2, "nonsense"),
        (("unblock",), 2, "ADDRESS"),
        (("block", "192.0.2.1", "--for", "long"), 2, "long"),
        (("block", "192.0.2.1", "--for", "0s"), 2, "--for"),
        (("block", "2001:db8::/65"), 2, "/64"),
        (("block", "192.0.2.1", "--scope", "nowhere"), 2, "nowhere"),
        (("status", "--format", "yaml"), 2, "yaml"),
    ])
    def test_errors(self, cli, arguments, status, text):
        result = cli.run(*arguments)
        assert result.returncode == status
        assert text in result.stderr + result.stdout

    # A config makes limits and rule names known.
    def test_names_of_rules(self, server, cli, blocked):
        seen = cli.json("status", "--config", server.conf, "--clients", "1000", "--incidents", "1000")
        names = {row["id"]: row.get("name") for row in seen["rules"]}
        assert names[900103] == "file does not exist"


class TestScanInJapanese:
    LINE = "[Sat Nov 21 10:00:0{0}.000000 2026] [auth_basic:error] [pid 1:tid 1] [client 192.0.2.9:1] AH01618: user \\xe7\\x94\\xb0\\xe4\\xb8\\xad{0} not found: /%E5%86%99%2e\n"

    @pytest.fixture
    def scan(self, tmp_path):
        (tmp_path / "rules.conf").write_text('ErrWatchLimit auth_failure 3/10m\nErrWatchRule 900001 auth_failure ah=AH01618 cost=1 name="unknown user"\n')
        (tmp_path / "error.log").write_text("".join(self.LINE.format(second) for second in range(8)))
        def run(form, *arguments):
            done = subprocess.run([paths.CLI, "scan", "-q", "-c", tmp_path / "rules.conf", "-f", form, *arguments, tmp_path / "error.log"],
                                  capture_output=True, text=True, timeout=60)
            assert done.returncode == 0, done.stderr
            return done.stdout
        return run

    @pytest.mark.parametrize("form", ["text", "markdown", "html"])
    def test_for_people(self, scan, form):
        japanese, english = scan(form, "--lang", "ja"), scan(form)
        assert "ブロックされたはずのクライアント" in japanese and "192.0.2.9" in japanese
        assert "Who would have been blocked" in english and "Who would have been blocked" not in japanese
        # Characters for their escapes, but for those of ASCII.
        assert all("user 田中" in text and "not found: /写%2e" in text for text in (japanese, english))

    @pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
    def test_for_programs(self, scan, form):
        assert scan(form, "--lang", "ja") == scan(form)
        assert "田中" not in scan(form) and "%E5%86%99%2e" in scan(form)


class TestWithoutServer:
    def run(self, *arguments, **keywords):
        return subprocess.run([str(paths.CLI), *arguments], capture_output=True, text=True, timeout=60, **keywords)

    def test_no_state_file(self, tmp_path):
        result = self.run("status", "--state", str(tmp_path / "nothing.state"))
        assert result.returncode == 1
        assert "nothing.state" in result.stderr and "--state" in result.stderr

    def test_foreign_state_file(self, tmp_path):
        path = tmp_path / "foreign.state"
        path.write_bytes(os.urandom(100_000))
        for subcommand in (("status",), ("clients",), ("block", "192.0.2.1"), ("unblock", "192.0.2.1")):
            result = self.run(subcommand[0], "--state", str(path), *subcommand[1:])
            assert result.returncode == 1 and "foreign.state" in result.stderr

    # A report that a full disk has cut is no report.
    @pytest.mark.parametrize("arguments", [["--man"], ["check", "--config", str(paths.REPOSITORY / "conf/rules")]])
    def test_output_that_cannot_be_written(self, arguments):
        with open("/dev/full", "w") as full:
            ran = subprocess.run([str(paths.CLI), *arguments], stdout=full, stderr=subprocess.PIPE, text=True)
        assert ran.returncode == 1 and "cannot write all of the output: No space left on device" in ran.stderr

    # A file that is opened must not get the number of standard output: what is printed would go into it.
    def test_closed_output(self, tmp_path):
        log = tmp_path / "error.log"
        log.write_text("[Sun Nov 22 10:00:00 2026] [core:info] [client 192.0.2.4:1] AH00128: File does not exist: /x\n")
        ran = subprocess.run(["/bin/sh", "-c", f'exec "{paths.CLI}" scan -q "{log}" >&-'], stderr=subprocess.PIPE, text=True)
        assert ran.returncode == 1 and "cannot write all of the output: Bad file descriptor" in ran.stderr

    # Who reads the beginning alone, also where SIGPIPE is ignored as services have it.
    @pytest.mark.parametrize("trap", ["", "trap '' PIPE; "])
    def test_output_that_nobody_reads(self, trap):
        ran = subprocess.run(["/bin/bash", "-c", f'{trap}"{paths.CLI}" --man | head -c 1 > /dev/null; exit ${{PIPESTATUS[0]}}'],
                             stderr=subprocess.PIPE, text=True)
        assert ran.returncode in (0, 1, 141) and not ran.stderr

    def test_no_subcommand(self):
        assert self.run().returncode == 2
        assert self.run("nonsense").returncode == 2
        assert self.run("--version").stdout.startswith("errwatch ")
