"""What `errwatch scan` and `errwatch report` say of logs in which something is unlike what is usual there."""
import json
import subprocess
from datetime import datetime, timedelta, timezone

import pytest

from harness import paths

BEGIN = datetime(2026, 10, 5, tzinfo=timezone.utc)


def entry(when, message, client="192.0.2.7"):
    return f"[{when:%a %b %d %H:%M:%S}.000000 {when.year}] [core:error] [pid 7:tid 8] [client {client}:4711] {message}\n"


def usual(days):
    """Every ten minutes the same, from each client in turn."""
    return [(BEGIN + timedelta(minutes=10 * i), "AH00037: Symbolic link not allowed or link target not accessible: /var/www/a", f"192.0.2.{i % 50 + 1}")
            for i in range(144 * days)]


def new(day, message):
    return [(BEGIN + timedelta(days=day, minutes=7 * i), message, f"198.51.100.{i + 1}") for i in range(5)]


@pytest.fixture
def log(tmp_path):
    rows = usual(10) + new(2, "AH00126: Invalid URI in request GET x HTTP/1.1") + new(9, "AH00690: no acceptable variant: /var/www/html/a")
    path = tmp_path / "error.log"
    path.write_text("".join(entry(*row) for row in sorted(rows)))
    return path


def test_a_log_without_times(tool, tmp_path):
    path = tmp_path / "excerpt.log"
    path.write_text("[client 192.0.2.7] AH00128: File does not exist: /srv/x\n" * 9)
    assert "Anomalies could not be looked for: no line has a time." in tool("scan", "--anomalies", path)
    summary = json.loads(tool("scan", "--anomalies", "-f", "json", path))["summary"]
    assert summary["looked_for_anomalies"] is False
    assert "Nothing could be looked for: what was read bears no times." in tool("report", "--anomalies", path)


@pytest.fixture
def tool(tmp_path):
    rules = tmp_path / "rules.conf"
    rules.write_text('ErrWatchRule 100001 xss "<script"\n')

    def run(*words):
        done = subprocess.run([paths.CLI, *map(str, words), "--config", rules], capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), done.stderr
        return done.stdout
    return run


# Before, what usual is was not known yet: neither is its beginning told, nor what is new in its first week.
def test_a_log_is_learned_from_for_a_week(tool, log):
    told = json.loads(tool("scan", "--anomalies", "--format", "json", log))["anomalies"]
    assert [(row["kind"], row["message"][:7], row["time"][:10]) for row in told] == [("new_template", "AH00690", "2026-10-14")]
    assert told[0]["seen"] >= 3


# Which are put together with their requests, where an access log is read beside.
def test_an_access_log_hides_nothing(tool, log, tmp_path):
    alone = json.loads(tool("scan", "--anomalies", "--format", "json", log))["anomalies"]
    access = tmp_path / "access.log"
    access.write_text("".join(f'192.0.2.9 - - [{BEGIN + timedelta(hours=i):%d/%b/%Y:%H:%M:%S} +0000] "GET / HTTP/1.1" 200 7 "-" "Mozilla/5.0"\n'
                              for i in range(240)))
    joined = json.loads(tool("scan", "--anomalies", "--format", "json", log, access))["anomalies"]
    assert [(row["kind"], row["message"]) for row in joined] == [(row["kind"], row["message"]) for row in alone] != []


def test_a_report_tells_the_same(tool, log):
    report = json.loads(tool("report", "--anomalies", "--format", "json", log))
    kinds = [(row["kind"], row["message"][:7]) for row in report["anomalies"]]
    assert kinds == [("new_template", "AH00690")]
    text = tool("report", "--anomalies", log)
    assert "AH00690: no acceptable variant" in text and "AH00126" not in text
    assert json.loads(tool("report", "--format", "json", log)).get("anomalies", []) == []  # nobody asked


def test_a_day_of_a_log_says_that_it_is_too_short(tool, tmp_path):
    path = tmp_path / "error.log"
    path.write_text("".join(entry(*row) for row in usual(1)))
    assert json.loads(tool("scan", "--anomalies", "--format", "json", path))["anomalies"] == []
    assert "What is usual is not known before some days were read" in tool("report", "--anomalies", path)


# What is said of charges is what the configuration says.
@pytest.mark.parametrize("says, expected, not_said", [
    ("", "Nobody is charged for these.", "ErrWatchUnderAttack"),
    ("ErrWatchUnderAttack tighten=4\n", "ErrWatchUnderAttack tighten=4 is in force for who joins", "Nobody is charged for these."),
    ("ErrWatchUnderAttack block\n", "ErrWatchUnderAttack block is in force for who joins", "Nobody is charged for these."),
])
def test_who_is_charged(log, tmp_path, says, expected, not_said):
    rules = tmp_path / "under.conf"
    rules.write_text('ErrWatchRule 100001 xss "<script"\nErrWatchAnomalies On\n' + says)
    said = subprocess.run([paths.CLI, "scan", "-q", "--anomalies", "--config", rules, log], capture_output=True, text=True, check=True).stdout
    part = said[said.index("\nAnomalies\n"):]
    assert expected in part and not_said not in part
    report = subprocess.run([paths.CLI, "report", "-q", "--anomalies", "--config", rules, log], capture_output=True, text=True, check=True).stdout
    assert "By themselves they charge nobody" in " ".join(report.split()) and "Nobody is charged" not in report
