"""What is said of a response live, as `--input jsonl` takes it, is said of its line in an access log, too; and error log and access log of one
server judge each request once.

The lines are those that httpd writes (access_log_lines.py). What a line cannot hold is asked for by name below.
"""
import datetime
import gzip
import json
import select
import subprocess

import pytest

import access_log_lines as logs
import check_samples as samples

ERRWATCH = samples.program()
SITUATIONS = samples.SHARED / "scenarios"
pytestmark = pytest.mark.skipif(ERRWATCH is None, reason="no errwatch: build it, or set ERRWATCH")
SITUATIONS_THERE = pytest.mark.skipif(not SITUATIONS.exists(), reason="no situations beside the repository")

KNOWN = {"time", "client", "vhost", "method", "uri", "args", "status", "headers", "user", "location"}


def classify(lines, log_format):
    result = subprocess.run([ERRWATCH, "classify", "--input", "access", "--log-format", log_format, "-"], input="\n".join(lines) + "\n",
                            capture_output=True, text=True, check=False, errors="replace")
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def scan(*arguments):
    result = subprocess.run([ERRWATCH, "scan", "-q", "--format", "jsonl", *arguments], capture_output=True, text=True, check=False)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert any(row["type"] == "summary" for row in rows), result.stderr
    return rows


def blocks(*arguments):
    return [(row["client"], row["time"][:19], row["limit"]) for row in scan(*arguments) if row["type"] == "block"]


def responses():
    """The rules' samples that an access log can hold."""
    time = {"time": "2026-11-22T10:00:00.000Z", "client": "198.51.100.7"}
    entries = [{**time, **sample["entry"]} for sample in samples.read_samples() if "status" in sample["entry"]]
    named = {name.lower() for name in logs.HEADERS} | {"referer", "user-agent"}
    return [entry for entry in entries if not entry.keys() - KNOWN and {name.lower() for name in entry.get("headers", {})} <= named]


def test_a_line_gets_what_the_response_got():
    entries = responses()
    assert len(entries) > 300
    read = classify([logs.full(entry) for entry in entries], logs.FULL)
    expected = samples.classify(ERRWATCH, "jsonl", [json.dumps(entry) for entry in entries])
    wrong = [(entry, got, want) for entry, got, want in zip(entries, read, expected)
             if [got.get(key) for key in ("category", "also", "rule", "cost", "rules", "client", "time")] !=
             [want.get(key) for key in ("category", "also", "rule", "cost", "rules", "client", "time")]]
    assert wrong == []


@SITUATIONS_THERE
@pytest.mark.parametrize("line_of, log_format", [(logs.full, logs.FULL), (logs.combined, logs.COMBINED)], ids=["full", "combined"])
@pytest.mark.parametrize("kind", ["innocent", "attack"])
def test_situations_bring_the_same_blocks(kind, line_of, log_format, tmp_path):
    wrong = []
    paths = sorted((SITUATIONS / kind).glob("*.jsonl"))
    assert len(paths) > 10
    for path in paths:
        entries = [json.loads(line) for line in path.read_text().splitlines()]
        access, errors = logs.write_logs(tmp_path, entries, line_of)
        beside = ["--access-log", access] if errors else [access]
        arguments = ([errors] if errors else []) + ([*beside, "--log-format", log_format] if access else [])
        expected = blocks("--input", "jsonl", str(path))
        got = blocks(*arguments)
        if got != expected:
            wrong.append((path.name, got, expected))
    assert wrong == []


def scanner(count, seconds=1):
    """A client that asks for pages that are not there: entry and answer of each."""
    words = [f"{first}{second}" for first in ("amber", "birch", "coral", "delta", "ember", "flint") for second in
             ("wood", "stone", "field", "brook", "gate", "hill", "shore", "house", "bridge", "tower")]
    entries = []
    for i in range(count):
        at = datetime.datetime(2026, 11, 22, 10, 0, 0, 250000, datetime.timezone.utc) + datetime.timedelta(seconds=i * seconds)
        entry = {"time": at.isoformat(), "client": "198.51.100.7", "method": "GET", "uri": f"/{words[i]}.php",
                 "headers": {"User-Agent": "Mozilla/5.0"}}
        entries.append({**entry, "level": "info", "module": "core", "ah": "AH00128",
                        "message": f"AH00128: File does not exist: /srv/www{entry['uri']}"})
        entries.append({**entry, "status": 404})
    return entries


def write(path, lines):
    path.write_text("".join(line + "\n" for line in lines))
    return str(path)


