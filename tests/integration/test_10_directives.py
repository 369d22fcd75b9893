"""Each directive in its good forms, and in bad ones: those stop the server, also under -t, with a text that names what is wrong and what
would be right."""
import signal

import pytest

from harness import paths
from harness.config import Config
from harness.wait import wait_until


def config_with(directives, files=()):
    config = Config()
    config.load_errwatch()
    config.add("Include ${ROOT}/tested.conf")
    config.file("tested.conf", f"# first\n# second\n{directives}\n")
    for path, content in files:
        config.file(path, content)
    return config


GOOD = [
    "ErrWatchEngine On",
    "ErrWatchEngine off",
    "ErrWatchEngine DetectionOnly",
    "ErrWatchRule 1 vuln_scan ah=AH00128",
    "ErrWatchRule 999999999 vuln_scan ah=AH00128,AH00130 module=core level=info cost=0",
    'ErrWatchRule 2 sql_injection target=uri,args nocase "union\\s+select"',
    'ErrWatchRule 3 bot_proxy target=agent,referer,host,method,message cost=1000 name="a text of its own" "sqlmap"',
    'ErrWatchRule 4 benign status=404 target=uri "^/favicon\\.ico$"',
    "ErrWatchRule 5 bad_request status=400,408",
    'ErrWatchRule 6 xss target=args "<script[^\\"]"',
    'ErrWatchRule 7 vuln_scan target=uri words=@words/tools.txt "/(?:@tools@|x\\d)/"',
    "ErrWatchRule 8 vuln_scan target=agent words=@words/tools.txt,@own.txt",
    "ErrWatchWords tools 'a b' another @own.txt\nErrWatchRule 9 vuln_scan words=@words/tools.txt",
    "Include ${ROOT}/sub/rules.conf",
    "ErrWatchRuleRemove 1",
    "ErrWatchRuleRemove 1-99 xss 2000",
    "ErrWatchLimit auth_failure 5/10m",
    "ErrWatchLimit any 10000/30s block=1h",
    "ErrWatchLimit vuln_scan none",
    "ErrWatchLimit vuln_scan 5/1d block=none",
    "ErrWatchBlock base=10m factor=4 max=24h decay=7d",
    "ErrWatchBlock factor=1",
    "ErrWatchAction deny",
    "ErrWatchAction deny status=429",
    "ErrWatchAction drop",
    "ErrWatchAction redirect=https://www.example.org/blocked",
    "ErrWatchAction redirect=/blocked.html",
    "ErrWatchAllow 192.0.2.1 198.51.100.0/24 2001:db8::/32 ::1",
    "ErrWatchAllow @list.txt",
    "ErrWatchTrustedProxy 192.0.2.1 @list.txt",
    "ErrWatchPrefix ipv4=24 ipv6=56",
    "ErrWatchClients 1024",
    "ErrWatchStateFile other.state",
    "ErrWatchStatusCodes 403 404 500",
    "ErrWatchStatusCodes none",
    "ErrWatchInspect entries",
    "ErrWatchInspect errors",
    "ErrWatchInspect all",
    "ErrWatchGate early",
    "ErrWatchGate access",
    "ErrWatchGate both",
    "ErrWatchScope shop",
    "ErrWatchShare group=shop",
    "ErrWatchShare none",
    "ErrWatchForgive Off",
    "ErrWatchAnomalies On",
    "ErrWatchUnderAttack report",
    "ErrWatchUnderAttack tighten=4",
    "ErrWatchUnderAttack Block",
    "ErrWatchVerbosity suspects=debug",
    "ErrWatchVerbosity blocked=crit suspects=info",
    "ErrWatchVerbosity none",
    "ErrWatchModel none",
    "ErrWatchModel conf/site.model",
    "ErrWatchModel conf/site.model learn=12h",
    "ErrWatchEventLog logs/events.json",
    "ErrWatchEventLog logs/events.json events=block,incident,entry",
    'ErrWatchEventLog "|/bin/cat -" events=entry',
    "ErrWatchEventLog syslog",
    "ErrWatchEventLog syslog:local3",
    "ErrWatchVerifyCrawlers Off",
    "ErrWatchVerifyCrawlers On list=crawlers.txt resolver=192.0.2.53",
    "ErrWatchVerifyCrawlers On resolver=[2001:db8::53]:5353",
]

