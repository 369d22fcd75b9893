"""`errwatch learn`, and what is told of requests by --model."""
import json
import re
import struct
import subprocess
import time

import pytest

from harness import paths
from harness.cli import CommandLine
from harness.config import Config
from harness.files import LIMITS
from harness.wait import wait_until

MINUTE = 60 * 100  # ticks
HOUR = 60 * MINUTE

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
    rules = tmp_path / "rules.conf"
    rules.write_text("ErrWatchEngine On\nErrWatchRule 100001 xss \"<script\"\n")
    return lambda *words: run(paths.CLI, rules, *words)


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
    parts = told["unlikeness"]["parts"]
    assert round(sum(part["bits"] for part in parts) + told["unlikeness"]["others"], 1) == told["unlikeness"]["bits"]
    points = [json.loads(l)["unlikeness"] for l in tool("classify", "--model", model, "--input", "access", later).stdout.splitlines()]
    assert points[0] < 5 < 20 < points[1]


def threshold(learnt):
    assert learnt.returncode == 0, learnt.stderr
    return int(re.search(r"is told from (\d+) points on", learnt.stdout)[1])


def test_one_client_does_not_raise_the_threshold_and_many_are_told(tool, logs, tmp_path):
    usual, _ = logs
    model = tmp_path / "site.model"
    before = threshold(tool("learn", usual, "-o", model))

    def odd(i, more=""):  # what two send alike would be known
        return f"GET /p{i}/..;/.env?q{i}=%7B%24x%3A(y)%7D%3B%60id%60&zz{i}=%60id%60;(y)%7B{more} HTTP/1.1"

    few = tmp_path / "one.log"
    few.write_text("".join(line("203.0.113.7", odd(i), agent="x") for i in range(20)))
    assert threshold(tool("learn", usual, few, "-o", model)) == before
    many = tmp_path / "many.log"
    many.write_text("".join(line(f"203.0.113.{i}", odd(i, "&password=hunter2" if i else "\x1b[2J")) for i in range(20)))
    learnt = tool("learn", usual, many, "-o", model)
    assert threshold(learnt) == 40
    assert re.search(r"20 of 420 requests lie above", learnt.stdout)
    shown = [row for row in learnt.stdout.splitlines() if row.startswith("  203.0.113.")]
    assert len(shown) == 3 and all("points  GET /p" in row for row in shown)
    assert "hunter2" not in learnt.stdout and "\x1b" not in learnt.stdout


def test_a_model_that_is_missing_or_damaged_is_refused(tool, logs, tmp_path):
    usual, later = logs
    model = tmp_path / "site.model"
    missing = tool("scan", "--model", model, later)
    assert missing.returncode == 1 and "No such file" in missing.stderr and "make it with errwatch learn" in missing.stderr
    tool("learn", usual, "-o", model)
    data = bytearray(model.read_bytes())
    data[100] ^= 1
    model.write_bytes(data)
    damaged = tool("scan", "--model", model, later)
    assert damaged.returncode == 1 and "damaged" in damaged.stderr and "learn it again with errwatch learn" in damaged.stderr


# It judges requests: what it cannot judge is not passed over without a word.
def test_an_error_log_alone_is_not_compared(tool, logs, tmp_path):
    usual, later = logs
    model = tmp_path / "site.model"
    tool("learn", usual, "-o", model)
    error = "[Sun Nov 22 10:00:00.000001 2026] [core:error] [pid 1] [client 203.0.113.7:4000] AH00127: Cannot map GET /x HTTP/1.1 to file"
    log = tmp_path / "error.log"
    log.write_text(error + "\n")
    for words in (("scan", "-q", log), ("explain", error), ("classify", log)):
        done = tool(*words, "--model", model)
        assert done.returncode == 1 and "--model: nothing was compared with it: a model judges the requests of access logs" in done.stderr, words
    assert "None was compared" in tool("scan", "-q", "--model", model, log).stdout
    beside = tool("scan", "-q", "--model", model, log, "--access-log", later)
    assert beside.returncode == 0 and "None was compared" not in beside.stdout
    assert "points)" in tool("classify", "--format", "text", "--model", model, "--input", "access", later).stdout
    assert 'report has no option "--model"; classify, scan and explain have it' in tool("report", "--model", model, log).stderr


def test_a_log_of_one_address_teaches_nothing(tool, logs, tmp_path):
    proxy = tmp_path / "proxy.log"
    proxy.write_text("".join(line("192.0.2.1", f"GET /shop?page={i % 9} HTTP/1.1") for i in range(400)))
    said = tool("learn", proxy, "-o", tmp_path / "site.model").stdout
    assert "0 parts of requests are known" in said and "nothing came from two addresses" in said and "%a in LogFormat" in said
    assert "two addresses" not in tool("learn", logs[0], "-o", tmp_path / "site.model").stdout


def test_too_little_and_standard_input_are_refused(tool, logs, tmp_path):
    _, later = logs
    model = tmp_path / "site.model"
    few = tool("learn", later, "-o", model)
    assert few.returncode == 1 and "too little" in few.stderr and not model.exists()
    assert tool("learn", "-", "-o", model).returncode == 2


