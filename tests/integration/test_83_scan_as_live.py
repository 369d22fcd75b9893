"""`errwatch scan` judges a visit as the running server did: the same requests, once sent and once read from a file.

At LogLevel crit nothing but the responses tells, so that one JSON line holds all that the server knew of a request. Which words a client has
shown before is told by a keyed hash of few bits, with another key in each process: a block may come some requests sooner or later."""
import collections
import datetime
import json

import pytest

from harness.cli import CommandLine
from harness.client import WORDS

Request = collections.namedtuple("Request", "method path headers")

AGENT = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"}
BROWSER = {**AGENT, "Accept-Language": "de,en;q=0.5"}
TYPED = {**BROWSER, "Accept": "text/html,*/*;q=0.8", "Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "none"}
IMAGE = {**BROWSER, "Accept": "image/webp,*/*;q=0.8", "Sec-Fetch-Dest": "image"}
OWN_IMAGE = {**IMAGE, "Sec-Fetch-Site": "same-origin", "Referer": "http://localhost/page.html"}
FOREIGN_IMAGE = {**IMAGE, "Sec-Fetch-Site": "cross-site", "Referer": "http://foreign.example/"}
CRAWLER = {"User-Agent": "Mozilla/5.0 (compatible; examplebot/2.1; +http://www.example.com/bot.html)"}


def gets(paths, headers=None):
    return [Request("GET", path, headers or {}) for path in paths]


VISIT = gets(["/page.html"], TYPED) + gets(["/style.css", "/script.js", "/logo.png"], OWN_IMAGE)
INNOCENT = {
    "page with missing images": (VISIT + gets([f"/images/photo-{i}.jpg" for i in range(25)], OWN_IMAGE)) * 2,
    "dead links in between": [request for word in WORDS[:8] for request in VISIT + gets([f"/{word}.html"], TYPED)],
    "health check of a missing path": gets(["/healthz"] * 60, {"User-Agent": "Go-http-client/1.1"}),
    "monitor that is denied": gets(["/denied/status"] * 60, {"User-Agent": "check_http/2.3"}),
    "crawler at dead links": gets([f"/articles/{2000 + i}/{i}.html" for i in range(25)], CRAWLER),
    "WebDAV discovery": [Request("PROPFIND", "/page.html", {"User-Agent": "Microsoft-WebDAV-MiniRedir/10.0.19045", "Depth": "0"})] * 30,
}
ATTACK = {
    "guessed names": gets([f"/{word}.html" for word in WORDS], AGENT),
    "guessed names after a visit": VISIT + gets([f"/{word}.html" for word in WORDS], AGENT),
    "well-known holes": gets([f"/{word}/wp-login.php" for word in WORDS], {"User-Agent": "curl/8.1"}),
    "SQL injection into a page": gets([f"/page.html?id=1%27%20UNION%20SELECT%20{word},2%20FROM%20users--" for word in WORDS], TYPED),
    "images on a foreign page": gets([f"/page.html?f=/etc/passwd&n={word}" for word in WORDS], FOREIGN_IMAGE),
}


class TestScanAsLive:
    @classmethod
    def configure(cls, config):
        config.log_level = "crit"
        config.known_entries = "."
        for name in ("style.css", "script.js", "logo.png"):
            config.file(f"htdocs/{name}", "part\n")
        config.errwatch("Include ${CONF}/rules/*.conf\nErrWatchInspect all\nErrWatchLimit any 30/1m\n", rules="")

    def send(self, client, requests):
        """Until one is denied. The JSON lines of what was answered, and whether one was denied."""
        lines = []
        for request in requests:
            time = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")
            response = client.request(request.method, request.path, {**request.headers, "Connection": None})
            if "Retry-After" in response.headers:
                return lines, True
            lines.append(json.dumps({"time": time, "client": client.address, "vhost": "localhost", "method": request.method,
                                     "uri": request.path, "status": response.status, "headers": {"Host": "localhost", **request.headers}}))
        return lines, False

    def scan(self, server, tmp_path, lines):
        """The numbers of the lines that blocked somebody."""
        path = tmp_path / "visit.jsonl"
        path.write_text("".join(line + "\n" for line in lines))
        blocks = CommandLine(server).scan(path)["blocks"]
        return [block["evidence"][-1]["line"] for block in blocks if block["kind"] == "block"]

    @pytest.mark.parametrize("requests", INNOCENT.values(), ids=INNOCENT.keys())
    def test_innocent(self, server, client, tmp_path, requests):
        lines, denied = self.send(client, requests)
        assert not denied and len(lines) == len(requests)
        assert self.scan(server, tmp_path, lines) == []

    @pytest.mark.parametrize("requests", ATTACK.values(), ids=ATTACK.keys())
    def test_attack(self, server, client, tmp_path, requests):
        lines, denied = self.send(client, requests)
        assert denied
        # What would have been answered had nobody denied it, for where the other hash takes some more.
        more = [json.dumps({**json.loads(lines[-1]), "uri": request.path}) for request in requests[len(lines):]]
        blocked = self.scan(server, tmp_path, lines + more)
        assert blocked and blocked[0] == pytest.approx(len(lines), abs=3 + len(lines) * 2 // 3)