# What is wrong, and what the message must say: what was met, and what would be right.
BAD = [
    ("ErrWatchEngine Maybe", ["Maybe", "On, Off or DetectionOnly"]),
    ("ErrWatchEngine", ["ErrWatchEngine", "On|Off|DetectionOnly"]),
    ("ErrWatchEngine On On", ["too many", "On|Off|DetectionOnly"]),
    ("ErrWatchRule x vuln_scan ah=AH00128", ['"x"', "rule id"]),
    ("ErrWatchRule 0 vuln_scan ah=AH00128", ['"0"', "1 to 999999999"]),
    ("ErrWatchRule 1 nonsense ah=AH00128", ['unknown category "nonsense"', "sql_injection", "vuln_scan"]),
    ("ErrWatchRule 1 vuln_scan", ["ErrWatchRule"]),
    ("ErrWatchRule 1", ["ErrWatchRule", "category"]),
    ("ErrWatchRule 1 vuln_scan ah=128", ['"128"', "AH00128"]),
    ("ErrWatchRule 1 vuln_scan module=mod_core.c", ["mod_core.c", "authz_core"]),
    ("ErrWatchRule 1 vuln_scan level=loud", ["loud", "emerg", "debug"]),
    ('ErrWatchRule 1 vuln_scan target=form "x1"', ["form", "message", "uri", "args"]),
    ("ErrWatchRule 1 vuln_scan ah=AH00128 cost=-1", ['"-1"', "0 to 1000"]),
    ("ErrWatchRule 1 vuln_scan ah=AH00128 cost=1001", ["1001", "0 to 1000"]),
    ("ErrWatchRule 1 vuln_scan status=99", ['"99"', "100 to 599"]),
    ("ErrWatchRule 1 vuln_scan ah=AH00128 price=3", ["price", "cost"]),
    ('ErrWatchRule 1 vuln_scan "a(b"', ["offset 3"]),
    ('ErrWatchRule 1 vuln_scan "[z-a]"', ["offset"]),
    ('ErrWatchRule 1 vuln_scan "x*"', ["matches everything"]),
    ('ErrWatchRule 1 vuln_scan "abc', ["quote", "not closed"]),
    ('ErrWatchRule 1 vuln_scan "a1" "b2"', ["second pattern", "b2"]),
    ("ErrWatchRule 1 vuln_scan words=tools.txt", ['"tools.txt"', "behind @"]),
    ("ErrWatchRule 1 vuln_scan words=@words/missing.txt", ["/words/missing.txt", "No such file"]),
    ("ErrWatchRule 1 vuln_scan words=@words/unsorted.txt", ["/words/unsorted.txt:3", '"a" belongs before "b"']),
    ("ErrWatchRule 1 vuln_scan words=@words/binary.txt", ["/words/binary.txt:1", "control character"]),
    ("ErrWatchRule 1 vuln_scan words=@words/empty.txt", ["/words/empty.txt has no words"]),
    ('ErrWatchRule 1 vuln_scan words=@words/tools.txt "x"', ["@tools@"]),
    ("ErrWatchWords tools.txt a", ['"tools.txt"', "web-shells"]),
    ("ErrWatchWords tools Upper", ["Upper", "lower case"]),
    ("ErrWatchRuleRemove 9-1", ["9-1", "lower id comes first"]),
    ("ErrWatchRuleRemove nonsense", ["nonsense", "vuln_scan"]),
    ("ErrWatchLimit nonsense 5/10m", ["nonsense", "any", "auth_failure"]),
    ("ErrWatchLimit auth_failure 0/10m", ["0/10m", "from 1 to 10000", "none"]),
    ("ErrWatchLimit auth_failure -5/10m", ["-5/10m", "from 1 to 10000"]),
    ("ErrWatchLimit auth_failure 5", ["5/10m"]),
    ("ErrWatchLimit auth_failure 5/10", ["10m"]),
    ("ErrWatchLimit auth_failure 5/0s", ["0s", "window"]),
    ("ErrWatchLimit auth_failure 5/10m block=long", ["long", "10m"]),
    ("ErrWatchLimit auth_failure 5/10m for=1h", ["for=1h", "block="]),
    ("ErrWatchLimit benign 5/10m", ["benign"]),
    ("ErrWatchBlock base=10", ["base", "10m"]),
    ("ErrWatchBlock factor=0", ["factor", "from 1 to"]),
    ("ErrWatchBlock base=2h max=1h", ["base=2h", "max=1h"]),
    ("ErrWatchBlock length=1h", ["length", "base="]),
    ("ErrWatchAction deny status=200", ["200", "400 to 599"]),
    ("ErrWatchAction redirect=ftp://x/", ["ftp://x/", "https://"]),
    ("ErrWatchAction allow", ["allow", "deny, drop or redirect=URL"]),
    ("ErrWatchAllow 300.1.1.1", ["300.1.1.1", "192.0.2.0/24"]),
    ("ErrWatchAllow 10.0.0.0/33", ["10.0.0.0/33", "0 to 32"]),
    ("ErrWatchAllow 10.0.0.1/24", ["10.0.0.1/24", "10.0.0.0/24"]),
    ("ErrWatchAllow www.example.org", ["www.example.org", "192.0.2.1"]),
    ("ErrWatchAllow @missing.txt", ["missing.txt", "No such file"]),
    ("ErrWatchAllow @bad.txt", ["bad.txt:2", "nonsense"]),
    ("ErrWatchTrustedProxy 10.0.0.0/99", ["10.0.0.0/99", "0 to 32"]),
    ("ErrWatchPrefix ipv4=33", ["33", "8 to 32"]),
    ("ErrWatchPrefix ipv5=3", ["ipv5", "ipv4="]),
    ("ErrWatchClients 10", ["10", "1024"]),
    ("ErrWatchClients many", ["many", "1024"]),
    ('ErrWatchStateFile ""', ["ErrWatchStateFile", "empty"]),
    ("ErrWatchStatusCodes 200", ["200", "400 to 599"]),
    ("ErrWatchStatusCodes 404 none", ["none"]),
    ("ErrWatchInspect some", ["some", "entries, errors or all"]),
    ("ErrWatchGate nowhere", ["nowhere", "early"]),
    ('ErrWatchScope "a b"', ["a b", "letters"]),
    ("ErrWatchShare shop", ["shop", "group=NAME or none"]),
    ('ErrWatchShare "group=a b"', ["a b", "letters"]),
    ("<VirtualHost *:1>\nErrWatchShare group=shop\n</VirtualHost>", ["ErrWatchShare", "VirtualHost"]),
    ("ErrWatchForgive maybe", ["maybe", "On or Off"]),
    ("ErrWatchAnomalies maybe", ["maybe", "On or Off"]),
    ("ErrWatchUnderAttack tighten=1", ["tighten=", "2"]),
    ("ErrWatchUnderAttack panic", ["panic", "report, tighten=FACTOR or block"]),
    ("ErrWatchModel conf/site.model learn=1m", ["1m", "too short", "1h"]),
    ("ErrWatchModel conf/site.model learn=99d", ["99d", "too long", "90d"]),
    ("ErrWatchModel conf/site.model teach=7d", ["teach=7d", "learn="]),
    ("ErrWatchVerbosity suspects=loud", ["loud", "info"]),
    ("ErrWatchVerbosity none suspects=info", ["none"]),
    ("ErrWatchVerbosity suspects=warn blocked=debug", ["says less than blocked=debug", "info", "crit"]),
    ("ErrWatchEventLog syslog:nowhere", ["nowhere", "local7"]),
    ("ErrWatchEventLog logs/x events=what", ["what", "block"]),
    ('ErrWatchEventLog "|"', ["program"]),
    ("ErrWatchVerifyCrawlers Perhaps", ["Perhaps", "On or Off"]),
    ("ErrWatchVerifyCrawlers On resolver=dns.example.org", ["dns.example.org", "192.0.2.53:5353"]),
    ("ErrWatchVerifyCrawlers On list=missing.txt", ["missing.txt", "No such file"]),
    ("ErrWatchVerifyCrawlers On list=bad.txt", ["bad.txt:1", "no colon", "Googlebot: googlebot.com"]),
    # Where they may stand.
    ("<VirtualHost *:1>\nErrWatchClients 1024\n</VirtualHost>", ["ErrWatchClients", "VirtualHost"]),
    ("<VirtualHost *:1>\nErrWatchPrefix ipv4=24\n</VirtualHost>", ["ErrWatchPrefix", "VirtualHost"]),
    ("<VirtualHost *:1>\nErrWatchStateFile x\n</VirtualHost>", ["ErrWatchStateFile", "VirtualHost"]),
    ("<VirtualHost *:1>\nErrWatchEventLog x\n</VirtualHost>", ["ErrWatchEventLog", "VirtualHost"]),
    ("<VirtualHost *:1>\nErrWatchVerifyCrawlers On\n</VirtualHost>", ["ErrWatchVerifyCrawlers", "VirtualHost"]),
    ("<Location />\nErrWatchLimit any none\n</Location>", ["ErrWatchLimit", "not allowed"]),
    ("<Location />\nErrWatchRule 1 xss ah=AH00128\n</Location>", ["ErrWatchRule", "not allowed"]),
    ("<Directory />\nErrWatchAllow 192.0.2.1\n</Directory>", ["ErrWatchAllow", "not allowed"]),
    ("<Files x>\nErrWatchGate early\n</Files>", ["ErrWatchGate", "not allowed"]),
]

