"""`errwatch learn`, and what is told of requests by --model."""
import json
import os
import subprocess

import pytest

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
ODD = "GET /shop?page=%7B%24x%3A(y)%7D%3B%60id%60&zz=1 HTTP/1.1"


def line(client, request, status=200, agent=AGENT):
    return f'{client} - - [22/Nov/2026:10:00:00 +0000] "{request}" {status} 512 "-" "{agent}"\n'


@pytest.fixture
def logs(tmp_path):
    usual = tmp_path / "access.log"
    usual.write_text("".join(line(f"192.0.2.{i % 60 + 1}", f"GET /shop?page={i % 9} HTTP/1.1") for i in range(400)))
    later = tmp_path / "later.log"
    later.write_text(line("192.0.2.1", "GET /shop?page=3 HTTP/1.1") + line("203.0.113.7", ODD))
    return usual, later


def run(errwatch, rules, *words):
    return subprocess.run([errwatch, *map(str, words), "--config", rules], capture_output=True, text=True, check=False)


@pytest.fixture
def tool(tmp_path):
    build = os.environ["ERRWATCH_BUILD"]
    rules = tmp_path / "rules.conf"
    rules.write_text("ErrWatchEngine On\nErrWatchRule 100001 xss \"<script\"\n")
    return lambda *words: run(f"{build}/errwatch", rules, *words)


def test_an_odd_request_is_told_and_explained(tool, logs, tmp_path):
    usual, later = logs
    model = tmp_path / "site.model"
    learnt = tool("learn", usual, "-o", model)
    assert learnt.returncode == 0, learnt.stderr
    assert "400 of 400" in learnt.stdout
    scan = json.loads(tool("scan", "--model", model, "--format", "json", later).stdout)
    assert scan["summary"]["unusual"] == 1
    assert scan["unusual"][0]["client"] == "203.0.113.7" and scan["unusual"][0]["line"] == 2
    assert scan["blocks"] == []
    told = json.loads(tool("explain", "--model", model, "--format", "json", "--input", "access", later.read_text().splitlines()[1]).stdout)
    assert told["unlikeness"]["bits"] >= told["unlikeness"]["threshold"]
    assert told["unlikeness"]["parts"][0]["part"] == "value_signs"
    points = [json.loads(l)["unlikeness"] for l in tool("classify", "--model", model, "--input", "access", later).stdout.splitlines()]
    assert points[0] < 5 < 20 < points[1]


def test_a_model_that_is_missing_or_damaged_is_refused(tool, logs, tmp_path):
    usual, later = logs
    model = tmp_path / "site.model"
    missing = tool("scan", "--model", model, later)
    assert missing.returncode == 1 and "No such file" in missing.stderr
    tool("learn", usual, "-o", model)
    data = bytearray(model.read_bytes())
    data[100] ^= 1
    model.write_bytes(data)
    damaged = tool("scan", "--model", model, later)
    assert damaged.returncode == 1 and "damaged" in damaged.stderr


def test_too_little_and_standard_input_are_refused(tool, logs, tmp_path):
    _, later = logs
    model = tmp_path / "site.model"
    few = tool("learn", later, "-o", model)
    assert few.returncode == 1 and "too little" in few.stderr and not model.exists()
    assert tool("learn", "-", "-o", model).returncode == 2
