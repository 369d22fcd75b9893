"""Several lines of ErrWatchEventLog: each gets what it asks for, once and in order, whatever becomes of the others."""
import grp
import json
import os
import re
import subprocess

import pytest

from conftest import MPMS
from harness import paths
from harness.cli import CommandLine
from harness.config import Config
from harness.sinks import SINKS, Syslog
from harness.wait import wait_until

LIMITS = "ErrWatchLimit resource_exhaustion none\nErrWatchLimit unauthorized_access none\nErrWatchLimit auth_failure 3/10m\n"
ALL = "events=block,incident,entry"
# Bytes that mean something to a shell, a terminal, a template, a page, a line or a parser of JSON; no UTF-8 among them.
HOSTILE = ("%22%27%5c%0d%0a%00%1b%5d0;x%07%1b%5b2J$(id)%60id%60%7b%7b7*7%7d%7d$%7bjndi:x%7d%3cscript%3ealert(1)%3c/script%3e"
           "%ff%fe%c3(%e2%80%8b%ed%a0%80%25u0000%7d%22%2c%22event%22:%7b")

every_mpm = pytest.mark.parametrize("which", MPMS)


def configured(lines, which="event"):
    config = Config(which)
    config.known_entries = r"AH00128|AH00488|\berrprobe\b|AH01630|AH10244|AH00565|AH00036|EW010[1-4]"
    config.errprobe()
    config.errwatch(LIMITS + "".join(f"ErrWatchEventLog {line}\n" for line in lines))
    return config


def events(path):
    """Each whole line is one JSON object, in plain ASCII."""
    if not path.exists():
        return []
    lines = path.read_bytes().split(b"\n")
    assert all(0x20 <= byte < 0x7f for line in lines for byte in line)
    return [json.loads(line) for line in lines[:-1]]


def numbers(path):
    return [event["event"]["sequence"] for event in events(path)]


def row(server, place):
    return next(one for one in server.status.document()["event_logs"] if place in one["place"])


class TestFilters:
    @classmethod
    def configure(cls, config):
        config.known_entries = "."
        config.errprobe()
        config.errwatch(LIMITS.replace("unauthorized_access none", "unauthorized_access 1/10m block=1s") + f"""
            ErrWatchEventLog logs/all.log {ALL}
            ErrWatchEventLog logs/blocks.log
            ErrWatchEventLog logs/grave.log {ALL} level=warn
            ErrWatchEventLog logs/log-ins.log {ALL} categories=auth_failure,xss
            ErrWatchEventLog "|/bin/sh -c 'exec cat >> ${{ROOT}}/logs/piped.log'" categories=unauthorized_access level=notice
        """)

    def actions(self, server, client, name):
        return [(event["event"]["action"], event["errwatch"].get("category") or event["errwatch"].get("limit"))
                for event in events(server.root / "logs" / name) if event.get("source", {}).get("ip") == client.address]

    def test_each_gets_what_it_asks_for(self, server, client):
        client.get("/denied/page.html")
        wait_until(lambda: ("expired", "unauthorized_access") in self.actions(server, client, "all.log"), 20)
        while client.get("/probe?format=AH01617&text=x").status == 200:
            pass
        entry, block, end = ("entry", "unauthorized_access"), ("block", "unauthorized_access"), ("expired", "unauthorized_access")
        log_in, kept_out = ("entry", "auth_failure"), ("block", "auth_failure")
        whole = [entry, block, end, log_in, log_in, log_in, kept_out]
        expected = {"all.log": whole, "blocks.log": [block, end, kept_out], "grave.log": [block, kept_out],
                    "log-ins.log": [log_in, log_in, log_in, kept_out], "piped.log": [block, end]}
        for name, those in expected.items():
            wait_until(lambda name=name, those=those: len(self.actions(server, client, name)) >= len(those), what=name)
            assert sorted(self.actions(server, client, name)) == sorted(those), name

    # Where each stands, for people and for programs.
    def test_figures_of_each(self, server):
        server.client().miss(2)
        wait_until(lambda: row(server, "logs/all.log")["written"] == len(events(server.root / "logs/all.log")))
        places = [one["place"] for one in server.status.document()["event_logs"]]
        assert [place.rsplit("/", 1)[-1] for place in places] == ["all.log", "blocks.log", "grave.log", "log-ins.log", "sh"]
        assert all(one["dropped"] == 0 for one in server.status.document()["event_logs"])
        assert re.search(r'^errwatch_event_log_written_total{place="[^"]*/logs/all\.log"} [1-9]', server.status.fetch("prometheus").text, re.M)
        assert "logs/grave.log" in server.status.fetch().text
        assert "logs/grave.log" in CommandLine(server).run("status").stdout


