"""Whom errwatch-firewall shuts out, of what events and the server's list say: no firewall is needed for that."""
import sys
import time

import pytest

from harness import paths
from harness.block_event import event

sys.path.insert(0, str(paths.REPOSITORY / "scripts"))

from firewall.ledger import Ledger  # noqa: E402
from firewall.network import Protected, WordError, parsed  # noqa: E402

UNTIL = event("x")["errwatch"]["block_until"]


def row(address, **more):
    """Of `errwatch clients --blocked`."""
    return {"address": address, "scope": "server", "blocked": True, "blocked_until": UNTIL, "strikes": 1, **more}


class TestLedger:
    @pytest.fixture
    def ledger(self):
        return Ledger(Protected(), 100, frozenset(["server"]), 1, time.time, ranges=True)

    def shut(self, ledger):
        return {str(network) for network in ledger.all()}

    def test_begin_and_end(self, ledger):
        assert ledger.event(event("192.0.2.1")) and ledger.event(event("2001:db8::/64", "range_block")) and ledger.event(event("192.0.2.2", "blocked_by_hand"))
        change = ledger.take()
        assert len(change.shut) == 3 and not change.let_go and all(3500 < left <= 3600 for left in change.shut.values())
        assert ledger.event(event("192.0.2.1", "unblocked")) and ledger.event(event("2001:db8::/64", "expired"))
        assert {str(one) for one in ledger.take().let_go} == {"192.0.2.1/32", "2001:db8::/64"}
        assert self.shut(ledger) == {"192.0.2.2/32"}

    @pytest.mark.parametrize("line", [
        [], None, "x", {}, {"event": 1}, {"event": {"action": ["block"]}, "errwatch": {}}, event("nobody"), event("192.0.2.1; reboot"), event(7),
        event("192.0.2.1", "detection"), event("192.0.2.1", "takeover"), event("192.0.2.1", foreign_only=True), event("192.0.2.1", "blocked_by_hand", detection_only=True), event("192.0.2.1", scope="shop"),
        event("192.0.2.1", until=1), event("192.0.2.1", block_until="soon"), event("192.0.2.1", block_until="2027-01-01T00:00:00"),
        event("127.0.0.1"), event("::1"), event("::ffff:127.0.0.1"), event("fe80::1"), event("169.0.0.0/8"), event("169.252.0.0/14"), event("0.0.0.0/8"), event("::/64"), event("224.0.0.1"), event("10.0.0.0/7"), event("2001::/16")])
    def test_no_reason_to_shut_out(self, ledger, line):
        ledger.event(line)
        assert not ledger.take() and not ledger.all()

    def test_scopes(self):
        everywhere = Ledger(Protected(), 100, None, 1, time.time)
        everywhere.event(event("192.0.2.1", scope="shop"))
        everywhere.event(event("192.0.2.1", scope="blog"))
        everywhere.event(event("192.0.2.1", "unblocked", scope="shop"))
        assert self.shut(everywhere) == {"192.0.2.1/32"}  # the other scope still blocks it
        everywhere.event(event("192.0.2.1", "unblocked", scope="blog"))
        assert not everywhere.all()

    def test_strikes(self):
        patient = Ledger(Protected(), 100, frozenset(["server"]), 2, time.time)
        patient.event(event("192.0.2.1", strikes=1))
        patient.event(event("192.0.2.2", strikes=2))
        patient.event(event("192.0.2.3", "blocked_by_hand", strikes=0))
        assert self.shut(patient) == {"192.0.2.2/32", "192.0.2.3/32"}

    def test_a_longer_block_lengthens(self, ledger):
        ledger.event(event("192.0.2.1"))
        ledger.take()
        ledger.event(event("192.0.2.1", until=time.time() + 7200))
        change = ledger.take()
        assert list(change.shut.values())[0] > 7000

    def test_what_ran_out_makes_room(self):
        now = [1000.0]
        small = Ledger(Protected(), 2, None, 1, lambda: now[0])
        for number in (1, 2, 3):
            small.event(event(f"192.0.2.{number}", until=1010))
        assert len(small) == 2 and small.full == 1
        now[0] = 1020.0
        small.event(event("192.0.2.4", until=1030))
        assert len(small) == 1 and not small.take().let_go

    def test_list_of_all(self, ledger):
        ledger.event(event("192.0.2.1"))
        ledger.event(event("192.0.2.2"))
        until = event("x")["errwatch"]["block_until"]
        row = {"scope": "server", "blocked": True, "blocked_until": until, "strikes": 1}
        ledger.replace([{**row, "address": "192.0.2.2"}, {**row, "address": "192.0.2.3"}, {**row, "address": "192.0.2.4", "blocked": False},
                        {**row, "address": "192.0.2.5", "foreign_only": True}, {"address": 5}, {}])
        assert self.shut(ledger) == {"192.0.2.2/32", "192.0.2.3/32"}

    def test_who_is_allowed_at_run_time(self, ledger):
        ledger.event(event("198.51.0.0/16", "blocked_by_hand"))
        ledger.event(event("192.0.2.1"))
        ledger.take()
        assert ledger.event(event("198.51.100.7", "allowed"))
        assert {str(one) for one in ledger.take().let_go} == {"198.51.0.0/16"}
        for text in ("198.51.100.7", "198.51.100.0/24", "198.51.101.1"):
            ledger.event(event(text))
        assert self.shut(ledger) == {"192.0.2.1/32", "198.51.101.1/32"}
        assert ledger.event(event("198.51.100.7", "disallowed"))
        ledger.event(event("198.51.100.7"))
        assert "198.51.100.7/32" in self.shut(ledger)
        until = event("x")["errwatch"]["block_until"]
        row = {"scope": "server", "blocked": True, "blocked_until": until, "strikes": 1}
        rows = [{**row, "address": "198.51.100.9"}, {**row, "address": "192.0.2.1"}, {**row, "address": "2001:db8::/64"}]
        ledger.replace(rows, [{"address": "198.51.100.0/24", "until": until}, {"address": "2001:db8::5", "until": until}, {"address": 5}])
        assert self.shut(ledger) == {"192.0.2.1/32"}
        ledger.replace(rows, [{"address": "198.51.100.0/24", "until": "2026-01-01T00:00:00Z"}])
        assert self.shut(ledger) == {"192.0.2.1/32", "198.51.100.9/32", "2001:db8::/64"}

    # httpd serves them, and denies the rest of the range.
    def test_who_is_exempt(self):
        ledger = Ledger(Protected(), 100, None, 1, time.time)
        exempt = [{"address": "2001:db8:0:1::/64", "reason": "ErrWatchAllow, httpd.conf:7"}, {"address": "198.51.100.7", "reason": "crawler", "until": UNTIL},
                  {"address": "192.0.2.9", "reason": "ErrWatchTrustedProxy, httpd.conf:8"}]
        ledger.replace([row("192.0.2.0/24", range_bits=24), row("192.0.2.9"), row("203.0.113.0/24", range_bits=24), row("2001:db8::/62")], exempt)
        for text in ("2001:db8:0:1::/64", "2001:db8:0:1:2::/80", "2001:db8:0:2::/64", "198.51.100.0/24", "198.51.100.7"):
            ledger.event(event(text, "blocked_by_hand"))
        assert self.shut(ledger) == {"203.0.113.0/24", "2001:db8:0:2::/64"}
        assert {"192.0.2.9/32: exempt (ErrWatchTrustedProxy, httpd.conf:8)",
                "192.0.2.0/24: 192.0.2.9/32 in it is exempt (ErrWatchTrustedProxy, httpd.conf:8)"} < set(ledger.refused)
        # Once known, it stays so while the configuration cannot be read.
        ledger.replace([row("192.0.2.9"), row("198.51.100.7"), row("203.0.113.0/24")], [{"address": "203.0.113.5", "until": UNTIL}], is_whole=False)
        assert self.shut(ledger) == {"198.51.100.7/32"}

    def test_ranges_wait_until_it_is_known_who_is_exempt(self):
        ledger = Ledger(Protected(), 100, None, 1, time.time)
        blocks = [event("192.0.2.0/24", "blocked_by_hand"), event("2001:db8::/64", "range_block"), event("2001:db8::/48", "blocked_by_hand")]
        for one in [*blocks, event("203.0.113.1"), event("2001:db8:1:1::/64")]:
            ledger.event(one)
        assert self.shut(ledger) == {"203.0.113.1/32", "2001:db8:1:1::/64"} and len(ledger.refused) == 1
        ledger.replace([row("198.51.100.0/24")], [], is_whole=False)
        assert not self.shut(ledger)
        ledger.replace([row("198.51.100.0/24")], [])
        for one in blocks:
            ledger.event(one)
        assert len(self.shut(ledger)) == 4

    def test_what_an_earlier_run_shut_out_is_let_go(self, ledger):
        ledger.inherit(map(parsed, ("192.0.2.1", "192.0.2.2", "192.0.2.3", "198.51.100.0/24", "192.0.2.4")))
        ledger.event(event("192.0.2.1", "unblocked"))
        ledger.event(event("192.0.2.2", "unblocked", scope="shop"))
        ledger.event(event("192.0.2.3"))
        ledger.event(event("192.0.2.3", "expired"))
        ledger.event(event("198.51.100.9", "allowed"))
        assert {str(one) for one in ledger.take().let_go} == {"192.0.2.1/32", "192.0.2.3/32", "198.51.100.0/24"}

    @pytest.mark.parametrize("action, asks", [("imported", True), ("disallowed", True), ("allowed", False), ("block", False)])
    def test_asks_for_the_list_where_it_says_more(self, ledger, action, asks):
        ledger.event(event("192.0.2.1", action))
        assert ledger.wants_list == asks

    # The list may be a copy of httpd's memory that is some seconds old.
    def test_events_that_are_newer_than_the_list(self, ledger):
        now = time.time()
        for client, action, age in (("192.0.2.1", "block", 5), ("192.0.2.2", "unblocked", 5), ("192.0.2.3", "unblocked", 20), ("192.0.2.4", "block", 20),
                                    ("192.0.2.5", "allowed", 5), ("192.0.2.6", "disallowed", 5)):
            ledger.event({**event(client, action), "@timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(now - age))})
        rows = [row("192.0.2.2"), row("192.0.2.3"), row("192.0.2.5"), row("192.0.2.6")]
        ledger.replace(rows, [{"address": "192.0.2.6", "until": UNTIL}], as_of=now - 10)
        assert self.shut(ledger) == {"192.0.2.1/32", "192.0.2.3/32", "192.0.2.6/32"}
        ledger.replace(rows, [{"address": "192.0.2.6", "until": UNTIL}], as_of=now)
        assert self.shut(ledger) == {"192.0.2.2/32", "192.0.2.3/32", "192.0.2.5/32"}

    # It may be a proxy, a gateway or a VPN's end that nobody named: the module lets it in again by what it sends.
    @pytest.mark.parametrize("client", ["10.9.9.77", "172.16.0.1", "192.168.1.1", "100.64.0.1", "fd00::/64", "10.0.0.0/16"])
    def test_clients_of_private_networks(self, ledger, client):
        everybody = Ledger(Protected(), 100, None, 1, time.time, ranges=True, near=True)
        for one in (ledger, everybody):
            one.event(event(client, "range_block" if "/16" in client else "block"))
        assert not self.shut(ledger) and len(self.shut(everybody)) == 1
        ledger.event(event(client, "blocked_by_hand"))
        assert len(self.shut(ledger)) == 1
        ledger.replace([row(client)])
        assert not self.shut(ledger)
        ledger.replace([row(client, by_hand=True)])
        assert len(self.shut(ledger)) == 1

    # Each cost all that was shut out, and all that were allowed.
    def test_many_that_are_allowed(self):
        ledger = Ledger(Protected(), 100_000, None, 1, time.time, ranges=True)
        for number in range(10_000):
            ledger.event(event(f"11.{number >> 8}.{number & 255}.1"))
        begin = time.process_time()
        for number in range(2000):
            ledger.event(event(f"2001:db8:{number:x}::1", "allowed"))
            ledger.event(event(f"11.{number >> 8}.{number & 255}.0/24", "allowed"))
        assert len(ledger.take().let_go) == 2000 and len(ledger.all()) == 8000
        assert time.process_time() - begin < 10

    def test_protected(self, tmp_path):
        protected = Protected()
        (tmp_path / "allow").write_text("# offices\n203.0.113.0/24   # one\n\n2001:db8:1::/48\n")
        protected.add_file(tmp_path / "allow")
        for text in ("203.0.113.9", "203.0.113.0/25", "203.0.112.0/20", "2001:db8:1:2::/64", "::ffff:203.0.113.9"):
            assert "allow:" in protected.reason(parsed(text)), text
        for text in ("203.0.114.9", "2001:db8:2::/64"):
            assert protected.reason(parsed(text)) is None, text
        (tmp_path / "allow").write_text("office\n")
        with pytest.raises(WordError, match="allow:1: 'office' is neither"):
            protected.add_file(tmp_path / "allow")