@pytest.mark.parametrize("ids", [True, False], ids=["ids", "without ids"])
def test_both_logs_count_a_request_once(ids, tmp_path):
    entries = scanner(60)
    requests, errors = entries[1::2], entries[::2]
    id_of = (lambda i: f"Id{i:03}AbCdEf") if ids else (lambda i: None)
    access = write(tmp_path / "access.log", [logs.full(entry, id_of(i) or "-") for i, entry in enumerate(requests)])
    error = write(tmp_path / "error.log", [logs.error_line(entry, id_of(i)) for i, entry in enumerate(errors)])
    alone = blocks("--input", "access", "--log-format", logs.FULL, access)
    both = blocks(error, "--access-log", access, "--log-format", logs.FULL)
    assert len(alone) == 1 and both == alone
    # Each recognised by its lines.
    access = write(tmp_path / "combined.log", [logs.combined(entry) for entry in requests])
    assert blocks(access, error) == blocks(access) == alone
    # Of a request that is not in the access log the entry counts.
    assert len(blocks(error)) == 1
    rows = scan(error, access)
    assert not any("were not joined" in note for row in rows if row["type"] == "summary" for note in row["notes"])


def test_what_cannot_be_joined_is_said(tmp_path):
    entries = scanner(4)
    error = write(tmp_path / "error.log", [logs.error_line(entry) for entry in entries[::2]])
    other = [{**entry, "client": "198.51.100.8"} for entry in entries[1::2]]
    rows = scan(error, write(tmp_path / "access.log", [logs.combined(entry) for entry in other]))
    notes = [note for row in rows if row["type"] == "summary" for note in row["notes"]]
    assert any(note.startswith("4 entries of the error log were not joined") for note in notes), notes


def test_lines_come_when_they_were_answered(tmp_path):
    """A download that began long ago is written last; nobody's other requests are put off by it."""
    requests = scanner(60)[1::2]
    access = write(tmp_path / "access.log", [logs.combined(entry) for entry in requests])
    moved = write(tmp_path / "moved.log", [logs.combined(entry) for entry in requests[1:] + requests[:1]])
    assert len(blocks(access)) == len(blocks(moved)) == 1


def test_both_are_followed(tmp_path):
    entries = scanner(60)
    paths = [tmp_path / "error.log", tmp_path / "access.log"]
    for path in paths:
        path.write_text("")
    with subprocess.Popen([ERRWATCH, "scan", "--follow", "--format", "jsonl", *map(str, paths)], stdout=subprocess.PIPE, text=True) as program:
        try:
            for entry, answer in zip(entries[::2], entries[1::2]):
                for path, line in zip(paths, (logs.error_line(entry), logs.combined(answer))):
                    with open(path, "a", encoding="ascii") as file:
                        file.write(line + "\n")
            assert select.select([program.stdout], [], [], 30)[0], "no block was told"
            block = json.loads(program.stdout.readline())
            assert (block["type"], block["client"]) == ("block", "198.51.100.7")
        finally:
            program.terminate()
        rest = [json.loads(line) for line in program.stdout]
        assert program.wait(30) == 0 and rest[-1]["type"] == "summary"


def test_from_standard_input_and_packed(tmp_path):
    lines = "".join(logs.combined(entry) + "\n" for entry in scanner(60)[1::2])
    packed = tmp_path / "access.log.2.gz"
    packed.write_bytes(gzip.compress(lines.encode()))
    expected = blocks(write(tmp_path / "access.log", lines.splitlines()))
    piped = subprocess.run([ERRWATCH, "scan", "-q", "--format", "jsonl", "-"], input=lines, capture_output=True, text=True, check=True)
    told = [json.loads(line) for line in piped.stdout.splitlines()]
    assert len(expected) == 1 and blocks(str(packed)) == expected
    assert [row["client"] for row in told if row["type"] == "block"] == ["198.51.100.7"]


def test_names_in_place_of_addresses(tmp_path):
    entries = [{**entry, "client": "host.example.net"} for entry in scanner(60)[1::2]]
    rows = scan(write(tmp_path / "access.log", [logs.combined(entry) for entry in entries]))
    assert not [row for row in rows if row["type"] == "block"]
    assert any("HostnameLookups" in note for row in rows if row["type"] == "summary" for note in row["notes"])


def test_broken_lines_are_counted(tmp_path):
    requests = scanner(3)[1::2]
    whole = [logs.combined(entry) for entry in requests]
    tls = '198.51.100.9 - - [22/Nov/2026:10:00:00 +0000] "\\x16\\x03\\x01\\x02" 400 226 "-" "-"'
    path = tmp_path / "access.log"
    path.write_bytes(("\n".join([*whole, whole[0][:60], tls]) + "\n").encode() + b"\0" * 50 + (whole[0] + "\n").encode() + b"\xff\xfe\n")
    rows = scan(str(path))
    summary = next(row for row in rows if row["type"] == "summary")
    assert summary["lines"] == 7 and summary["unusable"] == 2
    assert {row["client"] for row in rows if row["type"] == "client"} >= {"198.51.100.9"}
