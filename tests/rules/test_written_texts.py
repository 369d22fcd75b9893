"""What people write and quote (requests, mails, templates, queries, code) in the applications that this is for: nobody is blocked."""
import json
import pathlib
import subprocess
from datetime import datetime, timedelta
from urllib.parse import quote_plus

import pytest

import check_samples as samples

ERRWATCH = samples.program()
pytestmark = pytest.mark.skipif(ERRWATCH is None, reason="no errwatch: build it, or set ERRWATCH")

TEXTS = pathlib.Path(__file__).with_name("written_texts.txt")
BOUNDARY = "----FormBoundaryX"
BROWSER = {"Host": "www.example.org", "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
           "Accept": "*/*", "Accept-Language": "de", "Referer": "https://www.example.org/app/edit", "Origin": "https://www.example.org",
           "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
PROGRAM = {"Host": "www.example.org", "User-Agent": "GitHub-Hookshot/1", "Accept": "*/*"}
# The field of an application that takes text.
FIELDS = {"list": "q", "phpmyadmin": "sql_query", "grafana": "rawSql"}


def texts():
    """Application -> its texts."""
    applications = {}
    for section in TEXTS.read_text(encoding="utf-8").split("\n## ")[1:]:
        name, _, rest = section.partition("\n")
        applications[name] = [text.strip("\n") for text in rest.split("\n====\n")]
    return applications


def part(name, text, more=""):
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{text}\r\n'


def request(place, name, text, headers):
    lines = text.replace("\n", "\r\n")
    if place == "query":
        return {"method": "GET", "uri": f"/app/find?{name}={quote_plus(text)}&p=1", "status": 200, "headers": headers}
    content_type, body = {
        "form": ("application/x-www-form-urlencoded", f"id=5&{name}={quote_plus(lines)}"),
        "form of json": ("application/x-www-form-urlencoded", f"id=5&actions={quote_plus(json.dumps({'settings': {name: text}}))}"),
        "json": ("application/json", json.dumps({"id": 5, name: text})),
        "multipart": ("multipart/form-data; boundary=" + BOUNDARY, part("id", "5") + part(name, lines) + f"--{BOUNDARY}--\r\n"),
        "file": ("multipart/form-data; boundary=" + BOUNDARY, part(name, lines, '; filename="a.txt"') + f"--{BOUNDARY}--\r\n"),
        "whole body": ("application/json" if text[0] in "[{" else "application/xml" if text[0] == "<" else "text/plain", text),
    }[place]
    return {"method": "POST", "uri": "/app/save", "status": 302, "headers": {**headers, "Content-Type": content_type}, "body": body}


# A program that sends nothing but questions about attacks in a line of a query, or templates that reckon, hour after hour.
NOBODY = {("bugtracker", "query"), ("templates", "form of json")}

BODIES = ["form", "form of json", "json", "multipart", "file", "whole body"]


def blocked(clients):
    """Names of those of the clients (name -> [(seconds, request)]) that are blocked."""
    begin = datetime(2026, 11, 22, 8)
    names, entries = {}, []
    for number, (name, requests) in enumerate(clients.items()):
        address = f"100.64.{number // 250}.{number % 250 + 1}"
        names[address] = name
        for seconds, entry in requests:
            at = (begin + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
            entries.append({"client": address, "time": at, **entry})
    entries.sort(key=lambda entry: entry["time"])
    run = subprocess.run([ERRWATCH, "scan", "-q", "--config", str(samples.RULES), "--input", "jsonl", "--format", "jsonl", "-"],
                         input="\n".join(map(json.dumps, entries)) + "\n", capture_output=True, text=True, check=False)
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert any(row["type"] == "summary" for row in rows), run.stderr
    return sorted({names[row["client"]] for row in rows if row["type"] == "block"})


def a_day(place, headers, name, seconds, own):
    """200 posts: the application's texts in turn, which are edited on and on; a few pages came first."""
    pages = [(i, {"method": "GET", "uri": f"/app/page{i}", "status": 200, "headers": headers}) for i in range(4)]
    return pages + [(10 + i * seconds, request(place, name, own[i % len(own)] + (f"\nedit {i}" if i >= len(own) else ""), headers))
                    for i in range(200)]


def test_there_are_enough():
    assert sum(map(len, texts().values())) >= 200


@pytest.mark.parametrize("place", BODIES)
@pytest.mark.parametrize("name", ["text", "name"])
def test_who_works_there_all_day(place, name):
    assert not blocked({application: a_day(place, BROWSER, FIELDS.get(application, name), 15, own) for application, own in texts().items()})


@pytest.mark.parametrize("place", ["query", *BODIES])
def test_programs_that_post_each_minute(place):
    name = "text"
    assert not blocked({application: a_day(place, PROGRAM, FIELDS.get(application, name), 60, own) for application, own in texts().items()
                        if (application, place) not in NOBODY})


@pytest.mark.parametrize("place", ["query", *BODIES])
def test_who_sends_each_once(place):
    """Nothing is known of him but these."""
    assert not blocked({application: [(i * 60, request(place, FIELDS.get(application, "text"), text, BROWSER)) for i, text in enumerate(own)]
                        for application, own in texts().items() if (application, place) not in NOBODY})


# Documents that bring in another one or start a process, and a phrase of an attack that is one line.
ATTACKS = {("soap", 5), ("soap", 6), ("discourse", 6)}


@pytest.mark.parametrize("place", ["query", *BODIES])
@pytest.mark.parametrize("application", ["support", "webmail", "wordpress", "discourse", "csv", "soap"])
def test_who_corrects_what_he_sent(place, application):
    """Twice within a minute, and nothing is known of him but that."""
    assert not blocked({number: [(i * 40, request(place, "text", text + " " * i, BROWSER)) for i in range(2)]
                        for number, text in enumerate(texts()[application]) if (application, number) not in ATTACKS})


def test_attacks_are_not_spared():
    """The same arithmetic blocks whoever breaks out of a field."""
    attacks = ["1' or '1'='1", "1' union select 1,2--", "; cat /etc/passwd", "$(id)"]
    for place in ["query", "form", "json", "multipart"]:
        assert blocked({place: [(i, request(place, "id", attack, PROGRAM)) for i, attack in enumerate(attacks)]}) == [place]