@every_mpm
@pytest.mark.parametrize("sink_class", SINKS, ids=lambda sink: sink.__name__)
class TestOneOfThemStalls:
    def test_the_others_go_on(self, make_server, sink_class, which):
        sink = sink_class()
        config = configured([f"logs/first.log {ALL}", f"{sink.directive} {ALL}", f"logs/last.log {ALL}"], which)
        config.preload += sink.preload
        server = make_server(config)
        sink.prepare(server)
        server.start()
        client = server.client()
        client.miss(100)
        for name in ("first.log", "last.log"):
            wait_until(lambda name=name: len(numbers(server.root / "logs" / name)) == 100, 30, what=name)
            assert numbers(server.root / "logs" / name) == list(range(100))
        stalled = server.status.document()["event_logs"][1]
        assert stalled["written"] < 100 and stalled["dropped"] == 0
        sink.resume()
        wait_until(lambda: len(sink.lines()) >= 100, 30)
        assert [event["event"]["sequence"] for event in sink.events()] == list(range(100))
        wait_until(lambda: server.status.document()["event_logs"][1]["written"] == 100)


class TestFullDisk:
    # What one cannot take is counted for it alone, and why is told.
    def test_is_told_of_that_one(self, make_server):
        config = configured([f"/dev/full {ALL}", f"logs/good.log {ALL}"])
        server = make_server(config)
        server.log.expect("EW0215", text="events are dropped: /dev/full: No space left on device", count=1)
        server.start()
        server.client().miss(5)
        wait_until(lambda: row(server, "/dev/full")["dropped"] == 5)
        full = row(server, "/dev/full")
        assert full["written"] == 0 and full["reason"] == "No space left on device" and full["last_drop"]
        wait_until(lambda: row(server, "good.log")["written"] == 5)
        assert "reason" not in row(server, "good.log")
        assert "No space left on device" in CommandLine(server).run("status").stdout
        assert re.search(r'^errwatch_event_log_dropped_total{place="/dev/full"} 5', server.status.fetch("prometheus").text, re.M)


@every_mpm
class TestRestart:
    # Under load, again and again: each event is in each log once.
    def test_nothing_is_lost_or_doubled(self, make_server, which):
        server = make_server(configured([f"logs/one.log {ALL}", f"logs/two.log {ALL}"], which)).start()
        for _ in range(4):
            server.client().miss(25)
            server.graceful()
            server.client().miss(5)
        total = 4 * 30
        for name in ("one.log", "two.log"):
            wait_until(lambda name=name: len(numbers(server.root / "logs" / name)) >= total, 20, what=name)
            assert sorted(numbers(server.root / "logs" / name)) == list(range(total))
        server.stop()
        for name in ("one.log", "two.log"):
            assert len(numbers(server.root / "logs" / name)) == total

    # Lines come and go; one that stays goes on where it was, whatever stands above it now.
    def test_lines_come_and_go(self, make_server, which):
        config = configured([], which)
        config.add("Include ${ROOT}/logs.conf\n")
        config.file("logs.conf", f"ErrWatchEventLog logs/gone.log {ALL}\nErrWatchEventLog logs/stays.log {ALL}\n")
        server = make_server(config).start()
        server.client().miss(3)
        wait_until(lambda: len(numbers(server.root / "logs/stays.log")) == 3)
        config.file("logs.conf", f"ErrWatchEventLog logs/new.log {ALL}\nErrWatchEventLog logs/stays.log {ALL}\n")
        server.write()
        server.graceful()
        server.client().miss(3)
        for name, those in (("gone.log", [0, 1, 2]), ("stays.log", list(range(6))), ("new.log", [3, 4, 5])):
            wait_until(lambda name=name, those=those: numbers(server.root / "logs" / name) == those, what=name)
        assert {one["place"].rsplit("/", 1)[-1] for one in server.status.document()["event_logs"]} == {"new.log", "stays.log"}

    # What cannot be opened then keeps nothing else from going on.
    def test_one_that_cannot_be_opened(self, make_server, which):
        config = configured([], which)
        config.add("Include ${ROOT}/logs.conf\n")
        config.file("logs.conf", f"ErrWatchEventLog logs/good.log {ALL}\n")
        server = make_server(config).start()
        config.file("logs.conf", f"ErrWatchEventLog nowhere/bad.log\nErrWatchEventLog logs/good.log {ALL}\n")
        server.write()
        server.log.expect("EW0210", text="nowhere/bad.log.*no events are written there", count=1)
        server.graceful()
        server.client().miss(3)
        wait_until(lambda: len(numbers(server.root / "logs/good.log")) == 3)


