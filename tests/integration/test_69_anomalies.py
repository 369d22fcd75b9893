"""What no rule knows, on a running server: attacks that many addresses share, and kinds of entries."""
import json
import re
import subprocess

import pytest

from harness import paths, schema
from harness.cli import CommandLine
from harness.json_lines import json_lines
from harness.wait import wait_until

LIMITS = "ErrWatchLimit auth_failure 8/10m\nErrWatchLimit resource_exhaustion none\nErrWatchAnomalies On\n"
BOTS = 60


def attack(server, log, bots=BOTS):
    """One guess of each, at one account; returns once that is told, which the watchdog does within a second or two."""
    log.expect("AH01617", at_least=bots)
    log.allow("EW0105")  # the same is told of any entry that many cause
    told = log.expect("EW0114", text="share one brute force attack", at_least=1)
    for number in range(bots):
        assert server.client().log_in(password=f"guess{number}").status == 401
    return log.wait(told)


@pytest.mark.all_mpms
class TestReport:
    @classmethod
    def configure(cls, config):
        config.errwatch(LIMITS + "ErrWatchEventLog logs/events.json events=anomaly\n")

    def test_it_is_told_and_nobody_is_shut_out(self, server, log):
        entry = attack(server, log)[0]
        assert 'about "alice"' in entry.message and "share one brute force attack: " in entry.message
        client = server.client()
        assert client.log_in(password="another").status == 401 and client.get("/page.html").status == 200
        warning, = [text for text in server.status.document()["warnings"] if "brute force" in text]
        assert warning.startswith("Since ") and "alice" in warning
        page = server.status.document()
        crowd, = [crowd for crowd in page["crowds"] if crowd.get("target") == "alice"]
        assert crowd["kind"] == "brute_force" and crowd["clients"] >= 20 and crowd["under_attack"] == "report"
        assert "brute_force" in {row["anomaly"]["kind"] for row in page["anomalies"]}
        path = server.root / "logs/events.json"
        wait_until(lambda: "brute_force" in path.read_text())
        events = [event["errwatch"]["anomaly"] for event in json_lines(path)]
        assert all(event["kind"] == "brute_force" and event["seen"] >= 30 and event["clients"] >= 20 for event in events)
        said = CommandLine(server).json("anomalies")
        assert "alice" in {crowd.get("target") for crowd in said["crowds"]}
        # With the configuration at hand the command line knows what follows, as the page does.
        cli = CommandLine(server)
        for subcommand in ("status", "anomalies"):
            crowd, = [crowd for crowd in cli.json(subcommand, "--config", server.conf)["crowds"] if crowd.get("target") == "alice"]
            assert crowd["under_attack"] == "report"
        assert "ErrWatchUnderAttack report" in cli.run("anomalies", "--config", server.conf).stdout
        status = cli.run("status", "--config", server.conf).stdout
        assert re.search("^attack: Since .* brute force .*\n  -> nothing follows for who joins, unless", status, re.M), status
        # The doctor says what it is and what can be done.
        done = subprocess.run([paths.CLI, "doctor", "--format", "json", "--config", server.conf, "--state", server.state_file()],
                              capture_output=True, text=True, check=False)
        check, = [check for check in json.loads(done.stdout)["checks"] if "alice" in check["text"]]
        assert check["subject"] == "attack" and check["advice"].startswith("nothing follows for who joins")


# Under `report` nothing follows, and yet it can be seen who takes part, and who got in.
class TestWhoTakesPart:
    @classmethod
    def configure(cls, config):
        config.errwatch(LIMITS + "ErrWatchEventLog logs/events.json events=incident,entry\n")

    def test_their_stories_and_the_log_in_of_one(self, server, log):
        attack(server, log)
        bot = server.client()
        log.expect("AH01617", at_least=1)
        assert bot.log_in(password="another").status == 401
        cli = CommandLine(server)
        joined = cli.json("clients", "--joined")
        assert bot.address in {row["address"] for row in joined} and len(joined) < BOTS
        assert {row["joined_attack"] for row in joined} == {"brute_force"}
        assert "one of many that share an attack (brute_force)" in cli.run("story", bot.address).stdout
        # Many try, one of them gets in, and after its first try already.
        log.expect("EW0107", text="many share an attack at this account: brute_force")
        assert bot.log_in(password="secret").status == 200
        wait_until(lambda: any(event["event"]["action"] == "takeover" and event["errwatch"]["joined_attack"] == "brute_force"
                               for event in json_lines(server.root / "logs/events.json")))
        assert any(event["event"]["action"] == "entry" and event["errwatch"].get("under_attack") == "report"
                   for event in json_lines(server.root / "logs/events.json"))


