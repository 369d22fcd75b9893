"""What one client did, from first to last: errwatch story, and ?json&client= of the status page."""
import gzip
import json
import re

import pytest

from harness.cli import CommandLine
from harness.client import WORDS
from harness.config import Config
from harness.json_lines import json_lines, whole_lines
from harness.wait import wait_until

INJECTION = "1'%20union%20select%20password,{}%20from%20users--%20-"


def story_of(server, client, *arguments):
    stories = CommandLine(server).json("story", client.address, *arguments)["stories"]
    assert len(stories) == 1
    return stories[0]


def kinds(story):
    return [row["kind"] for row in story["rows"]]


def events_of(path, client, action):
    return [event for event in json_lines(path) if event["errwatch"].get("client") == client.address and event["event"]["action"] == action]


def counted(path, client):
    return [event["url"]["original"] for event in events_of(path, client, "entry") if event["errwatch"]["poured"] > 0]


@pytest.mark.all_mpms
class TestStory:
    @classmethod
    def configure(cls, config):
        config.known_entries = "."  # the story is asserted
        config.errwatch("""
            Include ${CONF}/rules/*.conf
            ErrWatchInspect all
            ErrWatchEventLog logs/events.json events=block,incident,entry
            ErrWatchLimit sql_injection 15/10m block=1s
            ErrWatchBlock base=1s factor=1 max=1h
            LogLevel info
        """, rules="")

    # Attacks that are answered with the page and with 404 in turn until one blocks; then the block runs out. Which of them is like an
    # earlier one, and adds nothing, is told by a hash. Returns how each was answered, and the denials.
    def attack(self, client):
        answers, denied = {}, 0
        for number, word in enumerate(WORDS):
            path = "page.html" if number % 2 == 0 else "missing"
            answer = client.get(f"/{path}?{word}={INJECTION.format(number)}").status
            if answer == 403:
                denied += 1
                break
            answers[word] = answer
        assert set(answers.values()) == {200, 404}
        while client.get("/page.html").status == 403:
            denied += 1
        return answers, denied

    def ended(self, server, client):
        wait_until(lambda: "expired" in kinds(story_of(server, client)), 10, what="the end of the block")
        return story_of(server, client)

    def test_from_first_to_last(self, server, client):
        answers, denied = self.attack(client)
        story = self.ended(server, client)
        assert kinds(story)[-3:] == ["block", "denied", "expired"] and set(kinds(story)[:-3]) == {"entry"}
        *entries, block, denials, end = story["rows"]
        assert 3 <= len(entries) <= len(answers) and story["client"] == client.address
        assert story["attacks"] == len(entries) and story["forgotten"] == 0
        assert story["answered_2xx"] == sum(row["status"] == 200 for row in entries)
        for row in entries:
            assert row["answered"] and row["category"] == "sql_injection" and row["rule"] and row["method"] == "GET"
            assert row["status"] == next(status for word, status in answers.items() if word in row["uri"])
        scores = [row["score"] for row in entries]
        assert scores[0] == entries[0]["poured"] and scores == sorted(scores) and scores[-1] > 14
        assert block["until"] <= end["time"] and denials["count"] == denied
        assert block["time"] <= denials["time"] <= denials["last"] <= end["time"]

    def test_for_people(self, server, client):
        self.attack(client)
        story = self.ended(server, client)
        told = CommandLine(server).run("story", client.address)
        assert told.returncode == 0, told.stderr
        lines = told.stdout.splitlines()
        assert lines[0] == client.address
        assert lines[1].startswith(f"  succeeded: {story['answered_2xx']} of {story['attacks']} entries that counted may have")
        assert "not blocked" in lines[2]
        assert re.search(r"time \((UTC|[+-]\d{4})\)", told.stdout) and "200 !" in told.stdout
        assert re.search(r"\d+ requests? denied", told.stdout) and "the block ran out" in told.stdout

    def test_page(self, server, client):
        self.attack(client)
        page = server.status.one_client(client.address)
        assert [row["address"] for row in page["clients"]] == [client.address]
        assert {row["client"] for row in page["incidents"]} == {client.address}
        assert len(page["stories"]) == 1 and page["stories"][0]["attacks"] >= 3
        assert "stories" not in server.status.document()
        assert server.client(source="127.0.0.1").get("/errwatch-status?json&client=nobody").status == 400
        story = page["stories"][0]
        shown = server.status.fetch(f"client={client.address}").text
        assert f"Entries that counted: {story['attacks']}. May have succeeded (answered with 2xx): {story['answered_2xx']}." in shown

    # By hand, while the first block's end is known: all of it is in the same story.
    def test_by_hand(self, server, client):
        command = CommandLine(server)
        assert command.run("block", client.address, "--reason", "enough").returncode == 0
        assert client.get("/page.html").status == 403
        assert command.run("unblock", client.address).returncode == 0
        story = story_of(server, client)
        assert kinds(story) == ["blocked_by_hand", "denied", "unblocked"]
        assert story["rows"][0]["message"] == "enough" and story["rows"][1]["count"] == 1

    # Whatever a client sends, nothing of it reaches the terminal, and JSON stays JSON.
    def test_hostile_bytes(self, server, client):
        client.raw(f"GET /%1b[2J\"\\x/{INJECTION.format(4)}\x1b[31m HTTP/1.1\r\nHost: a\x7f\r\n\r\n".encode())
        client.get(f"/missing/%1b%5b2J%e2%80%ae?id={INJECTION.format(5)}\"%0a%1b")
        wait_until(lambda: CommandLine(server).run("story", client.address).returncode == 0, 10, what="a story")
        told = CommandLine(server).run("story", client.address)
        assert "\x1b" not in told.stdout and "\u202e" not in told.stdout
        story_of(server, client)

    # The event log tells what is no longer in memory, a rotated copy of it too.
    def test_older_than_memory(self, server, client):
        sent = WORDS[:24]
        for number, word in enumerate(sent):
            client.get(f"/page.html?{word}={INJECTION.format(number)}")
            wait_until(lambda: client.get("/page.html").status == 200, 10)
        memory = story_of(server, client)
        assert memory["forgotten"] > 0
        events = server.root / "logs/events.json"

        def counted():
            lines = [json.loads(line) for line in whole_lines(events) if f'"client":"{client.address}"' in line]
            entries = [line["errwatch"]["poured"] for line in lines if line["event"]["action"] == "entry"]
            return sum(poured > 0 for poured in entries) if len(entries) == len(sent) else 0

        wait_until(counted, 10, what="an event of each attack")
        copy = server.root / "logs/events.json.1.gz"
        copy.write_bytes(gzip.compress(events.read_bytes()))
        all_of_it = story_of(server, client, "--events", copy, events)
        assert all_of_it["attacks"] == counted() > memory["attacks"]
        times = [row["time"] for row in all_of_it["rows"]]
        assert times == sorted(times)
        assert kinds(all_of_it).count("block") == kinds(story_of(server, client, "--events", events)).count("block")

    # What memory and the event log both have is told once: blocks by limits and by hand, of the client and of its range, and their ends.
    def test_event_log_beside_memory(self, server, client):
        self.attack(client)
        self.ended(server, client)
        command = CommandLine(server)
        network = client.address.rsplit(".", 1)[0] + ".0/24"
        for target, reason in ((client.address, "one"), (network, "two")):
            assert command.run("block", target, "--reason", reason).returncode == 0
        assert client.get("/page.html").status == 403
        assert command.run("unblock", client.address).returncode == 0
        events = server.root / "logs/events.json"
        # The range comes after the client.
        wait_until(lambda: f'"client":"{network}","scope":"server"' in whole_lines(events)[-1], 10, what="the range's end")
        memory = story_of(server, client)
        told = story_of(server, client, "--events", events)
        assert [(row["time"], row["kind"], row.get("message")) for row in told["rows"] if row["kind"] != "entry"] == \
            [(row["time"], row["kind"], row.get("message")) for row in memory["rows"] if row["kind"] != "entry"]
        assert [(row["time"], row["kind"]) for row in told["rows"]] == [(row["time"], row["kind"]) for row in memory["rows"]]
        assert [row["message"] for row in told["rows"] if row["kind"] == "blocked_by_hand"] == ["one", "two"]
        assert kinds(told).count("unblocked") == 2 and told["attacks"] == memory["attacks"]