FILES = [("crawlers.txt", "Googlebot: googlebot.com\n"), ("list.txt", "# comment\n192.0.2.0/24 # another\n\n2001:db8::1\n"), ("bad.txt", "192.0.2.1\nnonsense\n"),
         ("words/tools.txt", "# what they are\nnikto\nzmap\n"), ("own.txt", "ours\n"), ("words/unsorted.txt", "#\nb\na\n"),
         ("words/binary.txt", "a\x01b\n"), ("words/empty.txt", "# nothing\n"),
         # A list lies beside the file that names it, wherever ServerRoot is.
         ("sub/rules.conf", "ErrWatchRule 10 vuln_scan words=@words/beside.txt\n"), ("sub/words/beside.txt", "beside\n")]


@pytest.mark.parametrize("directive", GOOD)
def test_good(make_server, directive):
    server = make_server(config_with(directive, FILES))
    code, output = server.check()
    assert (code, "Syntax OK" in output) == (0, True), output


@pytest.mark.parametrize("directive, fragments", BAD, ids=[directive for directive, _ in BAD])
def test_bad(make_server, directive, fragments):
    server = make_server(config_with(directive, FILES))
    code, output = server.check()
    assert code == 1, output
    line = 4 if directive.startswith("<") else 3
    assert f"Syntax error on line {line} of {server.root}/tested.conf:" in output
    message = output.split("tested.conf:", 1)[1]
    for fragment in fragments:
        assert fragment in message, message


