"""What the module says on its own account: where it stands, what it says of configurations that mean nothing, and which LogLevel it advises."""
import re
import subprocess

import pytest

from harness import paths
from harness.cli import CommandLine
from harness.config import Config

DOCS = paths.REPOSITORY / "docs"
# What Debian's package has switched on.
STOCK = ("access_compat alias auth_basic authn_core authn_file authz_core authz_host authz_user autoindex deflate dir env filter mime "
         "negotiation reqtimeout setenvif status").split()
RULES = "Include ${CONF}/rules/*.conf"


def check(config_file, *arguments):
    return subprocess.run([str(paths.CLI), "check", "--config", str(config_file), *arguments], capture_output=True, text=True, timeout=60)


class TestWhereItStands:
    """Every message of an incident is in the main server's log, whichever virtual host the client asked; docs/messages.md says so."""

    @classmethod
    def configure(cls, config):
        config.known_entries = "EW0106|EW0102"
        config.errwatch("""
            ErrWatchLimit resource_exhaustion 3/10m
            <VirtualHost *>
              ServerName shop.example
              ErrorLog logs/shop.log
              LogLevel core:info
            </VirtualHost>
        """)

    def test_main_server(self, server, client, log):
        log.expect_blocked(client)
        for i in range(3):
            client.get(f"/missing/{client.address}/{i}", {"Host": "shop.example"})
        log.wait()
        shop = (server.root / "logs/shop.log").read_text()
        assert shop.count("AH00128") == 3 and "EW0" not in shop
        assert CommandLine(server).run("block", "192.0.2.4").returncode == 0

    def test_documented(self):
        introduction = (DOCS / "messages.md").read_text().split("## EW0101")[0]
        assert "the main server's `ErrorLog`" in introduction
        # Nothing in the module logs for another server, so that one sentence is enough.
        for source in sorted((paths.REPOSITORY / "mod_errwatch/httpd").glob("*.cc")):
            for call in re.findall(r"ap_log_r?error\(([^;]*)\);", source.read_text()):
                assert "EW0" not in call or "main_server" in call, f"{source.name}: {call}"


IN_VAIN = [
    ("ErrWatchRuleRemove 123456", "ErrWatchRuleRemove 123456 removes nothing: there is no such rule"),
    ("ErrWatchRuleRemove 90015", "ErrWatchRuleRemove 90015 removes nothing: there is no such rule; did you mean 900105?"),
    ("ErrWatchRuleRemove xss", "ErrWatchRuleRemove xss removes nothing: there is no such rule"),
    ("ErrWatchAllow 0.0.0.0/0", "ErrWatchAllow lists all of IPv4 (0.0.0.0/0): nobody there is ever counted or denied"),
    ("ErrWatchTrustedProxy ::/0", "ErrWatchTrustedProxy lists all of IPv6 (::/0): no client there is ever counted"),
    ("ErrWatchInspect entries\nErrWatchStatusCodes 404", "ErrWatchStatusCodes has no effect: ErrWatchInspect entries looks at no response"),
    ("ErrWatchRule 900001 vuln_scan module=athz_core level=error", "ErrWatchRule 900001: module=athz_core: no module of that name is known; did you mean authz_core?"),
    ("ErrWatchRule 900001 vuln_scan ah=AH01630 level=crit", "ErrWatchRule 900001 never sees AH01630 with level=crit: httpd writes it at error; write level=error"),
    ('ErrWatchRule 900001 bot_proxy target=headers "User-Agent: evil"', "ErrWatchRule 900001 never fires: target=headers does not hold User-Agent"),
    ("ErrWatchVerifyCrawlers Off resolver=192.0.2.53", "ErrWatchVerifyCrawlers Off asks no name server: resolver= has no effect"),
]


