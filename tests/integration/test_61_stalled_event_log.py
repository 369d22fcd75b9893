"""Whatever takes the events may stall: a program, a FIFO's reader, the syslog daemon, a disk. No request waits for it, nothing that ends does,
and each event is delivered once, or counted as dropped."""
import os
import re
import signal
import statistics
import time

import pytest

from conftest import MPMS
from harness.config import Config
from harness.json_lines import json_lines, whole_lines
from harness.sinks import SINKS, Disk, Fifo, Program, Sink, Syslog
from harness.wait import wait_until

REQUESTS = 200
SLOWEST = 2.0  # seconds: what no request may take, however busy the machine is
PATH = "/missing/" + "x" * 150  # a long event: few of them fill a pipe

every_sink = pytest.mark.parametrize("sink_class", SINKS, ids=lambda sink: sink.__name__)
every_mpm = pytest.mark.parametrize("which", MPMS)


def configured(which, sink=None):
    config = Config(which)
    config.known_entries = r"AH00128|\berrprobe\b|long lost child came home"
    config.errprobe()
    config.errwatch("ErrWatchLimit resource_exhaustion none\nErrWatchLimit unauthorized_access none\nErrWatchLimit auth_failure 3/10m\n")
    if sink:
        config.preload += sink.preload
        config.add(f"ErrWatchEventLog {sink.directive} events=block,incident,entry\n")
    return config


@pytest.fixture
def stalled(make_server):
    """stalled(sink, mpm): a server whose event log does not move."""
    def make(sink, which):
        server = make_server(configured(which, sink))
        sink.prepare(server)
        return server.start()
    return make


def seconds(call, *arguments):
    begin = time.monotonic()
    call(*arguments)
    return time.monotonic() - begin


def count(server, name):
    return server.status.counter(f"events_{name}")


@every_mpm
@every_sink
class TestStalled:
    # Side by side with a server without an event log, so that both meet the same busy machine.
    def test_requests_are_as_fast_and_events_are_kept(self, make_server, stalled, sink_class, which):
        sink = sink_class()
        server, plain = stalled(sink, which), make_server(configured(which)).start()
        client = server.client()
        times = {server: [], plain: []}
        with client.connect() as one, plain.client().connect() as other:
            for number in range(REQUESTS):
                for to, connection in ((server, one), (plain, other)):
                    begin = time.monotonic()
                    assert connection.get(f"{PATH}{number}").status == 404
                    times[to].append(time.monotonic() - begin)
        assert max(times[server]) < SLOWEST
        median, usual = statistics.median(times[server]), statistics.median(times[plain])
        print(f"median {1e6 * median:.0f} us, without an event log {1e6 * usual:.0f} us")
        assert median < 2 * usual + 0.001
        assert count(server, "written") < REQUESTS

        # Less than the ring holds: nothing is lost, whatever the reader waited for.
        sink.resume()
        wait_until(lambda: len(sink.lines()) >= REQUESTS, 30, what=lambda: f"{len(sink.lines())} events of {REQUESTS}")
        assert [event["url"]["original"] for event in sink.events()] == [f"{PATH}{number}" for number in range(REQUESTS)]
        wait_until(lambda: count(server, "written") == REQUESTS)
        assert count(server, "dropped") == 0 and server.status.counter("incidents_lost") == 0
        assert server.status.counter("fault") == 0

    # As when nothing stalls.
    def test_restart_and_stop_do_not_wait(self, make_server, stalled, sink_class, which):
        server, plain = stalled(sink_class(), which), make_server(configured(which)).start()
        with server.client().connect() as connection:
            for number in range(100):
                connection.get(f"{PATH}{number}")
        old = set(server.children())
        usual = seconds(plain.graceful)
        assert seconds(server.graceful) < usual + 3
        wait_until(lambda: not old & set(server.children()), 5, what="the old children to end")
        assert server.client().get("/page.html").status == 200
        usual = seconds(plain.stop)
        assert seconds(server.stop) < usual + 3
        assert "AH00045" not in server.log.text() and "AH00046" not in server.log.text()


class TestReaderThatGoes:
    # A pipe whose reader has gone can be written, says poll, with an error: that is no reader.
    def test_fifo_waits_for_the_next_reader(self, stalled):
        sink = Fifo()
        server = stalled(sink, "event")
        client = server.client()
        client.miss(3)
        wait_until(lambda: len(sink.lines()) == 3)
        os.close(sink.descriptor)
        client.miss(20)
        assert count(server, "dropped") == 0
        sink.descriptor = os.open(server.root / "logs/events.fifo", os.O_RDONLY | os.O_NONBLOCK)
        wait_until(lambda: len(sink.lines()) == 23)
        assert count(server, "written") == 23 and count(server, "dropped") == 0

    def test_what_waits_outlasts_a_graceful_restart(self, stalled):
        sink = Program()
        sink.directive = "\"|/bin/sleep 1000\""
        server = stalled(sink, "event")
        with server.client().connect() as connection:
            for number in range(REQUESTS):
                assert connection.get(f"{PATH}{number}").status == 404
        wait_until(lambda: count(server, "written") > 0)
        server.graceful()
        wait_until(lambda: server.client().get("/page.html").status == 200)
        assert count(server, "dropped") == 0