def learning_words(server):
    """Where the model that is being learnt lies in the shared memory (docs/shm-format.md), and its words: print, begun, saved,
    requests. Found by what stands there, so that no offset is written down twice."""
    path = server.memory_file()
    data = path.read_bytes()
    now = ticks()
    for at in range(0, len(data) - 64, 64):
        words = struct.unpack_from("<8Q", data, at)
        if words[0] and abs(now - words[1]) < 20 * HOUR and 0 < words[3] < 10_000 and not any(words[4:]):
            return path, at, words
    raise AssertionError("nothing is being learnt")


def ticks():
    return (time.time_ns() // 1_000_000 - 1_577_836_800_000) // 10


def begin_learning(server, ago):
    """As if learning had begun so many ticks ago."""
    path, at, _ = learning_words(server)
    with open(path, "r+b") as memory:
        memory.seek(at + 8)
        memory.write(struct.pack("<Q", ticks() - ago))


class TestLive:
    """A model beside the requests of a running server."""

    CONFIG = "ErrWatchEngine {}\nErrWatchModel {} {}\n"
    USED = "requests of .* are compared with the model .*, learnt from {} requests by 20.*; one is told from 26 points on"

    def serve(self, make_server, model, learn="", engine="On"):
        config = Config()
        config.errwatch(LIMITS + self.CONFIG.format(engine, model, learn))
        return make_server(config)

    @pytest.fixture
    def model(self, tool, tmp_path):
        usual = tmp_path / "usual.log"
        usual.write_text("".join(line(f"192.0.2.{i % 60 + 1}", f"GET /page.html?page={i % 9} HTTP/1.1") for i in range(400)))
        path = tmp_path / "site.model"
        learnt = tool("learn", usual, "-o", path)
        assert learnt.returncode == 0, learnt.stderr
        return path

    @pytest.mark.parametrize("engine", ["On", "DetectionOnly"])
    def test_an_unusual_request_is_told_and_nobody_is_blocked(self, make_server, model, engine):
        server = self.serve(make_server, model, engine=engine)
        server.log.expect("EW0217", text=self.USED.format(400), count=1)
        server.start()
        client = server.client()
        headers = {"User-Agent": AGENT}
        assert client.get("/page.html?page=3", headers=headers).status == 200
        told = server.log.expect("EW0114", text=f"a request unlike those of this site: .*client {re.escape(client.address)}", count=1)
        for _ in range(40):
            assert client.get("/page.html?page=%7B%24x%3A(y)%7D%3B%60id%60&zz=1&password=hunter2", headers=headers).status == 200
        server.log.wait()
        assert "zz" in told.entries[0].line and "hunter2" not in server.log.text()
        counters = server.status.document()["counters"]
        assert counters["unusual"] == 40 and counters["unusual_untold"] == 39
        story = CommandLine(server).json("story", client.address)["stories"][0]
        kinds = [row["kind"] for row in story["rows"]]
        assert set(kinds) == {"unusual"} and len(kinds) <= 40
        assert len([row for row in story["rows"] if "zz" in row.get("message", "")]) == 1  # which was told, and why
        assert all(row["count"] > 20 for row in story["rows"] if row["kind"] == "unusual")
        assert client.get("/page.html", headers=headers).status == 200

    # What the page says of models the command line says, too, and more than that where it does not know.
    def test_the_command_line_shows_what_the_page_shows(self, make_server, model):
        server = self.serve(make_server, model)
        server.log.expect("EW0217", text=self.USED.format(400), count=1)
        server.start()
        row, = server.status.document()["models"]
        assert (row["state"], row["requests"], row["threshold"]) == ("used", 400, 26) and row["learnt"] and row["vhosts"]
        cli = CommandLine(server)
        for subcommand in ("status", "anomalies"):
            assert "models" not in cli.json(subcommand)
            said = cli.json(subcommand, "--config", server.conf)["models"]
            assert said == [row]
            text = cli.run(subcommand, "--config", server.conf)
            assert "26 points" in text.stdout and "site.model" in text.stdout
        assert "the configuration is not known" in cli.run("anomalies").stderr

    @pytest.mark.parametrize("spoil, text", [
        (lambda path: path.unlink(), "No such file or directory; .*: make it with errwatch learn ACCESS_LOG... -o"),
        (lambda path: path.write_bytes(b"anybody's"), "it is no model: .*: name another file, or move that one away and then errwatch learn"),
        (lambda path: path.write_bytes(path.read_bytes()[:20]), "it ends too early; .*: learn it again with errwatch learn"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1] + b"?"), "damaged.*: learn it again with errwatch learn"),
        (lambda path: path.write_bytes(path.read_bytes()[:8] + b"\x63" + path.read_bytes()[9:]), "its version is 99"),
    ])
    def test_without_a_model_it_goes_on(self, make_server, model, spoil, text):
        spoil(model)
        server = self.serve(make_server, model)
        server.log.expect("EW0210", text=text, count=1)
        server.start()
        client = server.client()
        assert client.get("/page.html?page=%7B%24x%3A(y)%7D%3B%60id%60&zz=1").status == 200
        page = server.status.document()
        assert any(re.search(text, warning) for warning in page["warnings"])
        row, = page["models"]
        assert row["state"] == "not_used" and re.search(text, row["problem"])
        # Who looks before a start is told the same.
        code, said = server.check()
        assert code == 0 and "EW0210" in said and re.search(text, said)
        checked = subprocess.run([paths.CLI, "check", "--config", server.conf], capture_output=True, text=True, check=False)
        assert re.search(text, checked.stdout)

    def test_learns_in_place_over_restarts_and_writes_the_file(self, make_server):
        server = self.serve(make_server, "learnt.model", "learn=1h")
        server.log.expect("EW0217", text="is learnt from requests until", count=2)
        server.start()
        clients = [server.client() for _ in range(3)]
        headers = {"User-Agent": AGENT}

        def ask(times):
            for i in range(times):
                assert clients[i % 3].get(f"/page.html?page={i % 9}", headers=headers).status == 200

        ask(30)
        wait_until(lambda: learning_words(server)[2][3] == 30, 10)
        server.graceful()
        ask(3)
        wait_until(lambda: learning_words(server)[2][3] == 33, 10)
        row, = server.status.document()["models"]
        assert (row["state"], row["requests"]) == ("learning", 33) and "until" in row and "problem" not in row
        assert server.check()[0] == 0 and "EW0210" not in server.check()[1]
        begin_learning(server, 50 * MINUTE)
        ask(120)
        wait_until(lambda: learning_words(server)[2][3] == 153, 10)
        path = server.root / "learnt.model"
        assert not path.exists()
        server.log.expect("EW0217", text="was learnt from 153 requests, and is used; a request is told from 26 points on", count=1)
        begin_learning(server, 2 * HOUR)
        wait_until(path.exists, 30)
        for restarts in (False, True):  # what lies in memory, and then the file
            if restarts:
                server.log.expect("EW0217", text=self.USED.format(153), count=1)
                server.graceful()
            odd = server.client()
            server.log.expect("EW0114", text=f"a request unlike those of this site: .*client {re.escape(odd.address)}", count=1)
            assert odd.get("/page.html?page=%7B%24x%3A(y)%7D%3B%60id%60&zz=1", headers=headers).status == 200
            server.log.wait()
        row, = server.status.document()["models"]
        assert (row["file"], row["state"], row["requests"], row["threshold"]) == (str(path), "used", 153, 26)
        ask(9)
        assert server.status.document()["counters"]["unusual"] == 2

    @pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes()[:-1] + b"?")])
    def test_without_its_file_it_is_learnt_again(self, make_server, spoil):
        server = self.serve(make_server, "learnt.model", "learn=1h")
        server.log.expect("EW0217", text="is learnt from requests until", count=2)
        server.log.expect("EW0217", text="was learnt from 122 requests", count=1)
        server.log.allow("EW0210", text="it is learnt again")
        server.start()
        clients = [server.client() for _ in range(3)]
        for i in range(2):
            assert clients[i].get("/page.html").status == 200
        wait_until(lambda: learning_words(server)[2][3] == 2, 10)
        begin_learning(server, 50 * MINUTE)
        for i in range(120):
            assert clients[i % 3].get("/page.html").status == 200
        wait_until(lambda: learning_words(server)[2][3] == 122, 10)
        begin_learning(server, 2 * HOUR)
        path = server.root / "learnt.model"
        wait_until(path.exists, 30)
        wait_until(lambda: learning_words(server)[2][2] != 0, 10)
        spoil(path)
        server.graceful()
        assert server.client().get("/page.html").status == 200
        wait_until(lambda: learning_words(server)[2][3] == 1, 10)
        row, = server.status.document()["models"]
        assert (row["state"], row["requests"]) == ("learning", 1)

    def test_virtual_hosts_share_the_model_of_one_file(self, make_server):
        config = Config()
        config.errwatch(LIMITS + self.CONFIG.format("On", "learnt.model", "learn=1h"))
        config.add("<VirtualHost *:*>\nServerName other.example\nErrWatchModel logs/../learnt.model learn=2h\n</VirtualHost>\n")
        server = make_server(config)
        server.log.expect("EW0210", text="is one file, named with learn= of 1h 00m and with learn= of 2h 00m: the first counts", count=1)
        server.log.expect("EW0217", text="is learnt from requests until", count=1)
        server.start()
        row, = server.status.document()["models"]
        assert len(row["vhosts"]) == 2 and "other.example" in row["vhosts"]
        assert "is one file" in server.check()[1]

    # What is no model is nobody's to write over.
    def test_writes_over_nothing(self, make_server):
        server = self.serve(make_server, "learnt.model", "learn=1h")
        path = server.root / "learnt.model"
        path.write_bytes(b"anybody's")
        server.log.expect("EW0210", text="it is no model", count=1)
        server.start()
        assert server.client().get("/page.html").status == 200
        server.stop()
        assert path.read_bytes() == b"anybody's"
