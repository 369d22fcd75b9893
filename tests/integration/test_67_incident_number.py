"""The number that a refused visitor can name, and what it tells whoever looks it up."""
import gzip
import re
import shutil

import pytest

from harness import paths
from harness.blocked import block
from harness.cli import CommandLine
from harness.config import Config
from harness.json_lines import json_lines
from harness.wait import wait_until

CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")
LIMITS = "ErrWatchLimit resource_exhaustion 3/10m\nErrWatchLimit unauthorized_access 1/10m block=1s\n"


def code_in(text):
    found = set(CODE.findall(text))
    assert len(found) == 1, text
    return found.pop()


@pytest.mark.all_mpms
class TestWhereItIsShown:
    @classmethod
    def configure(cls, config):
        config.modules.append("include")
        config.file("htdocs/errors/403.shtml", 'Number <!--#echo encoding="entity" var="ERRWATCH_INCIDENT" -->.\n')
        config.errwatch(LIMITS + """
            ErrWatchEventLog logs/events.log events=block,incident,entry
            Header always set X-Incident "%{ERRWATCH_INCIDENT}e" env=ERRWATCH_INCIDENT
            LogFormat "%a %>s %{ERRWATCH_INCIDENT}e %L %{UNIQUE_ID}e" incident
            CustomLog logs/incident.log incident
            AddOutputFilter INCLUDES .shtml
            <Directory ${ROOT}/htdocs>
              Options +IncludesNOEXEC
            </Directory>
            ErrorDocument 403 /errors/403.shtml
        """)

    def events(self, server, client):
        return [event for event in json_lines(server.root / "logs/events.log") if event.get("source", {}).get("ip") == client.address]

    # The page, the header, the log, the event, the message and the command line have one number.
    def test_everywhere_the_same(self, server, client, log):
        expected = log.expect_blocked(client)
        log.expect("AH00128", count=3)
        client.miss(3)
        answer = client.get("/page.html")
        code = code_in(answer.text)
        assert answer.text == f"Number {code}.\n" and answer.headers["X-Incident"] == code
        wait_until(lambda: f"{client.address} 403 {code} " in (server.root / "logs/incident.log").read_text())
        entry, = log.wait(expected)
        assert f"strike 1, incident {code}, rule" in entry.message
        wait_until(lambda: any(event["event"]["action"] == "block" for event in self.events(server, client)))
        event, = [event for event in self.events(server, client) if event["event"]["action"] == "block"]
        assert event["errwatch"]["incident"] == code
        assert server.status.client(client.address)["incident"] == code
        assert code in server.status.fetch(f"client={client.address}").text
        assert code in CommandLine(server).run("clients").stdout
        assert code in CommandLine(server).run("story", client.address).stdout

    # Who is let pass has none, whatever he sends.
    def test_not_for_others(self, server, client):
        answer = client.get("/page.html", {"ERRWATCH_INCIDENT": "K7Q2-M9XD", "ERRWATCH-INCIDENT": "K7Q2-M9XD"})
        assert answer.status == 200 and "X-Incident" not in answer.headers

    # By its names in httpd's logs the request is found there.
    def test_names_of_the_request(self, server, client, log):
        log.expect("AH00128", count=1)
        client.miss(1)
        wait_until(lambda: self.events(server, client))
        event, = self.events(server, client)
        line = next(line for line in (server.root / "logs/incident.log").read_text().splitlines() if line.startswith(client.address))
        assert line.split()[3:] == [event["labels"]["log_id"], event["http"]["request"]["id"]]


