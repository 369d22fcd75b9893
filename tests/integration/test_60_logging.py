"""The module's own messages, wherever the error log goes, and the event log."""
import json
import os
import socket
import threading

import pytest

from harness.config import Config
from harness.json_lines import json_lines
from harness.wait import wait_until

LIMITS = "ErrWatchLimit resource_exhaustion 3/10m\nErrWatchLimit unauthorized_access 1/10m block=1s\n"


@pytest.mark.all_mpms
class TestMessages:
    @classmethod
    def configure(cls, config):
        config.errwatch(LIMITS)

    # One line when a client is blocked, whatever it does afterwards; it names client, length, reason and evidence.
    def test_blocked_once(self, client, log):
        log.expect("AH00128", count=3)
        expected = log.expect_blocked(client)
        client.miss(3)
        for _ in range(30):
            assert client.get("/page.html").status == 403
        entry, = log.wait(expected)
        assert entry.level == "warn" and entry.module == "errwatch"
        for part in ("blocked for 600 s until 20", "resource_exhaustion 3/3", "strike 1", "rule 900103 (file does not exist)",
                     f'"GET /missing/{client.address}/2"', "localhost"):
            assert part in entry.message

    # One line when it is let back in, without anybody asking.
    def test_let_in_once(self, client, log):
        log.expect("AH01630", count=1)
        log.expect_blocked(client)
        expected = log.expect("EW0102", text=rf"client {client.address} let back in", count=1)
        client.get("/denied/page.html")
        entry, = log.wait(expected)
        assert entry.level == "notice"

    # The module does not count its own lines, nor what other modules say about its denials.
    def test_own_lines_are_not_entries(self, server, client, log):
        log.expect("AH00128", count=3)
        expected = log.expect_blocked(client)
        client.miss(3)
        log.wait(expected)
        before = server.status.counter("entries")
        client.repeat(5, "/page.html")
        assert server.status.counter("entries") == before


class TestNoticesAtStart:
    @classmethod
    def configure(cls, config):
        config.errwatch(LIMITS)

    def test_summary(self, server):
        line, = [line for line in server.log.text().splitlines() if "EW0203" in line]
        assert "5 rules" in line and "run/errwatch.state" in line and "[errwatch:notice]" in line


class TestErrorLogToPipe:
    """ErrorLog "|program"."""

    @classmethod
    def configure(cls, config):
        config.error_log = "\"|/bin/sh -c 'exec cat >> ${ROOT}/logs/error.log'\""
        config.file("logs/error.log", "")
        config.errwatch(LIMITS)

    def test_block(self, client, log):
        log.expect("AH00128", count=3)
        log.expect_blocked(client)
        assert client.miss(4) == [404] * 3 + [403]


class TestErrorLogToSyslog:
    """ErrorLog syslog: a socket of the test's own stands in for the system's, where there is none."""

    @pytest.fixture(scope="class", autouse=True)
    def syslog(self):
        if os.path.lexists("/dev/log"):
            pytest.skip("there is a syslog daemon here")
        lines = []
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
            try:
                listener.bind("/dev/log")
            except OSError as error:
                pytest.skip(f"/dev/log cannot be made: {error}")
            os.chmod("/dev/log", 0o666)
            listener.settimeout(0.2)
            done = threading.Event()

            def receive():
                while not done.is_set():
                    try:
                        lines.append(listener.recv(65536).decode("latin-1"))
                    except TimeoutError:
                        pass

            thread = threading.Thread(target=receive)
            thread.start()
            try:
                yield lines
            finally:
                done.set()
                thread.join()
                os.unlink("/dev/log")

    @classmethod
    def configure(cls, config):
        config.error_log = "syslog:local6"
        config.errwatch(LIMITS + "ErrWatchEventLog syslog:local5\n")

    def test_block(self, syslog, server, client):
        assert client.miss(4) == [404] * 3 + [403]
        wait_until(lambda: any(f"EW0101: client {client.address} blocked" in line for line in syslog))
        assert sum("EW0101" in line and client.address in line for line in syslog) == 1

    def test_event(self, syslog, server, client):
        client.miss(4)
        wait_until(lambda: any('"@timestamp"' in line and client.address in line for line in syslog))
        line = next(line for line in syslog if '"@timestamp"' in line and client.address in line)
        assert line.startswith(f"<{21 * 8 + 5}>")  # local5.notice
        json.loads(line[line.index("{"):])

    # What the filter of syslog hides is known to the coverage: notices do not pass by themselves there.
    def test_status_page(self, server):
        assert server.status.document()["counters"]["fault"] == 0


class TestErrorLogNowhere:
    @classmethod
    def configure(cls, config):
        config.error_log = "/dev/null"
        config.errwatch(LIMITS)

    # The line is thrown away; the entry is not.
    def test_block(self, client):
        assert client.miss(4) == [404] * 3 + [403]