@pytest.mark.parametrize("text, said", IN_VAIN, ids=[text for text, _ in IN_VAIN])
def test_said_in_vain(make_server, text, said):
    """An older configuration goes on working, and all three say what means nothing: `httpd -t`, the log and status page, `errwatch check`."""
    config = Config()
    config.errwatch(text)
    server = make_server(config)
    code, output = server.check()
    assert code == 0 and "EW0214: " in output and said in output, output
    server.log.expect("EW0214", text=re.escape(said), count=1)
    server.start()
    server.log.wait()
    assert any(said in warning for warning in server.status.document()["warnings"])
    assert f"{said}" in check(server.conf).stdout


# What a site may well mean is no warning.
def test_a_later_value_is_a_note(make_server):
    config = Config()
    config.errwatch("ErrWatchLimit vuln_scan 5/10m\nErrWatchLimit vuln_scan 9/10m")
    server = make_server(config)
    assert "EW0214" not in server.check()[1]
    said = check(server.conf).stdout
    assert re.search(r"^note: .*httpd.conf:\d+: ErrWatchLimit vuln_scan has no effect: .*httpd.conf:\d+ says otherwise$", said, re.M), said


def test_status_that_ends_no_request(tmp_path):
    (tmp_path / "a.conf").write_text('ErrWatchRule 1 xss status=100,102 target=args "script"\n')
    result = check(tmp_path / "a.conf")
    assert result.returncode == 1
    assert "rule 1 (xss) never fires in httpd: no request ends with the status 100: 200 to 599 do" in result.stdout


def documented_log_level():
    return (DOCS / "rules.md").read_text().split("\n## LogLevel\n")[1].split("```")[1].strip()


class TestLogLevel:
    def on_stock_modules(self, make_server, *lines):
        config = Config()
        config.modules = list(STOCK)
        config.load_errwatch().add(RULES, "ErrWatchEngine DetectionOnly", *lines)
        config.log_level = "warn"
        return make_server(config)

    def test_documented_lines_are_accepted(self, make_server):
        text = documented_log_level()
        assert "debug" not in text and text.startswith("LogLevel ")
        code, output = self.on_stock_modules(make_server, text).check()
        assert code == 0, output

    # What is advised is accepted, shows what it says, and never asks for debug.
    def test_advice(self, make_server):
        server = self.on_stock_modules(make_server)
        said = check(server.conf).stdout
        line = re.search(r"; (LogLevel [^;]*?) would show it", said)[1]
        assert "debug" not in line and "ssl" not in line and "http2" not in line
        assert re.search(r"^note: main server localhost: LogLevel core:info shows \d+ more rules their messages: .*; it costs about 0.2 lines a request$",
                         said, re.M), said
        assert re.search(r"^note: .*LogLevel core:debug shows .*, for a server that is being examined$", said, re.M)
        assert "http2" not in said
        advised = self.on_stock_modules(make_server, line)
        code, output = advised.check()
        assert code == 0, output
        assert "core:info shows" not in check(advised.conf).stdout

    def test_status_page(self, make_server):
        config = Config()
        config.modules = list(STOCK)
        config.errwatch("", rules=RULES)
        config.log_level = "warn"
        server = make_server(config)
        server.start()
        row, = server.status.document()["coverage"]
        words = {word["level"]: word for word in row["advice"]}
        assert words["core:info"]["recommended"] and words["core:info"]["lines_a_request"] == 0.2
        assert not words["core:debug"]["recommended"]
        assert not any(word.startswith(("ssl:", "http2:")) for word in words)
        assert "debug" not in row["log_level"]
        assert "core:info: " in server.status.fetch().text and "about 0.2 lines a request" in server.status.fetch().text

    # One line for what holds of many virtual hosts.
    def test_each_thing_once(self, make_server):
        vhosts = "".join(f"<VirtualHost *>\nServerName v{i}.example\n</VirtualHost>\n" for i in range(5))
        said = check(self.on_stock_modules(make_server, vhosts).conf).stdout.splitlines()
        assert sum("never see their message" in line for line in said) == 1
        assert sum("LogLevel core:info shows" in line for line in said) == 1
