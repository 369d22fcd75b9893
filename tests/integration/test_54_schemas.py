"""Each document that a program would read fits its schema (docs/schema); test_54_schemas_of_samples.py: each kind of incident."""
import json
import re
import subprocess

import pytest

from harness import paths, schema
from harness.cli import CommandLine
from harness.json_lines import json_lines
from harness.wait import wait_until

RULES = """
ErrWatchRule 900001 vuln_scan ah=AH00128 level=info cost=1 name="missing file"
ErrWatchRule 900002 path_traversal cost=5 name="traversal" "etc/passwd"
ErrWatchRule 900003 server_fault ah=AH00052 name="crash"
ErrWatchRule 900004 auth_failure ah=AH01617 module=auth_basic cost=1
ErrWatchLimit path_traversal 10/10m block=1h
ErrWatchLimit auth_failure 3/10m block=0s
ErrWatchAllow 192.0.2.250
"""
OTHER_RULES = (RULES.replace("auth_failure 3/10m", "auth_failure 2/10m").replace("cost=5", "cost=2") + """
ErrWatchRule 900005 anomaly name="words" "words of"
ErrWatchRuleRemove 900003
ErrWatchAllow 203.0.113.99
""")
WRONG_RULES = RULES + """
ErrWatchLimit xss 9/10m
ErrWatchRule 900009 xss cost=3 status=404 ah=AH00128
ErrWatchRule 12 xss "(a|b)+c"
"""
ENTRIES = r"""{"status":404,"uri":"/x","method":"GET","client":"192.0.2.1","time":"2026-11-22T10:00:00Z"}
{"no
{"message":"x","level":"trace8","module":"\u001b[2J"}
"""
# It would steer a terminal, ends a text of JSON, and is no UTF-8.
HOSTILE = b"/../../etc/passwd\x1b]0;x\x07\xff\xfe\"}{\\x\\u0000"