class TestPagesOfTheManual:
    """The page and the line of docs/mod_errwatch.md, as they stand there."""

    SECTION = re.search(r"^## The number of a block\n(.*?)^## ", (paths.REPOSITORY / "docs/mod_errwatch.md").read_text(), re.M | re.S)[1]
    LINES, ALIAS = re.findall(r"^```apache\n(.*?)^```", SECTION, re.M | re.S)
    PAGE = re.search(r"^```html\n(.*?)^```", SECTION, re.M | re.S)[1]

    def server(self, make_server, engine="On"):
        config = Config()
        config.load("include")
        config.known_entries = "EW010[1236]|AH00128|AH01630"
        config.file("htdocs/refused.shtml", self.PAGE)
        config.errwatch(f"{LIMITS}ErrWatchEngine {engine}\n{self.LINES}")
        # The last ErrorDocument is in force: the page, and no longer the line.
        config.add(self.ALIAS.replace('"/var/www/', '"${ROOT}/htdocs/'))
        return make_server(config).start()

    # Whom the module keeps out is told his number and why; who meets a page that is closed to everybody is accused of nothing.
    def test_page(self, make_server):
        server = self.server(make_server)
        client = server.client()
        answer = client.get("/denied/page.html")
        assert answer.status == 403 and "not open to you" in answer.text and "attack" not in answer.text and "(none)" not in answer.text
        server.log.expect_blocked(client)
        client.miss(3)
        answer = client.get("/page.html")
        assert answer.status == 403 and "looked like an attack" in answer.text and "not open" not in answer.text
        assert answer.headers["X-Incident"] == code_in(answer.text)
        for left in ("<!--#", "directive", "(none)"):
            assert left not in answer.text

    # Under DetectionOnly nobody is kept out.
    def test_page_of_who_would_be_denied(self, make_server):
        server = self.server(make_server, "DetectionOnly")
        client = server.client()
        client.miss(3)
        wait_until(lambda: client.get("/page.html").headers.get("X-Incident"))
        assert "not open to you" in client.get("/denied/page.html").text

    def test_line(self, make_server):
        config = Config()
        config.known_entries = "EW0101|AH00128|AH01630"
        config.errwatch(LIMITS + self.LINES)
        server = make_server(config).start()
        client = server.client()
        words = re.search(r'ErrorDocument 403 "(.*)%\{reqenv:ERRWATCH_INCIDENT\}"', self.LINES)[1]
        assert client.get("/denied/page.html").text == words
        server.log.expect_blocked(client)
        client.miss(3)
        answer = client.get("/page.html")
        assert answer.text == words + code_in(answer.text)


@pytest.mark.all_mpms
class TestIncidentCommand:
    @classmethod
    def configure(cls, config):
        config.known_entries = "EW0102|AH01630|EW0106"
        config.errwatch(LIMITS + """
            ErrWatchEventLog logs/events.log
            ErrorDocument 403 "Your number is %{reqenv:ERRWATCH_INCIDENT}."
        """)

    def test_tells_all(self, server, client, log):
        block(client, log)
        code = code_in(client.get("/").text)
        told = CommandLine(server).json("incident", code)
        assert told["number"] == code and told["unblock"].startswith(f"errwatch unblock {client.address}")
        begin, = told["incidents"]
        assert begin["kind"] == "block" and begin["incident"] == code and begin["client"] == client.address
        assert told["clients"][0]["blocked"] and told["stories"][0]["rows"]
        text = CommandLine(server).run("incident", code.lower().replace("-", "")).stdout
        for part in (code, client.address, "resource_exhaustion 3/3", "errwatch unblock", "What it did", "900103"):
            assert part in text
        assert CommandLine(server).json("incident", begin["number"])["incidents"] == [begin]
        # What it says to do lets the client in, and then it says that.
        assert CommandLine(server).run("unblock", client.address).returncode == 0
        assert client.get("/page.html").status == 200
        over = CommandLine(server).json("incident", code)
        assert [one["kind"] for one in over["incidents"]] == ["block", "unblocked"] and not over["clients"] and "unblock" not in over

    def test_one_that_is_over(self, server, client, log):
        log.expect_blocked(client)
        client.get("/denied/page.html")
        code = code_in(client.get("/").text)
        wait_until(lambda: [one["kind"] for one in CommandLine(server).json("incident", code)["incidents"]] == ["block", "expired"], 20)

    # An administrator's block has one as well, and so has that of a range.
    @pytest.mark.parametrize("whole", [False, True])
    def test_by_hand(self, server, client, whole):
        target = client.address.rsplit(".", 1)[0] + ".0/24" if whole else client.address
        assert CommandLine(server).run("block", target, "--for", "5m", "--reason", "by phone").returncode == 0
        code = code_in(client.get("/").text)
        told = CommandLine(server).json("incident", code)
        assert told["incidents"][0]["kind"] == "blocked_by_hand" and told["incidents"][0]["client"] == target
        assert told["incidents"][0]["message"] == "by phone"
        assert CommandLine(server).run("unblock", target).returncode == 0
        assert client.get("/page.html").status == 200

    # Another block in its place keeps the client out as well: whoever reads the first number from the page is told so.
    @pytest.mark.parametrize("whole", [False, True])
    def test_replaced(self, server, client, whole):
        target = client.address.rsplit(".", 1)[0] + ".0/24" if whole else client.address
        assert CommandLine(server).run("block", target, "--for", "5m").returncode == 0
        code = code_in(client.get("/").text)
        assert CommandLine(server).run("block", target, "--for", "15m").returncode == 0
        later = code_in(client.get("/").text)
        assert later != code
        told = CommandLine(server).json("incident", code)
        assert told["number"] == code and told["unblock"].startswith(f"errwatch unblock {target}")
        assert [row["incident"] for row in told["clients"]] == [later]
        assert f", by incident {later}" in CommandLine(server).run("incident", code).stdout
        assert CommandLine(server).run("unblock", target).returncode == 0

    def test_unknown(self, server):
        ran = CommandLine(server).run("incident", "0000-0000")
        assert ran.returncode == 1 and "neither memory nor the event logs have it" in ran.stderr
        for wrong in ("K7Q2", "", "K7Q2-M9XU", "'; DROP", "-5"):
            ran = CommandLine(server).run("incident", wrong)
            assert ran.returncode == 2, wrong


