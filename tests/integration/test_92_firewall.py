"""errwatch-firewall: packets of whom the module blocks no longer arrive, and arrive again afterwards."""
import json
import os
import re
import signal
import subprocess
import time

import pytest

from harness import machines, paths
from harness.block_event import event
from harness.cli import CommandLine
from harness.config import Config
from harness.unpacked import Program
from harness.wait import wait_until

COMMAND = paths.REPOSITORY / "scripts/errwatch-firewall"
BACKENDS = ("nftables", "ipset")
TAKEN_AWAY = {
    "nftables": ("nft flush ruleset", "nft flush table inet errwatch", "nft flush chain inet errwatch input", "nft delete table inet errwatch",
                 "nft delete rule inet errwatch input handle $(nft -a list table inet errwatch | sed -n 's/.*saddr.*handle //p' | head -n 1)"),
    "ipset": ("iptables -F", "iptables -D INPUT 1", "ipset flush errwatch6; iptables -F; ipset destroy errwatch4"),
}


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
            ErrWatchAllow 192.0.2.20
            ErrWatchTrustedProxy 2001:db8:0:7::1
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
            wait_until(lambda address=address: wire.ask(address) == 200, 20)
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
        for number, command in enumerate(TAKEN_AWAY[backend], 1):
            subprocess.run(["sh", "-c", command], check=True)
            wait_until(lambda: program.output().count("made again") == number, 20, program.output)
            wait_until(lambda: wire.ask("192.0.2.10", patience=0.3) is None, 20, command)

    # The sets of ipset outlive the program, and have the size that they were made with.
    @pytest.mark.parametrize("most", ["5", "100"])
    def test_another_size(self, wire, backend, most):
        def run(size, *clients):
            text = "".join(json.dumps(event(client, until=time.time() + 1000 + number)) + "\n" for number, client in enumerate(clients))
            command = [COMMAND, "--no-compare", "--backend", backend, "--most", size]
            done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60)
            assert done.returncode == 0, done.stderr
            return set(status(backend))

        clients = [f"198.51.100.{number}" for number in range(1, 11)]
        assert run("50", *clients) == set(clients)
        assert run(most) == set(clients[-int(most):])
        assert run(most, clients[-1]) == set(clients[-int(most):])

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


    # What the unit gives it: uid 0 and its capabilities, with which the list is a copy of httpd's memory that is some seconds old.
    def test_it_needs_no_more_than_the_unit_gives(self, wire, start, backend):
        unit = (paths.REPOSITORY / "conf/package/errwatch-firewall.service.in").read_text()
        given = ",".join("+" + name.removeprefix("CAP_").lower() for name in re.search("CapabilityBoundingSet=(.*)", unit)[1].split())
        for address in ("192.0.2.10", "192.0.2.11"):
            wire.add_client(address)
        program = start(["setpriv", f"--bounding-set=-all,{given}", f"--inh-caps=-all,{given}", "--no-new-privs", *arguments(wire.server, backend, "--every", "1")])
        errwatch(wire, "block", "192.0.2.11")
        wait_until(lambda: wire.ask("192.0.2.11", patience=0.3) is None, 20, program.output)
        errwatch(wire, "block", "192.0.2.10")
        errwatch(wire, "unblock", "192.0.2.11")
        wait_until(lambda: set(status(backend)) == {"192.0.2.10"}, 20, program.output)
        end = time.monotonic() + 4
        while time.monotonic() < end:  # comparisons, which bring what was so before
            assert set(status(backend)) == {"192.0.2.10"}, program.output()

    def test_an_end_reaches_who_was_shut_out_by_an_earlier_run(self, wire, backend):
        def run(*events):
            text = "".join(json.dumps(one) + "\n" for one in events)
            subprocess.run([COMMAND, "--no-compare", "--backend", backend], input=text, check=True, capture_output=True, text=True, timeout=60)
            return set(status(backend))

        assert run(event("198.51.100.1"), event("198.51.100.2")) == {"198.51.100.1", "198.51.100.2"}
        assert run(event("198.51.100.1", "unblocked")) == {"198.51.100.2"}


class TestNftables:
    # httpd serves them within a blocked range; packets that are dropped nobody serves.
    def test_who_is_exempt_gets_through_a_blocked_range(self, wire, start):
        for address in ("192.0.2.20", "192.0.2.21", "192.0.2.33", "2001:db8:0:7::1"):
            wire.add_client(address)
        program = start(arguments(wire.server, "nftables", "--config", wire.server.root / "httpd.conf", "--every", "1"))
        for blocked in ("192.0.2.16/28", "192.0.2.32/28", "2001:db8:0:4::/62"):
            errwatch(wire, "block", blocked, "--force")
        wait_until(lambda: wire.ask("192.0.2.33", patience=0.3) is None, 20, program.output)
        wait_until(lambda: "2001:db8:0:7::1/128 in it is exempt" in program.output(), 20, program.output)
        assert set(status()) == {"192.0.2.32/28"} and "192.0.2.20/32 in it is exempt" in program.output()
        assert [wire.ask(address) for address in ("192.0.2.20", "192.0.2.21", "2001:db8:0:7::1")] == [200, 403, 200]

    def test_what_was_made_with_ipset_goes(self, wire, start):
        for more in (["--remove"], ["--no-compare"]):
            feed = {"input": json.dumps(event("198.51.100.1")), "text": True, "check": True, "timeout": 60}
            subprocess.run([COMMAND, "--no-compare", "--backend", "ipset"], **feed)
            assert set(status("ipset")) == {"198.51.100.1"}
            subprocess.run([COMMAND, *more], **feed)
            assert "errwatch" not in subprocess.run(["sh", "-c", "ipset save; iptables -S"], check=True, capture_output=True, text=True).stdout

    def test_a_table_of_somebody_else_is_left_alone(self, wire, start):
        subprocess.run(["nft", "add table inet errwatch"], check=True)
        for more in ([], ["--remove"], ["--once"]):
            done = subprocess.run(arguments(wire.server, "nftables", *more), capture_output=True, text=True, timeout=60)
            assert done.returncode == 1 and "did not make" in done.stderr

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
        clients = [f"11.{number >> 16}.{number >> 8 & 255}.{number & 255}" for number in range(30_000)]
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


