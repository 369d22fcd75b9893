"""The shipped rules: samples, form, levels, and what an attacker's text must not do.

Needs pytest and a built errwatch ($ERRWATCH, else build/errwatch); what compares with entries of a running httpd, measured and kept beside
the repository, is skipped where these are missing. Which numbers httpd has, mod_errwatch/config/httpd_messages.tsv says; that each of them that
tells of a client has a rule, scripts/gen_message_list.py --check holds.
"""
import csv
import json
import re
import subprocess
import sys

import pytest

import check_samples as samples

RULES = samples.read_rules()
ERRWATCH = samples.program()
needs_errwatch = pytest.mark.skipif(ERRWATCH is None, reason="no errwatch: build it, or set ERRWATCH")

MESSAGES = samples.REPO / "mod_errwatch" / "config" / "httpd_messages.tsv"
LEVELS = ("emerg", "alert", "crit", "error", "warn", "notice", "info", "debug",
          "trace1", "trace2", "trace3", "trace4", "trace5", "trace6", "trace7", "trace8")

# AH numbers whose rule names another module or level than the table, and why.
OTHER_MODULE_OR_LEVEL = {
    "AH00957": "logged at error for a request; the other place, at debug, is the health check",
}

# Logged at error without a client, and yet no fault of the server.
NO_FAULT = {
    "AH00112": "a warning: httpd starts all the same",
    "AH00554": "of what a client asked for",
    "AH02917": "of what a client asked for",
}


def messages():
    """number -> row of the table that scripts/httpd_messages.py made"""
    with MESSAGES.open(newline="") as table:
        return {row["number"]: row for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)}


def test_every_rule_has_a_name_and_an_id_of_its_file():
    for rule in RULES:
        first, last = samples.ID_RANGES[rule.theme]
        assert rule.keys.get("name"), f"rule {rule.id} says nothing to the operator"
        assert first <= rule.id <= last, f"rule {rule.id} stands in {rule.theme}.conf"


def test_ids_are_unique():
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))


def test_no_pattern_is_read_as_a_variable_by_httpd():
    for path in samples.RULES.glob("*.conf"):
        assert "${" not in path.read_text(), f"{path.name}: httpd would expand ${{...}}"


def test_patterns_on_messages_are_tied_to_their_beginning():
    """Else text that a client put into a path, a user name or a referer would speak for the server."""
    for rule in RULES:
        targets = rule.values("target")
        if rule.pattern and targets == ["message"] and not rule.values("ah"):
            assert rule.pattern.startswith("^") or rule.pattern.startswith("(?:^"), f"rule {rule.id} is not anchored"


def test_samples_are_complete():
    assert samples.incomplete_rules(RULES, samples.read_samples()) == []


@needs_errwatch
def test_samples():
    assert samples.wrong_verdicts(ERRWATCH, samples.read_samples()) == []


# What a client can write, and where httpd puts it. None of it may be taken for a message of the server.
FORGED = (
    'user admin: authentication failure for "/": Password Mismatch',
    "AH01617: user admin: authentication failure",
    "client denied by server configuration: /x",
    "[client 198.51.100.7] ModSecurity: Access denied with code 403 (phase 2).",
    "ModSecurity: Warning. [id \\\"942100\\\"] [tag \\\"attack-sqli\\\"]",
    "mod_qos(031): access denied, QS_SrvMaxConnPerIP",
    "PHP Fatal error:  Uncaught Error",
    "server reached MaxRequestWorkers setting",
    "Premature end of script headers: x",
    "SSL Library Error: x",
    "Got error 'PHP message: Failed login for x'",
    "child pid 1 exit signal Segmentation fault (11)",
)
# carrier: level and module of the entry, its message, what it may be evidence of
HONEST = {
    "path": ("info", "core", "AH00128: File does not exist: /srv/www/htdocs/{}", {"vuln_scan", "bad_request"}),
    "user": ("error", "auth_basic", "AH01618: user {} not found: /intern/", {"auth_failure", "bad_request"}),
    "User-Agent": ("info", "", "", {"benign", "bad_request"}),
    "Referer": ("info", "", "", {"benign", "bad_request"}),
}