class TestAfterwards:
    # What memory has forgotten is in the event logs, also in those that were rotated and packed.
    def test_in_rotated_logs(self, make_server):
        config = Config()
        config.errwatch(LIMITS + "ErrWatchEventLog logs/events.log\nErrorDocument 403 \"%{reqenv:ERRWATCH_INCIDENT}\"\n")
        server = make_server(config).start()
        client = server.client()
        block(client, server.log)
        code = code_in(client.get("/").text)
        server.stop()
        with open(server.root / "logs/events.log", "rb") as log, gzip.open(server.root / "logs/events.log.2.gz", "wb") as packed:
            shutil.copyfileobj(log, packed)
        (server.root / "logs/events.log").unlink()
        server.state_file().unlink()
        server.start()
        assert CommandLine(server).run("incident", code).returncode == 1  # --state without --config: no log is known
        told = CommandLine(server).json("incident", code, "--config", server.conf)
        assert told["incidents"][0]["client"] == client.address and not told["clients"]
        told = CommandLine(server).json("incident", code, "--events", server.root / "logs/events.log.2.gz")
        assert told["incidents"][0]["client"] == client.address

    # The number outlasts restarts, as the block does.
    def test_restarts(self, make_server):
        config = Config()
        config.errwatch(LIMITS + "ErrorDocument 403 \"%{reqenv:ERRWATCH_INCIDENT}\"\n")
        server = make_server(config).start()
        client = server.client()
        block(client, server.log)
        codes = [code_in(client.get("/").text)]
        server.graceful()
        codes.append(code_in(client.get("/").text))
        server.stop()
        server.start()
        codes.append(code_in(client.get("/").text))
        assert len(set(codes)) == 1

    # Under DetectionOnly nobody is refused; who would be has one in the logs.
    def test_detection_only(self, make_server):
        config = Config()
        config.errwatch(LIMITS + 'ErrWatchEngine DetectionOnly\nHeader always set X-Incident "%{ERRWATCH_INCIDENT}e" env=ERRWATCH_INCIDENT\n')
        config.known_entries = "EW0103|AH00128"
        server = make_server(config).start()
        client = server.client()
        client.miss(3)
        answer = client.get("/page.html")
        assert answer.status == 200
        told = CommandLine(server).json("incident", answer.headers["X-Incident"])
        assert told["incidents"][0]["kind"] == "detection"
