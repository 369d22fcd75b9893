"""What survives an end, a kill and a full or damaged spool; and what is counted where it does not."""
import json
import os
import random
import resource
import signal
import subprocess

import pytest

from notify_harness.events import client, event
from notify_harness.notify import PROGRAM
from notify_harness.receiver import answer, stall
from notify_harness.wait import wait_until

from notify.destination import Outcome
from notify.configuration import Service
from notify.event import parse
from notify.service_queue import ServiceQueue
from notify.spool import Damaged, Spool


def told(receiver):
    """(number of events, dropped messages, dropped events) of each message that came."""
    return [(one["events"], one["dropped_messages"], one["dropped_events"]) for one in (request.json["errwatch"] for request in receiver.requests)]


class TestRestart:
    def test_what_waited_goes_out(self, notify, receive):
        receiver = receive(then=answer(500))
        notify.web("webhook", receiver).start().feed(event())
        notify.wait_for("webhook", "failures", 1)
        notify.feed(*(event(client=client(number)) for number in range(7)))
        notify.wait_for("webhook", "matched", 8)
        assert notify.terminate() == 0
        receiver.requests.clear()
        receiver.then = answer(200)
        notify.start()
        assert notify.end() == 0
        assert told(receiver) == [(1, 0, 0), (7, 0, 0)]
        notify.adds_up("webhook")

    EARLY = """
import os, runpy, signal, sys
from importlib import abc
class Meets(abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "notify.command_line":  # most of what is loaded comes after this
            os.kill(os.getpid(), signal.SIGTERM)
sys.meta_path.insert(0, Meets())
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""

    def early(self, notify, *arguments):
        notify.command("exit 0", interval="60s").write()
        return subprocess.Popen(["/usr/bin/python3", "-c", self.EARLY, PROGRAM, "-c", notify.path, *arguments], stdin=subprocess.PIPE,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def test_told_to_end_before_it_is_ready(self, notify):
        """As by a restart of httpd: what is in the pipe is read first."""
        process = self.early(notify)
        process.stdin.write(event() * 20)
        process.stdin.flush()
        assert process.wait(60) == 0
        process.stdin.close()
        assert notify.count("command", "matched") == 20

    def test_what_reads_no_events_ends_at_once(self, notify):
        process = self.early(notify, "--check")
        assert process.wait(60) == -signal.SIGTERM
        process.stdin.close()

    def test_full_spool(self, notify, receive):
        receiver = receive(then=stall)  # while one is on its way, the next ones are made
        notify.top |= {"spool_messages": 3}
        notify.web("webhook", receiver, timeout="60s").start()
        for number in range(10):
            notify.feed(event(client=client(number)))
            notify.wait_for("webhook", "number", number + 2)
        wait_until(lambda: len(notify.messages()) == 3)
        receiver.server.released.set()
        notify.process.send_signal(signal.SIGKILL)
        notify.process.wait()
        assert notify.adds_up("webhook")["dropped_events"] == 7
        receiver.requests.clear()
        receiver.then = answer(200)
        notify.start()
        assert notify.end() == 0
        # The one that was on its way was kept; the next messages tell of those that were dropped.
        assert told(receiver) == [(1, 7, 7), (1, 0, 0), (1, 0, 0)]
        one = notify.adds_up("webhook")
        assert (one["sent_events"], one["dropped_events"], one["untold_events"]) == (3, 7, 0)

    def test_bytes_are_bounded(self, notify, receive):
        receiver = receive(then=stall)
        notify.top |= {"spool_bytes": '"64K"'}
        notify.web("webhook", receiver, timeout="60s").start()
        for number in range(12):
            notify.feed(event(client=client(number), errwatch__evidence="x" * 8192, message="y" * 8192))
            notify.wait_for("webhook", "number", number + 2)
        wait_until(lambda: sum(path.stat().st_size for path in notify.messages()) <= 65536)
        assert 0 < notify.adds_up("webhook")["dropped_messages"] < 12

    @pytest.mark.parametrize("number", range(3))
    def test_killed_at_any_moment_nothing_of_a_file_is_lost(self, notify, receive, tmp_path, number):
        """What is sent may come twice, where the kill was between its arrival and that being known; nothing is counted twice."""
        receiver = receive()
        log = tmp_path / "events.json"
        log.touch()
        notify.web("webhook", receiver, interval="100ms")
        chance = random.Random(number)
        notify.start("--follow", str(log))
        wait_until(lambda: notify.state().get("input"))
        notify.kill()
        total = 0
        with open(log, "ab", buffering=0) as writer:
            for _ in range(6):
                notify.start("--follow", str(log))
                # Some are sent, others are on their way, in a digest, in a file, or not read.
                enough = len(receiver.requests) + chance.randrange(3)
                for _ in range(40):
                    writer.write(event(client=client(total)))
                    total += 1
                wait_until(lambda enough=enough: len(receiver.requests) >= enough)
                notify.process.kill()
                notify.process.wait()
        notify.start("--follow", str(log))
        notify.wait_for("webhook", "matched", total)
        wait_until(lambda: notify.count("webhook", "sent_events") == total, what=lambda: notify.state())
        assert notify.terminate() == 0
        assert notify.adds_up("webhook")["matched"] == total and notify.state()["read"] == total
        assert sum(events for events, _, _ in told(receiver)) >= total


class TestDamage:
    @pytest.mark.parametrize("harm", [lambda data: data[:-9], lambda data: b"", lambda data: data.replace(b"203.0", b"204.0"),
                                      lambda data: os.urandom(500)], ids=["cut", "empty", "changed", "noise"])
    def test_message_file(self, notify, receive, harm):
        receiver = receive(then=answer(500))
        notify.web("webhook", receiver).start().feed(event())
        notify.wait_for("webhook", "failures", 1)
        notify.feed(event(), event())
        notify.wait_for("webhook", "matched", 3)
        notify.terminate()
        (path,) = notify.messages()
        path.write_bytes(harm(path.read_bytes()))
        receiver.requests.clear()
        receiver.then = answer(200)
        notify.start()
        assert notify.end() == 0
        assert "a message with 1 events is dropped: its file was damaged and is set aside" in notify.errors()
        assert len(list(notify.spool.glob("damaged.message.webhook.*"))) == 1
        assert told(receiver) == [(2, 1, 1)]
        notify.adds_up("webhook")
        assert b"1 damaged files set aside" in notify.run("--status").stdout

    def test_state_file(self, notify, receive):
        receiver = receive(then=answer(500))
        notify.web("webhook", receiver).start().feed(event())
        notify.wait_for("webhook", "failures", 1)
        notify.terminate()
        (notify.spool / "state").write_bytes(b"nonsense")
        assert notify.run("--status").returncode == 1
        receiver.requests.clear()
        receiver.then = answer(200)
        notify.start()
        assert notify.end() == 0
        assert "state was damaged and is set aside" in notify.errors()
        assert told(receiver) == [(1, 0, 0)]  # the message is whole

    def test_directory_of_another(self, notify):
        notify.spool.mkdir(mode=0o777)
        notify.spool.chmod(0o777)
        notify.command("exit 0")
        done = notify.run()
        assert done.returncode == 1 and b"nobody else may write to it" in done.stderr

    def test_second_program_waits_and_says_so(self, notify, receive, monkeypatch):
        from notify import spool
        notify.command("exit 0").start().feed(event())
        notify.wait_for("command", "matched", 1)
        second, said = Spool(notify.spool), []
        with pytest.raises(spool.SpoolError, match="another errwatch-notify's"):
            second.lock(1.2, said.append)
        assert said == [f"{notify.spool} is another errwatch-notify's, whose end is waited for"]
        notify.terminate()
        second.lock(5, said.append)


class TestFullDisk:
    def test_messages_go_out_from_memory(self, notify, receive):
        """No file may grow beyond 16 bytes, as on a full disk."""
        receiver = receive()
        notify.web("webhook", receiver)
        notify.start(preexec_fn=lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16))))
        notify.process.stdin.write(event())
        notify.process.stdin.flush()
        wait_until(lambda: len(receiver.requests) == 1)
        assert notify.end() == 1  # it says so
        assert told(receiver) == [(1, 0, 0)]


    def test_what_was_in_memory_is_stored_later(self, tmp_path):
        spool = Spool(tmp_path)
        queue = ServiceQueue(Service("one", "command"), spool, {}, lambda text: None)
        spool.directory = tmp_path / "gone"
        queue.offer(parse(event()), 0.0)
        assert queue.saved()["queue"] == [] and queue.take(0.0)[0]["events"] == 1
        with pytest.raises(OSError):
            queue.store()
        spool.directory = tmp_path
        queue.store()
        assert [one["events"] for one in queue.saved()["queue"]] == [1] and len(list(spool.messages())) == 1

    def test_no_process_to_be_had(self, tmp_path, monkeypatch):
        from notify.configuration import Configuration
        from notify.program import Program
        service = Service("one", "command", options={"command": ["/bin/true"]})
        said = []
        program = Program(Configuration(tmp_path, [service]), Spool(tmp_path), said.append, lambda: 1000.0)
        program.queues[0].offer(parse(event()), 1000.0)

        def fork():
            raise BlockingIOError(11, "Resource temporarily unavailable")
        monkeypatch.setattr(os, "fork", fork)
        program._start_deliveries()
        assert "no process for it: Resource temporarily unavailable" in said[0] and len(program.queues[0].queue) == 1


class TestQueue:
    """One service's queue alone, with a clock of the test's own."""

    def queue(self, tmp_path, **keys):
        service = Service("one", "command", **{"interval": 60.0, **keys})
        return ServiceQueue(service, Spool(tmp_path), {}, lambda text: None, jitter=lambda low, high: high)

    def take(self, queue, now):
        taken = queue.take(now)
        return taken and taken[0]["events"]

    def test_interval(self, tmp_path):
        queue = self.queue(tmp_path)
        line = parse(event())
        queue.offer(line, 1000.0)
        assert self.take(queue, 1000.0) == 1
        queue.finished(Outcome(True), 1001.0)
        queue.offer(line, 1002.0)
        queue.offer(line, 1003.0)
        assert queue.take(1003.0) is None and queue.wakes_at() == 1060.0
        queue.tick(1059.9)
        assert queue.take(1059.9) is None
        queue.tick(1060.0)
        assert self.take(queue, 1060.0) == 2
        queue.finished(Outcome(True), 1060.0)
        queue.offer(line, 1200.0)  # after a quiet time at once
        assert self.take(queue, 1200.0) == 1

    def test_back_off(self, tmp_path):
        queue = self.queue(tmp_path, retry=5.0, retry_max=60.0)
        queue.offer(parse(event()), 0.0)
        now, waits = 0.0, []
        for _ in range(6):
            assert self.take(queue, now) == 1
            queue.finished(Outcome(False, "no"), now)
            waits.append(queue.wakes_at() - now)
            now = queue.wakes_at()
        assert waits == [5, 10, 20, 40, 60, 60]
        queue.take(now)
        queue.finished(Outcome(False, "busy", retry_after=100.0), now)
        assert queue.wakes_at() - now == 100

    def test_clock_that_is_set_back(self, tmp_path):
        queue = self.queue(tmp_path)
        queue.offer(parse(event()), 1e9)
        self.take(queue, 1e9)
        queue.finished(Outcome(True), 1e9)
        queue.offer(parse(event()), 1000.0)
        queue.tick(1000.0)
        assert queue.wakes_at() == 1060.0

    def test_file_that_the_state_does_not_know(self, tmp_path):
        spool = Spool(tmp_path)
        spool.put("one", 9, {"events": 3})
        queue = self.queue(tmp_path)
        queue.restore({9: 100}, True, 0.0)
        assert queue.take(0.0) is None and list(spool.messages()) == []

    def test_file_that_is_gone_was_sent(self, tmp_path):
        queue = self.queue(tmp_path)
        queue.offer(parse(event()), 0.0)
        queue.spool.remove("one", 1)
        queue.restore({}, True, 0.0)
        assert queue.count["sent_events"] == 1 and queue.take(0.0) is None

    def test_damaged_files_that_are_kept_are_few(self, tmp_path):
        spool = Spool(tmp_path)
        for number in range(30):
            (tmp_path / f"message.one.{number}").write_text("x")
            with pytest.raises(Damaged):
                spool.get("one", number)
        assert len(list(tmp_path.glob("damaged.*"))) == 20


def test_status(notify, receive):
    receiver = receive()
    notify.web("webhook", receiver).start().feed(event(), b"no event\n", b'{"a": 1}\n', b"\n", b"[" * 5000 + b"\n", b"x" * 200_000 + b"\n", event())
    assert notify.end() == 0
    done = notify.run("--status")
    assert done.returncode == 0
    assert done.stdout.decode().splitlines() == [
        "read 6 lines, 4 of them no events; spool 0 messages, 0 bytes, 0 damaged files set aside",
        "webhook: 2 events; sent 2 messages with 2; waiting 0 with 0, in the next digest 0; dropped 0 with 0"]


def test_damaged_state_document_is_none_of_ours(tmp_path):
    (tmp_path / "state").write_bytes(b"errwatch-notify 1 " + b"0" * 64 + b"\n" + json.dumps({"version": 1}).encode() + b"\n")
    with pytest.raises(Damaged):
        Spool(tmp_path).state()


@pytest.mark.parametrize("name", ["state", "new.state", "message.webhook.1", "new.message.webhook.1"])
@pytest.mark.parametrize("kind", ["directory", "FIFO", "link"])
def test_what_is_no_file_is_not_in_the_way(notify, receive, name, kind):
    notify.spool.mkdir(mode=0o700)
    if kind == "directory":
        (notify.spool / name / "in it").mkdir(parents=True)
    elif kind == "FIFO":
        os.mkfifo(notify.spool / name)
    else:
        os.symlink("/dev/zero", notify.spool / name)
    receiver = receive()
    notify.web("webhook", receiver).start().feed(event())
    assert notify.end() == 0, notify.errors()
    assert len(receiver.requests) == 1 and notify.count("webhook", "sent_messages") == 1
    assert [path.name.rpartition(".")[0] for path in notify.spool.glob("damaged.*")] == [f"damaged.{name}"]