class TestCommandLine:
    @pytest.mark.parametrize("words", [["--ports", "http"], ["--ports", "0"], ["--most", "0"], ["--every", "x"], ["--strikes", "-1"], ["--nonsense"],
                                       ["--once", "--remove"], ["--backend", "pf"]])
    def test_mistakes(self, words):
        done = subprocess.run([COMMAND, *words], capture_output=True, text=True, timeout=60)
        assert done.returncode == 2 and "usage" in done.stderr

    @pytest.mark.parametrize("word, said", [("foo", "'foo' is neither"), ("@nosuch", "nosuch: No such file or directory")])
    def test_a_mistake_in_who_is_allowed(self, word, said):
        done = subprocess.run([COMMAND, "--dry-run", "--no-compare", "--allow", word], input="", capture_output=True, text=True, timeout=60)
        assert done.returncode == 2 and said in done.stderr and len(done.stderr.splitlines()) == 1

    def stub(self, tmp_path, **lists):
        """An errwatch that prints these; without a list it fails."""
        for name, listed in lists.items():
            (tmp_path / name).write_text(json.dumps(listed))
        program = tmp_path / "errwatch"
        program.write_text(f'#!/bin/sh\nfor word; do :; done\nexec cat {tmp_path}/${{word#--}}\n')
        program.chmod(0o755)
        return ["--dry-run", "--errwatch", program]

    def test_who_is_exempt_is_not_shut_out(self, tmp_path):
        until = event("x")["errwatch"]["block_until"]
        row = {"scope": "server", "blocked": True, "blocked_until": until}
        blocked = [{**row, "address": "198.51.100.0/24", "range_bits": 24}, {**row, "address": "203.0.113.0/24", "range_bits": 24}]
        stub = self.stub(tmp_path, blocked=blocked, exempt=[{"address": "198.51.100.7", "reason": "ErrWatchAllow, httpd.conf:3"}], allowed=[])

        def once(*more):
            return subprocess.run([COMMAND, *stub, *more], input="", capture_output=True, text=True, timeout=60)

        done = once()
        assert done.returncode == 0 and done.stdout.split()[:3] == ["shut", "out", "203.0.113.0/24"] and "ErrWatchAllow, httpd.conf:3" in done.stderr
        # A list that does not say who is allow-listed is none to shut out ranges by.
        done = once("--state", "x")
        assert done.returncode == 0 and done.stdout == "" and "no configuration was named" in done.stderr and "blocked ranges" in done.stderr
        assert "203.0.113.0/24" in once("--state", "x", "--config", "y").stdout and "203.0.113.0/24" in once("--state", "x", "--ranges").stdout
        (tmp_path / "exempt").unlink()
        done = once()
        assert done.returncode == 0 and done.stdout == "" and "who is allow-listed is not known" in done.stderr

    def test_a_scope_that_nobody_knows(self, tmp_path):
        program = tmp_path / "errwatch"
        program.write_text("""#!/bin/sh
            [ "$1" = status ] && echo '{"modes": [{"scope": "server"}, {"scope": "shop"}]}' || echo '[]'
        """)
        program.chmod(0o755)
        command = [COMMAND, "--dry-run", "--errwatch", program, "--scope", "shop", "--scope", "shpo"]
        done = subprocess.run(command, input="", capture_output=True, text=True, timeout=60)
        assert done.returncode == 0 and "--scope shpo: the server knows no such scope; it has server, shop" in done.stderr and "--scope shop" not in done.stderr

    def test_a_list_that_was_imported_is_asked_for_soon(self, tmp_path):
        stub = self.stub(tmp_path, blocked=[], exempt=[])
        log = tmp_path / "log"
        log.touch()
        with open(tmp_path / "out", "w+") as out:
            program = subprocess.Popen([COMMAND, *stub, "--follow", log], stdout=out, stderr=out)
            wait_until(lambda: (tmp_path / "out").read_text() or catches(program, signal.SIGTERM), 20)
            self.stub(tmp_path, blocked=[{**event("x")["errwatch"], "address": "192.0.2.1", "blocked": True, "blocked_until": event("x")["errwatch"]["block_until"]}])
            with log.open("a") as file:
                file.write(json.dumps({"event": {"action": "imported"}, "errwatch": {"scope": "server"}}) + "\n")
            wait_until(lambda: "shut out 192.0.2.1/32" in (tmp_path / "out").read_text(), 30)
            program.terminate()
            program.wait(20)

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

        wait_until(lambda: catches(program, signal.SIGTERM), 20)
        program.send_signal(signal.SIGTERM)
        assert program.wait(20) == 0


def catches(program, number):
    with open(f"/proc/{program.pid}/status") as file:
        mask = next(line.split()[1] for line in file if line.startswith("SigCgt:"))
    return int(mask, 16) & 1 << (number - 1)
