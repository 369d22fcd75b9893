"""errwatch-firewall: packets of whom the module blocks no longer arrive, and arrive again afterwards."""
import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from harness import machines, paths
from harness.cli import CommandLine
from harness.config import Config
from harness.unpacked import Program
from harness.wait import wait_until

sys.path.insert(0, str(paths.REPOSITORY / "scripts"))

from firewall.ledger import Ledger  # noqa: E402
from firewall.network import Protected, ProtectedError, parsed  # noqa: E402

COMMAND = paths.REPOSITORY / "scripts/errwatch-firewall"
BACKENDS = ("nftables", "ipset")


def arguments(server, backend="nftables", *more):
    return [COMMAND, "--follow", server.root / "logs/errwatch-events.log", "--errwatch", paths.CLI, "--state", server.state_file(), "--backend", backend,
            "--ports", str(server.port), *more]


def status(backend="nftables"):
    """{address or prefix: seconds left}"""
    done = subprocess.run([COMMAND, "--backend", backend, "--status"], check=True, capture_output=True, text=True, timeout=60)
    rows = [line.split() for line in done.stdout.splitlines()[:-1]]
    return {row[0]: int(row[1]) for row in rows}


@pytest.fixture
def wire(make_server):
    """A server on one machine, addresses for clients on the other."""
    with machines.two() as both:
        config = Config()
        config.known_entries = r"AH00128|EW01\d\d"
        config.add(f"Listen {machines.SERVER4}:${{PORT}}\nListen [{machines.SERVER6}]:${{PORT}}\n")
        config.errwatch("""
            ErrWatchLimit resource_exhaustion 3/10m
            ErrWatchBlock base=1h
            ErrWatchEventLog logs/errwatch-events.log
        """)
        both.server = make_server(config).start()
        both.port = both.server.port
        yield both
        # While its namespace is there.
        both.server.stop()


@pytest.fixture
def start(tmp_path):
    running = []

    def begin(command):
        running.append(Program(command, tmp_path / f"firewall{len(running)}"))
        return running[-1]

    yield begin
    for program in running:
        program.stop()


def attack(wire, address):
    for number in range(40):
        if wire.ask(address, f"/missing/{address}/{number}") == 403:
            return
    raise AssertionError(f"{address} was not blocked")


def errwatch(wire, *words):
    done = CommandLine(wire.server).run(*words)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("backend", BACKENDS)
class TestPackets:
    @pytest.mark.parametrize("attacker, other", [("192.0.2.10", "192.0.2.11"), ("2001:db8:0:1::10", "2001:db8:0:2::10")])
    def test_of_a_blocked_client_do_not_arrive_until_it_is_let_back_in(self, wire, start, backend, attacker, other):
        for address in (attacker, other):
            wire.add_client(address)
            assert wire.ask(address) == 200
        program = start(arguments(wire.server, backend))
        attack(wire, attacker)
        wait_until(lambda: wire.ask(attacker) is None, 20, program.output)
        assert wire.ask(other) == 200
        errwatch(wire, "unblock", attacker)
        wait_until(lambda: wire.ask(attacker) == 200, 20, program.output)
        assert status(backend) == {}

    def test_of_one_whose_block_ran_out_arrive_again(self, wire, start, backend):
        for address in ("192.0.2.10", "192.0.2.11"):
            wire.add_client(address)
        program = start(arguments(wire.server, backend))
        errwatch(wire, "block", "192.0.2.10", "--for", "3s")
        wait_until(lambda: wire.ask("192.0.2.10", patience=0.3) is None, 20, program.output)
        program.stop()  # the kernel needs no program for that
        wait_until(lambda: wire.ask("192.0.2.10") == 200, 20, program.output)

    # What was blocked before it ran, and what was let in while it did not.
    def test_it_catches_up_when_it_is_started(self, wire, start, backend):
        for address in ("192.0.2.10", "192.0.2.11"):
            wire.add_client(address)
        errwatch(wire, "block", "192.0.2.10")
        program = start(arguments(wire.server, backend))
        wait_until(lambda: wire.ask("192.0.2.10") is None, 20, program.output)
        program.stop()
        assert wire.ask("192.0.2.10") is None
        errwatch(wire, "unblock", "192.0.2.10")
        errwatch(wire, "block", "192.0.2.11")
        program = start(arguments(wire.server, backend))
        wait_until(lambda: wire.ask("192.0.2.11") is None, 20, program.output)
        assert wire.ask("192.0.2.10") == 200

    def test_what_somebody_else_took_away_is_made_again(self, wire, start, backend):
        wire.add_client("192.0.2.10")
        program = start(arguments(wire.server, backend, "--every", "1"))
        errwatch(wire, "block", "192.0.2.10")
        wait_until(lambda: wire.ask("192.0.2.10") is None, 20, program.output)
        if backend == "nftables":
            subprocess.run(["nft", "flush", "ruleset"], check=True)
        else:
            subprocess.run(["iptables", "-F"], check=True)
        wait_until(lambda: wire.ask("192.0.2.10", patience=0.3) is None, 20, program.output)
        assert "made again" in program.output()

    def test_remove_takes_all_of_it_and_nothing_else(self, wire, start, backend):
        rules = {"nftables": [["nft", "add table inet mine"], ["nft", "add set inet mine ipv4_32 { type ipv4_addr; }"]],
                 "ipset": [["ipset", "create", "mine", "hash:net"], ["iptables", "-A", "INPUT", "-s", "192.0.2.99", "-j", "DROP"]]}[backend]
        for rule in rules:
            subprocess.run(rule, check=True)
        listing = {"nftables": ["nft list ruleset"], "ipset": ["ipset save", "iptables -S"]}[backend]

        def listed():
            texts = [subprocess.run(command.split(), check=True, capture_output=True, text=True).stdout for command in listing]
            # ipset's header has a seed that is drawn anew.
            return [re.sub(r" initval \S+", "", text) for text in texts]

        before = listed()
        wire.add_client("192.0.2.10")
        program = start(arguments(wire.server, backend))
        errwatch(wire, "block", "192.0.2.10")
        wait_until(lambda: wire.ask("192.0.2.10") is None, 20, program.output)
        assert listed() != before
        program.stop()
        subprocess.run([COMMAND, "--backend", backend, "--remove"], check=True)
        assert listed() == before
        assert wire.ask("192.0.2.10") == 403  # by the module