@every_mpm
@pytest.mark.parametrize("sink_class", [Disk, Program], ids=lambda sink: sink.__name__)
class TestOverflow:
    # More than the ring holds: the oldest give way, and single entries before blocks. It is told while nothing moves.
    def test_what_is_dropped_is_counted(self, stalled, sink_class, which):
        sink = sink_class()
        server = stalled(sink, which)
        client, blocked = server.client(), server.client()
        server.log.expect_blocked(blocked)
        with client.connect() as connection:
            for number in range(60):
                assert connection.get("/probe?format=AH01630&text=/x&count=100").status == 200
                if number == 25:
                    assert [blocked.get("/probe?format=AH01617&text=x").status for _ in range(4)] == [200] * 3 + [403]
        total = 60 * 100 + 4
        wait_until(lambda: count(server, "dropped") > 0)
        assert re.search(r"events_dropped.*[1-9]", server.status.fetch().text)
        assert re.search(r"^ErrWatchEventsDropped: [1-9]", server.status.fetch("auto").text, re.M)
        sink.resume()
        wait_until(lambda: count(server, "written") + count(server, "dropped") == total, what=lambda: str(
            (count(server, "written"), count(server, "dropped"))))
        wait_until(lambda: len(sink.lines()) == count(server, "written"))
        events = sink.events()
        numbers = [event["event"]["sequence"] for event in events]
        assert numbers == sorted(set(numbers))
        assert numbers[-1] == total - 1  # counted from 0: the newest are there
        assert [event["event"]["action"] for event in events].count("block") == 1
        assert server.status.counter("incidents_lost") == 0


@every_mpm
class TestOneWriter:
    """All children share the work of logging, one of them writes."""

    def server(self, make_server, which):
        return make_server(configured(which, type("File", (Sink,), {"directive": "logs/events.json"}))).start()

    def events(self, server, name="events.json"):
        return json_lines(server.root / "logs" / name)

    def writer(self, server):
        """The child that has the turn, from the kernel's list of locks."""
        children = set(server.children())
        with open("/proc/locks") as locks:
            holders = {int(line.split()[4]) for line in locks if "POSIX" in line and "WRITE" in line}
        return next(iter(children & holders), None)

    def test_each_once_and_in_order(self, make_server, which):
        server = self.server(make_server, which)
        clients = [server.client() for _ in range(8)]
        connections = [client.connect() for client in clients]
        for number in range(50):
            for connection in connections:
                connection.send(f"GET {PATH}{number} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert {connection.receive().status for connection in connections} == {404}
        for connection in connections:
            connection.close()
        wait_until(lambda: count(server, "written") == 400)
        events = self.events(server)
        assert [event["event"]["sequence"] for event in events] == list(range(400))
        for client in clients:
            assert [event["url"]["original"] for event in events if event["source"]["ip"] == client.address] == \
                [f"{PATH}{number}" for number in range(50)]

    # Another child goes on where it was killed.
    def test_writer_is_killed(self, make_server, which):
        server = self.server(make_server, which)
        for _ in range(2):
            pid = wait_until(lambda: self.writer(server), what="a child that writes")
            os.kill(pid, signal.SIGKILL)
            wait_until(lambda: self.writer(server) not in (None, pid), what="another child that writes")
            client = server.client()
            assert client.miss(3) == [404] * 3
            wait_until(lambda: sum(e["source"]["ip"] == client.address for e in self.events(server)) == 3)
        numbers = [event["event"]["sequence"] for event in self.events(server)]
        assert numbers == list(range(6))

    # A log that was renamed gets nothing after a graceful restart, even if a child of the old generation lasts.
    def test_old_generation_hands_over(self, make_server, which):
        server = self.server(make_server, which)
        with server.client().connect() as slow:
            slow.send(b"GET /page.html HTTP/1.1\r\n")
            old = server.children()
            first, second = server.client(), server.client()
            first.miss(3)
            wait_until(lambda: len(self.events(server)) == 3)
            (server.root / "logs/events.json").rename(server.root / "logs/events.json.1")
            server.graceful()
            assert set(old) & set(server.children()), "no old child is left: the test is worthless"
            second.miss(3)
            wait_until(lambda: len(self.events(server)) == 3)
            assert {event["source"]["ip"] for event in self.events(server)} == {second.address}
            assert {event["source"]["ip"] for event in self.events(server, "events.json.1")} == {first.address}

    # What the last request brings is written before the server is gone.
    def test_stop_writes_what_is_left(self, make_server, which):
        server = self.server(make_server, which)
        client = server.client()
        client.miss(20)
        server.stop()
        assert [event["event"]["sequence"] for event in self.events(server)] == list(range(20))


class TestSyslog:
    # A daemon that is started again gets what comes, and what came meanwhile.
    def test_daemon_is_restarted(self, stalled):
        sink = Syslog()
        server = stalled(sink, "event")
        for number in range(3):
            client = server.client()
            client.miss(2)
            wait_until(lambda: sum(client.address in line for line in sink.lines()) == 2)
            sink.daemon.stop()
            down = server.client()
            down.miss(2)
            sink.daemon.start()
            wait_until(lambda: sum(down.address in line for line in sink.lines()) == 2)
        assert count(server, "written") == 12 and count(server, "dropped") == 0
        assert re.match(rf"<{21 * 8 + 5}>[A-Z][a-z]{{2}} [ 123]\d \d\d:\d\d:\d\d apache2: {{", sink.lines()[0])  # local5.notice


# Events are not kept for a log that nobody asked for.
def test_log_that_comes_later(make_server):
    server = make_server(configured("event")).start()
    first, second = server.client(), server.client()
    first.miss(2)
    server.stop()
    server.config.add("ErrWatchEventLog logs/events.json events=entry\n")
    server.write()
    server.start()
    second.miss(2)
    path = server.root / "logs/events.json"
    wait_until(lambda: len(whole_lines(path)) == 2)
    assert first.address not in path.read_text() and count(server, "dropped") == 0