class TestHostileBytes:
    # Of each event one line comes out, which a parser reads and a terminal shows.
    def test_every_place(self, make_server):
        syslog = Syslog()
        config = configured([f"logs/file.log {ALL}", f"\"|/bin/sh -c 'exec cat >> ${{ROOT}}/logs/piped.log'\" {ALL}", f"{syslog.directive} {ALL}"])
        server = make_server(config)
        syslog.prepare(server)
        server.start()
        client = server.client()
        asked = [f"/missing/{HOSTILE.replace('%00', '')}", f"/missing?{HOSTILE}", "/missing/" + "%22%5c%1b" * 700, f"/denied/{HOSTILE.replace('%00', '')}"]
        for path in asked:
            assert client.get(path, {"Referer": HOSTILE, "X-Forwarded-For": '"\\'}).status in (403, 404)
        wait_until(lambda: len(events(server.root / "logs/file.log")) == len(asked))
        wait_until(lambda: len(events(server.root / "logs/piped.log")) == len(asked))
        wait_until(lambda: len(syslog.lines()) == len(asked))
        assert all(0x20 <= ord(char) < 0x7f for line in syslog.lines() for char in line)
        assert events(server.root / "logs/file.log") == events(server.root / "logs/piped.log") == syslog.events()
        assert all(event["event"]["action"] == "entry" for event in events(server.root / "logs/file.log"))


class TestRights:
    def stat(self, server, name):
        info = os.stat(server.root / "logs" / name)
        return info.st_mode & 0o7777, info.st_gid

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a file to any group")
    def test_group_and_mode(self, make_server):
        group = next(one for one in grp.getgrall() if one.gr_gid not in (0, os.getegid()))
        server = make_server(configured(["logs/usual.log", f"logs/shared.log group={group.gr_name} mode=0660", f"logs/there.log group={group.gr_name} mode=0600"]))
        (server.root / "logs/there.log").write_text("")
        server.start()
        assert self.stat(server, "usual.log") == (0o640, os.getegid())
        assert self.stat(server, "shared.log") == (0o660, group.gr_gid)
        assert self.stat(server, "there.log") == (0o600, group.gr_gid)


class TestMistakes:
    """httpd and the command line say the same of what is wrong."""

    @pytest.mark.parametrize("lines, said", [
        (["logs/a.log group=no-such-group"], 'there is no group "no-such-group" on this machine'),
        (["logs/a.log mode=0666"], "0666 lets everybody write to the log"),
        (["logs/a.log categories=sql"], 'unknown category "sql"; there are sql_injection'),
        (["logs/a.log level=error"], "no event is as grave as"),
        (["logs/a.log when=now"], "expected events=, categories=, level=, group= or mode="),
        (["syslog mode=0640"], "group= and mode= are of a file; syslog:local7 is none"),
        (["logs/a.log", "logs/b.log", "logs/a.log events=entry"], "a.log is named at"),
        (["logs/a.log", "logs/../logs/a.log"], "is both ErrWatchEventLog and ErrWatchEventLog of another line"),
        (["logs/a.log", "logs/error.log"], "is both ErrWatchEventLog and an ErrorLog"),
        (["/dev/stdout mode=0600"], "is no file of its own"),
    ])
    def test_the_same_is_said(self, make_server, lines, said):
        server = make_server(configured(lines))
        server.write()
        code, of_httpd = server.check()
        assert code != 0 and said in of_httpd
        ran = subprocess.run([paths.CLI, "check", "--config", server.conf], capture_output=True, text=True, timeout=60)
        assert ran.returncode != 0 and said in ran.stdout + ran.stderr