class TestNftables:
    def test_a_table_of_somebody_else_is_left_alone(self, wire, start):
        subprocess.run(["nft", "add table inet errwatch"], check=True)
        for more in ([], ["--remove"], ["--once"]):
            done = subprocess.run(arguments(wire.server, "nftables", *more), capture_output=True, text=True, timeout=60)
            assert done.returncode == 1 and "did not make" in done.stderr

    # What the unit gives it: uid 0 and this capability.
    def test_it_needs_no_more_than_the_unit_gives(self, wire, start):
        wire.add_client("192.0.2.10")
        bounded = ["setpriv", "--bounding-set=-all,+net_admin", "--inh-caps=-all,+net_admin", "--no-new-privs"]
        program = start([*bounded, *arguments(wire.server)])
        errwatch(wire, "block", "192.0.2.10")
        wait_until(lambda: wire.ask("192.0.2.10") is None, 20, program.output)

    def test_own_addresses_and_those_allowed_are_never_shut_out(self, wire, start):
        wire.add_client("192.0.2.10")
        log = wire.server.root / "logs/errwatch-events.log"
        program = start(arguments(wire.server, "nftables", "--no-compare", "--allow", "192.0.2.10"))
        wait_until(lambda: subprocess.run(["nft", "list table inet errwatch"], capture_output=True).returncode == 0, 20, program.output)
        for client in (machines.SERVER4, machines.SERVER6, "127.0.0.1", "192.0.2.10", "192.0.2.0/24", "0.0.0.0/0", "::/0", "198.51.100.1"):
            with log.open("a") as file:
                file.write(json.dumps(event(client)) + "\n")
        wait_until(lambda: "198.51.100.1" in status(), 20, program.output)
        assert set(status()) == {"198.51.100.1"}
        for client in (machines.SERVER4, "192.0.2.0/24", "0.0.0.0/0"):
            assert client in program.output()

    # No event of a second's ten thousand is lost, and memory stays small.
    def test_a_storm(self, wire, start, tmp_path):
        clients = [f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}" for number in range(30_000)]
        lines = b"".join(json.dumps(event(client, pad="x" * 600)).encode() + b"\n" for client in clients)
        program = subprocess.Popen([COMMAND, "--no-compare", "--most", "65536"], stdin=subprocess.PIPE)
        begin = os.times()
        program.stdin.write(lines)
        program.stdin.flush()
        wait_until(lambda: len(status()) == len(clients), 60)
        with open(f"/proc/{program.pid}/status") as file:
            memory = int(next(line.split()[1] for line in file if line.startswith("VmHWM")))
        program.stdin.close()
        assert program.wait(30) == 0
        used = os.times().children_user - begin.children_user
        print(f"{len(clients)} events, {memory} KiB, {used:.1f} s of CPU with {status.__name__}")
        assert memory < 250_000

    def test_what_has_no_room_is_said(self, wire):
        text = "".join(json.dumps(event(f"198.51.100.{number}")) + "\n" for number in range(20))
        done = subprocess.run([COMMAND, "--no-compare", "--most", "10"], input=text, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0 and "no room for" in done.stderr and "--most" in done.stderr
        assert len(status()) == 10


def event(client, action="block", until=None, pad="", **own):
    """As much of an event as counts here."""
    moment = time.gmtime(time.time() + 3600) if until is None else time.gmtime(until)
    return {"event": {"action": action}, "message": pad,
            "errwatch": {"client": client, "scope": "server", "strikes": 1, "block_until": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", moment), **own}}


class TestLedger:
    """What of the events is taken over: no firewall is needed for that."""

    @pytest.fixture
    def ledger(self):
        return Ledger(Protected(), 100, frozenset(["server"]), 1, time.time)

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
        event("192.0.2.1", "detection"), event("192.0.2.1", "takeover"), event("192.0.2.1", foreign_only=True), event("192.0.2.1", scope="shop"),
        event("192.0.2.1", until=1), event("192.0.2.1", block_until="soon"), event("192.0.2.1", block_until="2027-01-01T00:00:00"),
        event("127.0.0.1"), event("::1"), event("::ffff:127.0.0.1"), event("fe80::1"), event("224.0.0.1"), event("10.0.0.0/7"), event("2001::/16")])
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

    def test_protected(self, tmp_path):
        protected = Protected()
        (tmp_path / "allow").write_text("# offices\n203.0.113.0/24   # one\n\n2001:db8:1::/48\n")
        protected.add_file(tmp_path / "allow")
        for text in ("203.0.113.9", "203.0.113.0/25", "203.0.112.0/20", "2001:db8:1:2::/64", "::ffff:203.0.113.9"):
            assert "allow:" in protected.reason(parsed(text)), text
        for text in ("203.0.114.9", "2001:db8:2::/64"):
            assert protected.reason(parsed(text)) is None, text
        (tmp_path / "allow").write_text("office\n")
        with pytest.raises(ProtectedError, match="allow:1: 'office' is neither"):
            protected.add_file(tmp_path / "allow")


class TestCommandLine:
    @pytest.mark.parametrize("words", [["--ports", "http"], ["--ports", "0"], ["--most", "0"], ["--every", "x"], ["--strikes", "-1"], ["--nonsense"],
                                       ["--once", "--remove"], ["--backend", "pf"]])
    def test_mistakes(self, words):
        done = subprocess.run([COMMAND, *words], capture_output=True, text=True, timeout=60)
        assert done.returncode == 2 and "usage" in done.stderr

    def test_dry_run_says_what_it_would_do(self):
        text = "\n".join(json.dumps(one) for one in (event("198.51.100.1"), event("198.51.100.2"), event("198.51.100.1", "unblocked"))) + "\nnonsense\n"
        done = subprocess.run([COMMAND, "--dry-run", "--no-compare"], input=text, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0 and "shut out 198.51.100.2/32" in done.stdout and "198.51.100.1" not in done.stdout.replace("let in 198.51.100.1/32", "")
        assert "no events" in done.stderr

    def test_without_the_server_it_says_so(self, tmp_path):
        done = subprocess.run([COMMAND, "--dry-run", "--errwatch", paths.CLI, "--state", tmp_path / "none"], input="", capture_output=True, text=True, timeout=60)
        assert done.returncode == 1 and "events alone count" in done.stderr

    def test_it_ends_on_signals(self, tmp_path):
        log = tmp_path / "errwatch.log"
        log.touch()
        program = subprocess.Popen([COMMAND, "--dry-run", "--no-compare", "--follow", log])

        def catches(number):
            with open(f"/proc/{program.pid}/status") as file:
                mask = next(line.split()[1] for line in file if line.startswith("SigCgt:"))
            return int(mask, 16) & 1 << (number - 1)

        wait_until(lambda: catches(signal.SIGTERM), 20)
        program.send_signal(signal.SIGTERM)
        assert program.wait(20) == 0