class TestBlock:
    @classmethod
    def configure(cls, config):
        config.errwatch(LIMITS + "ErrWatchUnderAttack block\nErrWatchEventLog logs/events.json\n")

    # Who joins has no further try; the owner, who has seen a page, mistypes as ever.
    def test_who_joins_is_shut_out(self, server, log):
        owner = server.client()
        assert owner.get("/page.html").status == 200
        attack(server, log)
        why = "one of many that share an attack: brute_force, ErrWatchUnderAttack block"
        log.expect("EW0101", text=why, at_least=1)
        bot = server.client()
        assert bot.log_in(password="a guess").status == 401
        wait_until(lambda: bot.log_in(password="one more").status == 403)
        assert owner.log_in(password="mistyped").status == 401
        # That it is the owner who knows the password nobody can see: it is told, and nothing follows.
        log.expect("EW0107", text="many share an attack at this account")
        assert owner.log_in(password="secret").status == 200
        # Whoever asks why is told, wherever he asks.
        story = CommandLine(server).json("story", bot.address)["stories"][0]["rows"]
        assert "brute_force" in {row.get("joined_attack") for row in story if row["kind"] == "block"}
        assert "as one of many that share an attack (brute_force)" in CommandLine(server).run("story", bot.address).stdout
        number, = {row["incident"] for row in server.status.document()["incidents"] if row["kind"] == "block" and row["client"] == bot.address}
        assert why in CommandLine(server).run("incident", number).stdout
        path = server.root / "logs/events.json"
        wait_until(lambda: any(event["event"]["action"] == "block" for event in json_lines(path)))
        own = [event["errwatch"] for event in json_lines(path) if event["event"]["action"] == "block"]
        assert {(event["joined_attack"], event["under_attack"]) for event in own} == {("brute_force", "block")}
        assert {event["user"]["name"] for event in json_lines(path) if event["event"]["action"] == "anomaly"} == {"alice"}


# Whatever address they come from, what they send is the one old password.
class TestAFleetWithAnOldPassword:
    @classmethod
    def configure(cls, config):
        config.errwatch(LIMITS + "ErrWatchUnderAttack block\n")

    def test_is_no_attack(self, server, log):
        log.expect("AH01617", at_least=2 * BOTS)
        log.allow("EW0105")
        for _ in range(2 * BOTS):
            assert server.client().log_in(password="old").status == 401
        # The watchdog has judged them since.
        before = server.status.document()["now"]
        wait_until(lambda: server.status.document()["now"][:-4] > before[:-4])
        wait_until(lambda: len(CommandLine(server).json("anomalies")["baselines"]) >= 1)
        assert CommandLine(server).json("anomalies")["crowds"] == []
        assert server.client().log_in(password="old").status == 401


class TestKindsOfEntries:
    @classmethod
    def configure(cls, config):
        config.log_level = "warn core:info"
        config.errwatch(LIMITS)

    # They are in the state file, and outlive the server.
    def test_they_are_counted_and_kept(self, server, client, log):
        log.expect("AH00128", count=5)
        client.miss(5)
        cli = CommandLine(server)

        def row():
            rows = [row for row in cli.json("anomalies")["baselines"] if row["template"] == "AH00128"]
            return rows[0] if rows else None
        assert wait_until(row)["entries"] == 5 and row()["text"] == "AH00128: File does not exist: <*>" and not row()["learned"]
        wait_until(lambda: "learns_until" in cli.json("anomalies"))  # the watchdog has begun
        assert "nothing is accepted: the server learns yet" in cli.run("anomalies", "--accept").stdout
        said = cli.json("anomalies", "--accept")
        assert schema.check("anomalies-accept", said)["accepted"] == 0 and said["why_nothing"]
        server.stop()
        server.start()
        assert row()["entries"] == 5