# A server that is started instead of checked says the same and does not run.
def test_bad_directive_stops_a_start(make_server):
    server = make_server(config_with('ErrWatchRule 1 vuln_scan "a(b"'))
    server.launch()
    assert server.process.wait(30) != 0
    assert "offset 3" in server.output()


# A graceful restart with a bad directive leaves httpd's usual way out: it says so and ends. Nothing hangs, nothing crashes.
def test_bad_directive_in_a_graceful_restart(make_server):
    server = make_server(config_with("ErrWatchEngine On"))
    server.start()
    server.log.allow("EW0203")
    server.config.file("tested.conf", "#\n#\nErrWatchEngine Maybe\n")
    server.write()
    server.log.expect(text="Maybe.*On, Off or DetectionOnly|ErrWatchEngine")
    server.log.allow("AH00526")
    server.log.allow("AH00020")
    server.log.allow(text="Configuration Failed")
    server.process.send_signal(signal.SIGUSR1)
    wait_until(lambda: server.process.poll() is not None, 30, what="httpd to refuse the configuration")
    assert server.process.returncode > 0


@pytest.mark.parametrize("first, second", [
    ("ErrWatchRule 7 xss ah=AH00128", "ErrWatchRule 7 vuln_scan ah=AH00130"),
    ("ErrWatchRule 7 xss ah=AH00128", "<VirtualHost *:1>\nErrWatchRule 7 vuln_scan ah=AH00130\n</VirtualHost>"),
])
def test_duplicate_rule_id(make_server, first, second):
    server = make_server(config_with(f"{first}\n{second}"))
    code, output = server.check()
    assert code != 0, output
    assert "7" in output and "twice" in output
    # Both places are named.
    assert "tested.conf:3" in output
    assert "tested.conf:4" in output or "tested.conf:5" in output or "line 4" in output


