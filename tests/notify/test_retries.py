"""What a server does to a message, and what becomes of it."""
import itertools
import socket
import time

import pytest

from notify_harness.events import client, event
from notify_harness.receiver import answer, drop, stall, trickle
from notify_harness.wait import wait_until

WEB = ("slack", "discord", "teams", "telegram", "webhook")
TOO_MANY = {  # as each of them says it
    "slack": answer(429, [("Retry-After", "1")]),
    "discord": answer(429, body=b'{"message": "You are being rate limited.", "retry_after": 1.0, "global": false}'),
    "teams": answer(429, [("Retry-After", "1")]),
    "telegram": answer(429, body=b'{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":1}}'),
    "webhook": answer(503, [("Retry-After", "1")]),
}


@pytest.mark.parametrize("kind", WEB)
class TestEachService:
    def test_asked_to_wait_it_waits(self, notify, receive, kind):
        receiver = receive(TOO_MANY[kind])
        notify.web(kind, receiver, retry="10ms").start().feed(event())
        assert notify.end() == 0, notify.errors()
        first, second = receiver.requests
        assert second.time - first.time >= 1.0
        assert first.body == second.body or kind == "slack"  # which has a time of its own

    @pytest.mark.parametrize("act, said", [(answer(500), "answered 500"), (drop, "onnect"), (stall, "no answer|onnect|imed out"),
                                           (trickle, "no answer")], ids=["500", "drop", "stall", "trickle"])
    def test_fails_once_and_goes_through(self, notify, receive, kind, act, said):
        receiver = receive(act)
        notify.web(kind, receiver, timeout="400ms").start().feed(event())
        notify.wait_for(kind, "sent_messages", 1)
        assert len(receiver.requests) == 2
        import re
        assert re.search(f"{kind}: .*({said})", notify.errors()), notify.errors()
        assert f"{kind}: sent, after 1 failures" in notify.errors()
        assert notify.messages() == [] and notify.end() == 0


def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class TestBackOff:
    def test_refused_connection_is_tried_ever_less_often(self, notify, receive):
        receiver = receive(*[answer(500)] * 6)
        notify.web("webhook", receiver, retry="40ms", retry_max="10s").start().feed(event())
        wait_until(lambda: len(receiver.requests) == 7)
        gaps = [later.time - earlier.time for earlier, later in itertools.pairwise(receiver.requests)]
        # From half to the whole of 40, 80, 160, ... ms, and what a start of a process takes.
        for number, gap in enumerate(gaps):
            assert gap >= 0.02 * 2 ** number, gaps
        assert notify.end() == 0

    def test_it_is_bounded(self, notify, receive):
        receiver = receive(*[answer(500)] * 12)
        notify.web("webhook", receiver, retry="10ms", retry_max="40ms").start().feed(event())
        notify.wait_for("webhook", "sent_messages", 1)
        assert len(receiver.requests) == 13

    def test_nobody_listens(self, notify):
        url = notify.secret("hook", f"http://127.0.0.1:{unused_port()}/s3cretPath")
        notify.service("webhook", type="webhook", url_file=url).start().feed(event())
        wait_until(lambda: "tried 2 times" in notify.errors())
        assert notify.terminate() == 0
        assert "s3cret" not in notify.errors() and len(notify.messages()) == 1

    def test_one_that_is_down_holds_up_no_other(self, notify, receive):
        dead, alive = receive(then=stall), receive()
        notify.web("webhook", dead, name="dead", timeout="30s").web("slack", alive)
        notify.start().feed(event())
        wait_until(lambda: alive.requests and dead.requests)
        begin = time.monotonic()
        assert notify.terminate() == 0
        assert time.monotonic() - begin < 10


class TestRefused:
    def test_message_at_fault_is_dropped_and_told(self, notify, receive):
        receiver = receive(*[answer(400)] * 3)
        notify.web("slack", receiver, retry="10ms").start().feed(event())
        notify.wait_for("slack", "dropped_messages", 1)
        notify.feed(event())
        assert notify.end() == 0
        assert len(receiver.requests) == 4
        assert "Not told: 1 messages with 1 events" in receiver.requests[-1].json["attachments"][0]["blocks"][1]["text"]["text"]
        one = notify.adds_up("slack")
        assert (one["dropped_events"], one["sent_events"], one["untold_events"]) == (1, 1, 0)

    # Another fault before it is not the message's.
    def test_one_answer_of_that_kind_after_an_outage_loses_nothing(self, notify, receive):
        receiver = receive(*[answer(503)] * 4, answer(400), answer(503), answer(422))
        notify.web("slack", receiver, retry="10ms", retry_max="20ms").start().feed(event())
        assert notify.end() == 0
        assert len(receiver.requests) == 8 and notify.adds_up("slack")["dropped_messages"] == 0

    def test_right_that_was_taken_away_is_waited_for(self, notify, receive):
        receiver = receive(*[answer(403)] * 6)
        notify.web("slack", receiver, retry="10ms", retry_max="20ms").start().feed(event())
        assert notify.end() == 0
        assert len(receiver.requests) == 7 and notify.adds_up("slack")["dropped_messages"] == 0

    # All else is on the disk by then, and nothing comes that would bring it there.
    def test_what_is_dropped_in_a_quiet_time_is_kept(self, notify, receive):
        notify.web("slack", receive(then=answer(500)), retry="3s", retry_max="3s", keep="1s").start().feed(event())
        notify.wait_for("slack", "dropped_messages", 1)

    def test_old_message_is_dropped(self, notify, receive):
        receiver = receive(then=answer(500))
        notify.web("slack", receiver, retry="10ms", retry_max="50ms", keep="1s").start().feed(event())
        notify.wait_for("slack", "dropped_messages", 1)
        receiver.then = answer(200)
        notify.feed(event())
        assert notify.end() == 0
        assert notify.adds_up("slack")["sent_events"] == 1