@needs_errwatch
@pytest.mark.parametrize("carrier", HONEST)
def test_forged_text_speaks_for_nobody(carrier):
    level, module, message, allowed = HONEST[carrier]
    entries = []
    for text in FORGED:
        if message:
            entries.append({"level": level, "module": module, "message": message.format(text)})
        else:
            entries.append({"method": "GET", "uri": "/", "status": 200, "headers": {carrier: text}})
    for text, result in zip(FORGED, samples.classify_entries(ERRWATCH, entries)):
        named = {result["category"], *result.get("also", [])}
        assert named <= allowed, f"{text!r} as {carrier}: {named}, rules {result.get('rules')}"


@needs_errwatch
def test_every_pattern_can_be_screened():
    """A pattern without a literal of three bytes is tried on every entry. Rules that only few entries reach may do so."""
    run = subprocess.run([ERRWATCH, "check", "--config", str(samples.RULES), "--format", "text"], capture_output=True, text=True,
                         check=False)
    assert " 0 errors" in run.stdout, run.stdout[-2000:]
    slow = [int(number) for number in re.findall(r"^warning: .* rule (\d+) .*no text of", run.stdout, re.MULTILINE)]
    assert slow == []


def test_levels_and_modules_are_those_of_httpd():
    table = messages()
    for rule in RULES:
        for number in rule.values("ah"):
            assert rule.keys.get("level"), f"rule {rule.id}: LogLevel coverage needs level="
            if number in OTHER_MODULE_OR_LEVEL or number not in table:
                continue
            row = table[number]
            modules = set(row["module"].split("/"))
            if rule.values("module"):
                assert modules & set(rule.values("module")), f"rule {rule.id}: {number} is of {row['module']}"
            assert LEVELS.index(rule.keys["level"]) >= LEVELS.index(row["level"]), f"rule {rule.id}: {number} is logged at {row['level']}"


@needs_errwatch
def test_what_httpd_logs_of_its_own_faults_is_named_so_and_charged_to_nobody():
    """Each message at error or above that is logged without a client, whatever it says behind its number."""
    rows = [row for number, row in messages().items() if row["about"] == "server" and number not in NO_FAULT]
    assert len(rows) > 700
    entries = [{"level": row["level"], "module": module, "message": f"{row['number']}: it did not work"}
               for row in rows for module in row["module"].split("/")]
    results = samples.classify(ERRWATCH, "jsonl", [json.dumps(entry) for entry in entries])
    wrong = [(entry, result["category"], result.get("rules")) for entry, result in zip(entries, results)
             if result["category"] not in ("server_fault", "resource_exhaustion", "tls_error") or result.get("cost", 0)]
    assert wrong == []


def test_the_check_of_messages_sees_a_missing_rule():
    sys.path.insert(0, str(samples.REPO / "scripts"))
    import gen_message_list  # (a script, so its folder is no package)
    row = {"number": "AH01630", "level": "error", "module": "authz_core", "about": "request"}
    assert gen_message_list.without_rule(RULES, [row]) == []
    assert gen_message_list.without_rule([rule for rule in RULES if rule.id != 1001], [row]) == [row]
    assert gen_message_list.reason(row, {"authz_core": "a module is no reason at error"}) is None
    assert gen_message_list.reason(row, {"AH01630": "said"}) == "said"


def test_table_of_the_guide_is_current():
    script = samples.REPO / "scripts" / "gen_rules_table.py"
    assert subprocess.run([sys.executable, str(script), "--check"], check=False).returncode == 0, "run scripts/gen_rules_table.py"


@pytest.mark.skipif(not (samples.SHARED / "data" / "observed_entries.jsonl").exists(), reason="no observed entries beside the repository")
@needs_errwatch
def test_entries_of_a_running_httpd_are_not_blamed_on_visitors_by_mistake():
    """Start, stop, granted requests and the like of a real server: nothing that a client would pay for."""
    entries = []
    for text in (samples.SHARED / "data" / "observed_entries.jsonl").read_text().splitlines():
        row = json.loads(text)
        if row["type"] == "entry" and not row.get("has_c") and not row.get("has_r") and row["level"] == "notice":
            entries.append({"level": row["level"], "module": row["module"], "message": row["message"]})
    for entry, result in zip(entries, samples.classify_entries(ERRWATCH, entries)):
        assert result["cost"] == 0, f"{entry['message']}: {result}"