def entry(second, module, client, message):
    peer = b"[client %s:4000] " % client if client else b""
    return b"[Sun Nov 22 10:%02d:%02d.000001 2026] [%s] [pid 1] %s%s\n" % (second // 60, second % 60, module, peer, message)


def log_lines():
    """Entries of each category of RULES, and of none: numbers 1-4, 5-8, 9, 10-49, 50 and 51."""
    for number in range(4):
        yield entry(number, b"core:error", b"203.0.113.7", b"AH00127: Cannot map GET %s/%d HTTP/1.1 to file" % (HOSTILE, number))
    for number in range(4):
        yield entry(10 + number, b"auth_basic:error", b"2001:db8::7", b"AH01617: user joe: authentication failure for \"/\": Password Mismatch")
    yield entry(20, b"core:notice", b"", b"AH00052: child pid 7 exit signal Segmentation fault (11)")
    for number in range(40):
        yield entry(30 + number, b"core:info", b"198.51.100.%d" % number, b"AH00128: File does not exist: /srv/x")
    yield entry(80, b"core:error", b"192.0.2.250", b"AH00127: Cannot map GET /etc/passwd HTTP/1.1 to file")
    yield b"words of a child process \xff\x1b[2J\n"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Configurations and logs, and entries as JSON of which one is none."""
    directory = tmp_path_factory.mktemp("schemas")
    for name, text in (("rules.conf", RULES), ("other.conf", OTHER_RULES), ("wrong.conf", WRONG_RULES), ("entries.jsonl", ENTRIES)):
        (directory / name).write_text(text)
    (directory / "error.log").write_bytes(b"".join(log_lines()))
    (directory / "benign.log").write_bytes(entry(1, b"mpm_event:notice", b"", b"AH00489: Apache/2.4.71 configured"))
    return directory


def run(*arguments, status=(0,)):
    done = subprocess.run([str(paths.CLI), *map(str, arguments)], capture_output=True, timeout=60)
    assert done.returncode in status, done.stderr
    assert re.fullmatch(rb"[\n -~]*", done.stdout), "JSON is ASCII without control characters"
    return done.stdout.decode()


def document(name, *arguments, **keywords):
    return schema.check(name, json.loads(run(*arguments, **keywords)))


def lines(name, *arguments, **keywords):
    return [schema.check(name, json.loads(line)) for line in run(*arguments, **keywords).splitlines()]


class TestLogs:
    def test_classify(self, files):
        results = lines("classify", "classify", "-c", files / "rules.conf", files / "error.log")
        assert {row["category"] for row in results} == {"path_traversal", "auth_failure", "server_fault", "vuln_scan", "benign"}
        results = lines("classify", "classify", "-c", files / "rules.conf", "-i", "jsonl", files / "entries.jsonl")
        assert len(results) == 3 and "error" in results[1]

    def test_scan(self, files):
        scan = document("scan", "scan", "-q", "-f", "json", "-c", files / "rules.conf", files / "error.log")
        assert {block["kind"] for block in scan["blocks"]} == {"block", "detection"}
        assert {finding["kind"] for finding in scan["findings"]} == {"server", "widespread"}
        rows = lines("scan-line", "scan", "-q", "-f", "jsonl", "-c", files / "rules.conf", files / "error.log")
        known = {part["properties"]["type"]["const"] for part in schema.validator("scan-line").schema["oneOf"]}
        assert {row["type"] for row in rows} == known - {"vhost", "anomaly", "unusual"}

    def test_requests_unlike_those_of_the_site(self, files, tmp_path):
        usual, odd, model = (tmp_path / name for name in ("access.log", "odd.log", "site.model"))
        words = '192.0.2.{} - - [22/Nov/2026:10:00:00 +0000] "GET /shop?page={} HTTP/1.1" 200 512 "-" "Mozilla/5.0 (X11) Firefox/128.0"\n'
        usual.write_text("".join(words.format(i % 60 + 1, i % 9) for i in range(400)))
        odd.write_text(words.format(7, "%7B%24x%3A(y)%7D%3B%60id%60&zz=1"))
        run("learn", "-o", model, usual)
        assert len(document("scan", "scan", "-q", "-f", "json", "--model", model, odd)["unusual"]) == 1
        rows = lines("scan-line", "scan", "-q", "-f", "jsonl", "--model", model, odd)
        assert [row["type"] for row in rows if row["type"] == "unusual"] == ["unusual"]
        assert lines("classify", "classify", "-i", "access", "--model", model, odd)[0]["unlikeness"] > 20
        assert document("explain", "explain", "-f", "json", "-i", "access", "--model", model, odd.read_text().strip())["unlikeness"]["parts"]

    # Two hundred addresses, three guesses each, at one account.
    def test_scan_for_anomalies(self, files):
        message = b"AH01617: user alice: authentication failure for \"/\": Password Mismatch"
        (files / "shared.log").write_bytes(b"".join(
            entry(number, b"auth_basic:error", b"198.51.100.%d" % (number % 200), message) for number in range(600)))
        options = ("-q", "--anomalies", "-c", files / "rules.conf", files / "shared.log")
        found = next(row for row in document("scan", "scan", "-f", "json", *options)["anomalies"] if row.get("message") == "alice")
        assert found["kind"] == "brute_force" and found["category"] == "auth_failure" and found["ranges"] == "198.51.100.0/24" and found["seen"] >= 30
        assert "anomaly" in {row["type"] for row in lines("scan-line", "scan", "-f", "jsonl", *options)}
        assert "share one brute force attack" in run("scan", *options)

    # ... and then one of them logs in as that.
    def test_report_of_a_shared_attack(self, files, tmp_path):
        message = b"AH01617: user alice: authentication failure for \"/\": Password Mismatch"
        error_log, access_log = tmp_path / "shared.log", tmp_path / "access.log"
        error_log.write_bytes(b"".join(
            entry(number, b"auth_basic:error", b"198.51.100.%d" % (number % 200), message) for number in range(600)))
        access_log.write_text('198.51.100.77 - alice [22/Nov/2026:10:03:20 +0000] "GET / HTTP/1.1" 200 512 "-" "curl/8"\n')
        report = document("report", "report", "--anomalies", "-q", "-f", "json", "-c", files / "rules.conf", error_log, "--access-log", access_log)
        incident, = [incident for incident in report["incidents"] if incident.get("joined_attack") == "brute_force"]
        assert len(incident["clients"]) == 200 and incident["category"] == "auth_failure"
        sign, = [sign for sign in incident["signs"] if sign["kind"] == "logged_in"]
        assert sign["client"] == "198.51.100.77" and sign["joined_attack"] == "brute_force" and sign["likely"]
        text = run("report", "--anomalies", "-q", "-c", files / "rules.conf", error_log, "--access-log", access_log)
        assert "an attack that many clients share" in text and "an account that many clients attack" in text
        options = ("-q", "--anomalies", "-c", files / "rules.conf", error_log)
        rows = document("scan", "scan", "-f", "json", *options)["clients"]
        assert {row.get("joined_attack") for row in rows} == {"brute_force"}
        assert "(one of many)" in run("scan", *options)

    def test_scan_of_nothing(self, files):
        scan = document("scan", "scan", "-q", "-f", "json", "-c", files / "rules.conf", files / "benign.log")
        assert scan["blocks"] == scan["clients"] == scan["rules"] == []

    # Of several virtual hosts, and without times.
    def test_scan_of_entries(self, files, tmp_path):
        rows = [{"message": "AH01617: x", "module": "auth_basic", "client": "192.0.2.1", "vhost": f"h{number}\x1b"} for number in range(9)]
        (tmp_path / "entries").write_text("\n".join(map(json.dumps, rows)))
        options = ("-q", "-i", "jsonl", "-c", files / "rules.conf", tmp_path / "entries")
        assert len(document("scan", "scan", "-f", "json", *options)["vhosts"]) == 9
        found = lines("scan-line", "scan", "-f", "jsonl", *options)
        assert sum(row["type"] == "vhost" for row in found) == 9 and not any("first" in row for row in found)

    @pytest.mark.parametrize("number", [1, 4, 8, 9, 10, 50, 51])
    def test_explain(self, files, number):
        said = document("explain", "explain", "-f", "json", "-a", "-c", files / "rules.conf", "--file", files / "error.log", "-n", number)
        assert len(said["rules"]) == 4
        line = (files / "error.log").read_bytes().split(b"\n")[number - 1]
        document("explain", "explain", "-f", "json", "-c", files / "rules.conf", line.decode(errors="surrogateescape"))


    def test_report(self, files):
        options = ("-q", "-f", "json", "-c", files / "rules.conf")
        said = document("report", "report", *options, "--docroot", files, files / "error.log")
        assert [source["kind"] for source in said["sources"]] == ["error_log"] and said["incidents"] and said["changed_files"]["files"]
        assert document("report", "report", *options, "--anonymize", files / "error.log")["anonymized"]
        assert document("report", "report", *options, files / "benign.log")["incidents"] == []


class TestConfigurations:
    def test_check(self, files):
        document("check", "check", "-f", "json", "-c", files / "rules.conf")
        findings = document("check", "check", "-f", "json", "-c", files / "wrong.conf", status=(1,))
        assert {finding["severity"] for finding in findings} >= {"error", "warning"}

    def test_check_diff(self, files):
        options = ("check", "-q", "-f", "json", "-c", files / "rules.conf", "-d")
        changed = document("check-diff", *options, files / "other.conf", files / "error.log")
        assert not changed["summary"]["same"] and changed["limits"] and changed["settings"]
        assert any(row["before"] is None for row in changed["rules"]) and any(row["after"] is None for row in changed["rules"])
        assert document("check-diff", *options, files / "rules.conf", files / "error.log")["summary"]["same"]

    def test_rules(self, files):
        assert len(document("rules", "rules", "-f", "json", "-c", files / "rules.conf")) == 4
        assert len(document("rules", "rules", "-f", "json", "-c", paths.CONF / "rules")) > 200

    def test_templates(self, files):
        said = document("templates", "templates", "-f", "json", files / "error.log")
        assert {row["template"] for row in said["templates"]} == {"AH00127", "AH01617", "AH00052", "AH00128"} and said["unlisted"] == 0

    @pytest.mark.parametrize("state", ["missing", "empty"])
    def test_doctor(self, files, state):
        (files / "empty").touch()
        said = document("doctor", "doctor", "-f", "json", "-c", files / "rules.conf", "-s", files / state, status=(1,))
        assert said["findings"] and said["checks"]


# What `cli.json` and the status page give the harness has been held against its schema.
class TestRunningServer:
    @classmethod
    def configure(cls, config):
        config.errwatch("""
            ErrWatchLimit resource_exhaustion 5/10m
            ErrWatchEventLog logs/events.json events=block,incident,entry
            <VirtualHost *>
              ServerName main.example
            </VirtualHost>
            <VirtualHost *>
              ServerName shop.example
              ErrWatchScope shop
              ErrWatchEngine DetectionOnly
            </VirtualHost>
        """)

    @pytest.fixture
    def cli(self, server):
        return CommandLine(server)

    def test_before_anything(self, cli):
        assert cli.json("clients", "--blocked") == []
        assert {"scope": "shop", "engines": ["DetectionOnly"]} in cli.json("status")["modes"]

    def test_block_and_unblock(self, cli, log, client):
        log.expect("EW0106", count=2)
        done = cli.json("block", client.address, "--reason", "\x1b]0;x\x07\"}")
        assert done["blocked"] and done["block_ms"] == 3_600_000
        would = cli.json("block", "198.51.100.0/24", "--scope", "shop")
        assert would["detection_only"] and not would["blocked"] and would["remark"] and would["range_bits"] == 24
        for arguments in ((), (client.address,), ("198.51.100.7",)):
            assert cli.json("clients", *arguments)
        log.finish()
        log.expect("EW0102", count=2)
        assert len(cli.json("unblock", "--all")["unblocked"]) == 2
        assert cli.json("unblock", "--all") == {"unblocked": []}

    def test_attack(self, server, cli, log, client):
        log.expect("AH00128", count=5)
        log.expect_blocked(client)
        for number in range(5):
            client.get(f"/missing/{client.address}/{number}%1b]0;x%07%ff%22%7d", {"User-Agent": "\"}\\{"})
        log.finish()
        for page in (server.status.document(), cli.json("status"), cli.json("status", "-c", server.conf)):
            assert page["table"]["blocked"] == 1
        assert cli.json("clients", client.address)["incidents"]
        schema.check("doctor", json.loads(cli.run("doctor", "-f", "json", "-c", server.conf).stdout))
        path = server.root / "logs/events.json"
        wait_until(lambda: '"block"' in path.read_text())
        events = [schema.check("event", event) for event in json_lines(path)]
        assert {"entry", "block"} <= {event["event"]["action"] for event in events}