class TestDigests:
    def test_first_at_once_then_one_digest(self, notify, receive):
        receiver = receive()
        notify.web("webhook", receiver, interval="2s").start()
        notify.feed(event(client=client(0)))
        wait_until(lambda: receiver.requests)
        notify.feed(*(event(client=client(number % 3), category="sql_injection" if number % 2 else "xss", kind="detection", severity=8, denied=False)
                      for number in range(30)), event(client=client(77), kind="detection", severity=8, category="auth_failure", denied=False,
                          **{"@timestamp": "2026-11-22T11:00:00.500Z"}),
                    event(client=client(78), kind="block", severity=9, category="malware_upload", **{"@timestamp": "2026-11-22T09:00:00Z"}))
        wait_until(lambda: len(receiver.requests) == 2)
        assert notify.end() == 0 and len(receiver.requests) == 2
        first, second = (request.json["errwatch"] for request in receiver.requests)
        assert receiver.requests[1].time - receiver.requests[0].time >= 1.5
        assert first["events"] == 1 and second["events"] == 32 and second["denied"] == 1
        assert second["categories"] == {"xss": 15, "sql_injection": 15, "auth_failure": 1, "malware_upload": 1}
        assert second["kinds"] == {"detection": 31, "block": 1}
        assert second["clients"] == {client(0): 10, client(1): 10, client(2): 10, client(77): 1, client(78): 1} and second["other_events"] == 0
        assert second["first"] == "2026-11-22T09:00:00Z" and second["last"] == "2026-11-22T11:00:00Z"
        assert second["gravest"]["client"] == client(78)
        text = receiver.requests[1].json["message"]
        assert "32 incidents" in text and "15  SQL injection" in text and f"10  {client(1)}" in text

    def test_while_it_is_down_all_goes_into_one(self, notify, receive):
        receiver = receive(then=answer(500))
        notify.web("webhook", receiver, retry="30ms", retry_max="60ms").start().feed(event())
        notify.wait_for("webhook", "failures", 1)
        notify.feed(*(event(client=client(number)) for number in range(500)))
        notify.wait_for("webhook", "matched", 501)
        assert len(notify.messages()) == 1
        receiver.requests.clear()
        receiver.then = answer(200)
        assert notify.end() == 0
        told = [request.json["errwatch"] for request in receiver.requests if request.json["errwatch"]["events"] != 1]
        assert [one["events"] for one in told] == [500]
        assert sum(told[0]["clients"].values()) + told[0]["other_events"] == 500

    def test_more_clients_than_are_named(self, notify, receive):
        receiver = receive()
        notify.web("webhook", receiver, interval="60s").start()
        notify.feed(event(), *(event(client=client(number)) for number in range(5000)))
        assert notify.end() == 0
        second = receiver.requests[1].json["errwatch"]
        assert second["events"] == 5000 and len(second["clients"]) == 10 and second["other_events"] == 4990
        assert second["other_clients"] == 990 and second["more_clients"] and "4990  of 990+ other clients" in receiver.requests[1].json["message"]

    # An attacker who is inside needs one more attack within the minute to be told of that one alone.
    def test_a_takeover_is_hidden_by_nothing(self, notify, receive):
        receiver = receive()
        notify.web("webhook", receiver, interval="60s").start()
        notify.feed(event(), event(client=client(2)), event(client=client(1), kind="takeover", severity=8, denied=False), event(client=client(3)))
        assert notify.end() == 0
        second = receiver.requests[1].json
        assert second["errwatch"]["gravest"]["client"] == client(1) and "logged in where many attempts had failed" in second["title"]


class TestFilters:
    @pytest.mark.parametrize("keys, wanted", [
        ({}, "abcf"), ({"severity": 0}, "abcdef"), ({"severity": 8}, "abf"), ({"kinds": ["block"]}, "af"), ({"categories": ["auth_failure"]}, "b"),
        ({"hosts": ["SHOP.example.org"], "severity": 0}, "cd"), ({"only_denied": True, "severity": 0}, "af"),
        ({"kinds": ["block"], "hosts": ["shop.example.org"]}, ""),
    ], ids=str)
    def test_each(self, notify, keys, wanted):
        notify.command("exit 0", interval="60s", **keys)
        done = notify.run("--dry-run", text=b"".join([
            event(client="a"), event(client="b", kind="takeover", severity=8, denied=False, category="auth_failure"),
            event(client="c", kind="detection", severity=6, denied=False, host="shop.example.org:8443"),
            event(client="d", kind="expired", severity=1, denied=False, host="shop.example.org"),
            event(client="e", kind="entry", severity=4, denied=False), event(client="f", category="xss")]))
        assert done.returncode == 0
        shown = {line[3:] for line in done.stdout.decode().splitlines() if line[:3] == "1  " and len(line) == 4}
        shown |= {line[8:] for line in done.stdout.decode().splitlines() if line.startswith("Client: ")}
        assert shown == set(wanted), done.stdout.decode()