# Two virtual hosts may use one id for different rules: they are never in force together.
def test_same_id_in_two_virtual_hosts(make_server):
    server = make_server(config_with("<VirtualHost *:1>\nErrWatchRule 7 xss ah=AH00128\n</VirtualHost>\n"
                                     "<VirtualHost *:2>\nErrWatchRule 7 xss ah=AH00130\n</VirtualHost>"))
    code, output = server.check()
    assert code == 0, output


def test_unreadable_list(make_server):
    server = make_server(config_with("ErrWatchAllow @list.txt", [("list.txt/directory", "")]))
    code, output = server.check()
    assert code == 1
    assert "list.txt" in output and "Syntax error on line 3" in output


# <IfModule> goes by the name of the source file, as with every module of httpd.
def test_if_module(make_server):
    server = make_server(config_with("<IfModule mod_errwatch.c>\nErrWatchEngine Maybe\n</IfModule>"))
    assert server.check()[0] == 1
    server = make_server(config_with("<IfModule !mod_errwatch.c>\nErrWatchEngine Maybe\n</IfModule>"))
    assert server.check()[0] == 0


class TestShippedConfiguration:
    """conf/errwatch.conf and conf/rules as they are installed."""

    def test_rules_load(self, make_server):
        config = Config()
        config.load_errwatch().add("Include ${CONF}/rules/*.conf")
        code, output = make_server(config).check()
        assert code == 0, output
        # "${" in a pattern is a variable to httpd.
        assert output.strip() == "Syntax OK"

    def test_configuration_loads(self, make_server):
        config = Config()
        config.load_errwatch().define("ERRWATCH_RULES", paths.CONF / "rules")
        code, output = make_server(config.add("Include ${CONF}/errwatch.conf")).check()
        assert code == 0, output

    # What is shipped blocks nobody until the operator says so.
    def test_configuration_is_safe(self, make_server):
        config = Config()
        config.load_errwatch().define("ERRWATCH_RULES", paths.CONF / "rules").add("Include ${CONF}/errwatch.conf")
        server = make_server(config)
        server.start()
        document = server.status.document()
        assert {row["engine"] for row in document["vhosts"]} == {"DetectionOnly"}
        assert len(document["limits"]) > 10


class TestSwitchedOff:
    """The module is loaded and nothing is configured."""

    @classmethod
    def configure(cls, config):
        config.load_errwatch()
        config.add("<Location /errwatch-status>\n  SetHandler errwatch-status\n  Require ip 127.0.0.1\n</Location>")

    def test_nothing_is_counted(self, server, client, log):
        log.expect("AH01630", count=50)
        assert client.repeat(50, "/denied/page.html") == [403] * 50
        assert client.get("/page.html").status == 200
        document = server.status.document()
        assert document["counters"]["entries"] == 0
        assert document["clients"] == []
        assert {row["engine"] for row in document["vhosts"]} == {"Off"}