class TestMemoryThatHasNotAll:
    @pytest.fixture
    def servers(self, make_server):
        made = []
        for _ in range(2):
            config = Config()
            config.known_entries = "."  # the story is asserted
            events = made[0].root / "logs/events.json" if made else "logs/events.json"
            config.errwatch(f"""
                Include ${{CONF}}/rules/*.conf
                ErrWatchInspect all
                ErrWatchEngine DetectionOnly
                ErrWatchEventLog {events} events=block,incident,entry
                ErrWatchLimit sql_injection 15/10m
                LogLevel info
            """, rules="")
            made.append(make_server(config))
        return made

    def attack(self, events, sent):
        seen = len(events_of(events, sent[0][0], "entry")) if events.exists() else 0
        for client, word, number in sent:
            assert client.get(f"/page.html?{word}={INJECTION.format(number)}").status == 200
        wait_until(lambda: len(events_of(events, sent[0][0], "entry")) == seen + len(sent), 10, what="an event of each attack")

    # Memory of the one knows nothing of the other; what both write in one moment is not the same, though their numbers may be.
    def test_two_servers_and_one_log(self, servers):
        one, two = servers
        one.start()
        two.start()
        client = one.client()
        same = two.client(client.address)
        events = one.root / "logs/events.json"
        self.attack(events, [(who, f"{word}{place}", number) for number, word in enumerate(WORDS[:8]) for place, who in enumerate((client, same))])
        for server in servers:
            story = story_of(server, client, "--events", events)
            assert sorted(row["uri"] for row in story["rows"] if row["kind"] == "entry") == sorted(counted(events, client))
            assert kinds(story).count("detection") == len(events_of(events, client, "detection")) >= 2

    # Memory is that of the last copy.
    def test_after_a_crash(self, servers):
        server, _ = servers
        server.start()
        client = server.client()
        events = server.root / "logs/events.json"
        self.attack(events, [(client, word, number) for number, word in enumerate(WORDS[:4])])
        server.stop()
        copy = server.root / "copy.state"
        copy.write_bytes(server.state_file().read_bytes())
        server.start()
        self.attack(events, [(client, word, number) for number, word in enumerate(WORDS[4:9])])
        told = CommandLine(server).run("story", client.address, "--format", "json", "--events", events, state=copy)
        assert told.returncode == 0, told.stderr
        rows = json.loads(told.stdout)["stories"][0]["rows"]
        assert [row["uri"] for row in rows if row["kind"] == "entry"] == counted(events, client)


@pytest.mark.all_mpms
class TestStoryAfterRestart:
    @pytest.fixture
    def server(self, make_server, mpm):
        config = Config(mpm=mpm)
        config.errwatch("ErrWatchLimit resource_exhaustion 4/10m")
        return make_server(config)

    def test_is_kept(self, server):
        server.start()
        client = server.client()
        server.log.expect("AH00128")
        server.log.expect_blocked(client)
        client.provoke(lambda word: client.get(f"/missing/{word}"))
        assert client.get("/page.html").status == 403
        before = story_of(server, client)
        assert "block" in kinds(before) and kinds(before)[-1] == "denied"
        server.graceful()
        assert story_of(server, client) == before
        server.stop()
        told = CommandLine(server).run("story", client.address, "--format", "json")
        assert json.loads(told.stdout)["stories"] == [before] and "httpd is not running" in told.stderr
        server.start()
        assert client.get("/page.html").status == 403
        after = story_of(server, client)
        assert after["rows"][:-1] == before["rows"][:-1]
        assert after["rows"][-1]["count"] == before["rows"][-1]["count"] + 1
