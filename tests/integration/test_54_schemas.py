"""Each document that a program would read fits its schema (docs/schema), and each schema is strict."""
import copy
import ipaddress
import json
import pathlib
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


@pytest.fixture(scope="module")
def samples():
    """What the pages write of each kind of incident, with all fields, with none, and with hostile bytes."""
    text = subprocess.run([str(paths.BUILD / "errwatch_samples")], check=True, capture_output=True, timeout=60).stdout
    return [json.loads(line) for line in text.splitlines()]


def members(document):
    """The names of all members in it."""
    if isinstance(document, dict):
        return set(document).union(*map(members, document.values()))
    return set().union(*map(members, document)) if isinstance(document, list) else set()


def known_members(name, part):
    """Those that a schema knows, without the ones of others that it refers to."""
    if isinstance(part, list):
        return set().union(*(known_members(name, one) for one in part))
    if not isinstance(part, dict):
        return set()
    return set(part.get("properties", ())).union(*(known_members(name, one) for one in part.values()))


class TestEveryKind:
    def test_samples(self, samples):
        for sample in samples:
            schema.check(sample["schema"], sample["document"])

    def test_there_is_one_of_each(self, samples):
        kinds = set(schema.validator("values").schema["$defs"]["kind"]["enum"])
        assert {sample["document"]["event"]["action"] for sample in samples if sample["schema"] == "event"} == kinds
        assert {row["kind"] for sample in samples if sample["schema"] == "status" for row in sample["document"]["incidents"]} == kinds

    # What nobody writes any more is in no schema.
    @pytest.mark.parametrize("name", ["event", "status", "client", "story"])
    def test_every_member_comes(self, samples, name):
        written = members([sample["document"] for sample in samples if sample["schema"] == name])
        assert known_members(name, schema.validator(name).schema) - written == set()


ECS = json.loads((pathlib.Path(__file__).parent / "harness/ecs_fields.json").read_text())
ECS_TYPES = {"keyword": str, "match_only_text": str, "wildcard": str, "date": str, "ip": str, "long": int, "object": dict}


def fields(document, prefix=""):
    """Every field of an event by its name in ECS, and its value; the module's own are one."""
    for name, value in document.items():
        name = prefix + name
        if isinstance(value, dict) and name not in ("errwatch", "labels"):
            yield from fields(value, name + ".")
        else:
            yield name, value


class TestElasticCommonSchema:
    def events(self, samples):
        return [sample["document"] for sample in samples if sample["schema"] == "event"]

    def test_each_field_is_there_and_of_its_type(self, samples):
        for event in self.events(samples):
            for name, value in fields(event):
                if name == "errwatch":
                    continue
                field = ECS["fields"][name]
                assert isinstance(value, list) == field.get("array", False), name
                for one in value if isinstance(value, list) else [value]:
                    assert isinstance(one, ECS_TYPES[field["type"]]) and not isinstance(one, bool), (name, one)
                    if field["type"] == "ip":
                        ipaddress.ip_address(one)

    def test_every_field_of_the_list_comes(self, samples):
        assert {name for event in self.events(samples) for name, _ in fields(event)} == {*ECS["fields"], "errwatch"}

    def test_labels_are_flat_keywords(self, samples):
        assert all(isinstance(value, str) for event in self.events(samples) for value in event.get("labels", {}).values())

    # A category expects some types of event, and each type is expected by one of the event's categories.
    def test_kind_category_and_type_fit_each_other(self, samples):
        for event in (event["event"] for event in self.events(samples) if "event" in event):
            if "type" not in event:
                continue
            assert event["kind"] in ECS["event.kind"]
            types = set(event["type"])
            expected = [set(ECS["event.category"][category]) for category in event["category"]]
            assert all(types & one for one in expected) and types <= set().union(*expected), event

    # The same of each category that there is.
    def test_every_category(self):
        known = schema.validator("values").schema["$defs"]["ecs_category"]["enum"]
        assert set(known) <= set(ECS["event.category"])
        for category in known:
            assert "info" in ECS["event.category"][category]


def objects(document, place=()):
    """Where in it objects are."""
    if isinstance(document, dict):
        yield place
    for key, part in document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ():
        yield from objects(part, (*place, key))


class TestSchemas:
    # A schema that everything fits would be none.
    @pytest.mark.parametrize("name", ["event", "status", "client", "story"])
    def test_are_strict(self, samples, name):
        longest = max((sample["document"] for sample in samples if sample["schema"] == name), key=lambda one: len(json.dumps(one)))
        longest = {key: part[:30] if isinstance(part, list) else part for key, part in longest.items()}
        assert not schema.problems(name, longest)
        for place in objects(longest):
            wrong = copy.deepcopy(longest)
            part = wrong
            for key in place:
                part = part[key]
            part["NobodyKnows"] = "x"
            assert schema.problems(name, wrong), place

    def test_are_sound(self):
        for name in [*schema.names(), "values"]:
            schema.validator(name).check_schema(schema.validator(name).schema)

    # Each is held against a document in some test: by its name, or by the command's, through the harness.
    def test_are_all_used(self):
        tests = "".join(path.read_text() for path in pathlib.Path(__file__).parent.glob("test_*.py"))
        assert [name for name in schema.names() if f'"{name}"' not in tests] == []