class TestErrorLogFormat:
    """The hook gets the message, whatever the line looks like."""

    @classmethod
    def configure(cls, config):
        config.known_entries = "."
        config.errwatch(LIMITS + 'ErrorLogFormat "{%{cu}t} %M"\n')

    def test_block(self, client):
        assert client.miss(4) == [404] * 3 + [403]


@pytest.mark.all_mpms
class TestEventLogFile:
    @classmethod
    def configure(cls, config):
        config.errwatch(LIMITS + "ErrWatchEventLog logs/events.json events=block,incident,entry\n")

    def events(self, server, client, action=None):
        return [e for e in json_lines(server.root / "logs/events.json")
                if e.get("source", {}).get("ip") == client.address and (action is None or e["event"]["action"] == action)]

    # Elastic Common Schema, one object a line.
    def test_block(self, server, client, log):
        log.expect("AH00128", count=3)
        log.expect_blocked(client)
        client.miss(3)
        wait_until(lambda: self.events(server, client, "block"))
        event, = self.events(server, client, "block")
        assert event["event"]["kind"] == "alert" and event["event"]["action"] == "block"
        assert event["event"]["category"] and isinstance(event["event"]["severity"], int)
        assert event["rule"] == {"id": "900103", "name": "file does not exist"}
        assert event["threat"]["technique"]["id"] == ["T1499"]
        assert event["observer"]["vendor"] == "errwatch"
        assert event["url"]["original"] == f"/missing/{client.address}/2"
        assert event["http"]["request"]["method"] == "GET"
        own = event["errwatch"]
        assert (own["category"], own["score"], own["capacity"]) == ("resource_exhaustion", 3, 3)
        assert own["block_until"] > event["@timestamp"]
        assert own["evidence"].startswith("AH00128")

    def test_entries(self, server, client, log):
        log.expect("AH00128", count=2)
        client.miss(2)
        wait_until(lambda: len(self.events(server, client, "entry")) == 2)

    def test_end_of_a_block(self, server, client, log):
        log.expect("AH01630", count=1)
        log.expect_blocked(client)
        log.expect("EW0102", text=client.address, count=1)
        client.get("/denied/page.html")
        wait_until(lambda: self.events(server, client, "expired"), 20)

    # What a client sends cannot break a line, or the JSON.
    def test_hostile_text(self, server, client, log):
        log.expect("AH01630", count=1)
        log.expect_blocked(client)
        log.allow("EW0102")
        client.get('/denied/"}\\%0a{"@timestamp":1}%ff%fe%00x'.replace("%00", "%01"))
        wait_until(lambda: self.events(server, client, "entry"))
        json_lines(server.root / "logs/events.json")

    def test_written_is_counted(self, server, client, log):
        log.expect("AH00128", count=1)
        client.miss(1)
        wait_until(lambda: self.events(server, client))
        written = sum(1 for _ in json_lines(server.root / "logs/events.json"))
        assert server.status.counter("events_written") == written
        assert server.status.counter("events_dropped") == 0


class TestEventLogPipe:
    @classmethod
    def configure(cls, config):
        config.known_entries = "AH00488: long lost child came home"  # httpd's word for a piped program that ended with its generation
        config.errwatch(LIMITS + "ErrWatchEventLog \"|/bin/sh -c 'exec cat >> ${ROOT}/logs/events.json'\"\n")

    def test_block(self, server, client, log):
        log.expect("AH00128", count=3)
        log.expect_blocked(client)
        client.miss(3)
        path = server.root / "logs/events.json"
        wait_until(lambda: path.exists() and any(client.address in line for line in path.read_text().splitlines()))

    # A graceful restart starts the reader again; events go on.
    def test_after_a_restart(self, server, client, log):
        server.graceful()
        self.test_block(server, client, log)


class TestReaderThatDies:
    @classmethod
    def configure(cls, config):
        # httpd tells when a piped program ends, and starts it again.
        config.known_entries = "AH0010[4-9]|AH0010[0-3]|piped log program|AH00088"
        config.errwatch('ErrWatchEventLog "|/bin/true"\n' + LIMITS)

    # Nobody reads the pipe any more: that is no reason to stop serving, or to crash on SIGPIPE.
    def test_server_lives(self, server, log):
        for _ in range(6):
            other = server.client()
            log.expect("AH00128", text=rf"missing/{other.address}/", count=3)
            log.expect_blocked(other)
            assert other.miss(4) == [404] * 3 + [403]
        assert "AH00052" not in log.text()


class TestUnusableEventLog:
    def test_directory_is_missing(self, make_server):
        config = Config()
        config.errwatch("ErrWatchEventLog nowhere/events.json")
        server = make_server(config)
        server.launch()
        assert server.process.wait(30) != 0
        said = server.output() + server.log.text()
        assert "nowhere/events.json" in said and "No such file" in said
        server.log.allow("EW0200")
        server.log.allow("AH00020")
        server.log.allow(text="Configuration Failed")
