"""`errwatch-share --check`: every mistake is named, with what would be right, and nothing that runs is disturbed."""
import json
import os
import secrets
import socket

import pytest

from harness.wait import wait_until
from share import message as messages
from share import own_host, overheard
from share.configuration import Configuration
from share.findings import Findings
from share_harness.host import KEY, now_ms, pour
from share_harness.socket_unit import SocketUnit
from share.message import Message, Place, encode

OTHER_KEY = "f" * 16 + "0123456789abcdef" * 3
NOT_SIGNED = "are not signed with this host's key. They are of "


def put(server, host, key=KEY, shards=1, instance=None, time_ms=None):
    """A sign of life, as somebody of that name gives it."""
    place = Place("shop", shards, 0, "pours")
    message = Message(host, "a1", 0, instance or secrets.token_hex(8), time_ms or now_ms(), [])
    server.client().xadd(place.key, encode(key.encode(), place, message, 1 << 20))


@pytest.fixture
def checked(redis, hosts):
    """A server, and a host that is set up beside those who put messages there; it does not run. Messages are new for a minute."""
    server = redis()
    host, = hosts(server, "web1", start=False, gone="60s")
    return server, host


def assert_well(done):
    assert done.returncode == 0 and not done.stderr and "no mistake" in done.stdout, done


def assert_wrong(done, *told):
    assert done.returncode == 1 and "no mistake" not in done.stdout, done
    for text in told:
        assert text in done.stderr, done.stderr


class TestKey:
    def test_nobody_is_there_yet(self, checked):
        assert_well(checked[1].check())

    def test_another_one_than_all_others_have(self, checked):
        server, host = checked
        put(server, "web2", OTHER_KEY)
        put(server, "web3", OTHER_KEY)
        assert_wrong(host.check(), "key_file: the newest messages in the streams (", NOT_SIGNED + "web2, web3, as they say themselves",
                     "It has to be the same file on all hosts")

    def test_right_again(self, checked):
        server, host = checked
        put(server, "web2", OTHER_KEY)
        put(server, "web2")
        assert_well(host.check())

    def test_one_that_only_one_other_has(self, checked):
        server, host = checked
        put(server, "web2")
        put(server, "web3", OTHER_KEY)
        assert_wrong(host.check(), NOT_SIGNED + "web3, as they say themselves: another key_file there, where web2 has this one")

    def test_somebody_writes_in_the_name_of_one_that_is_right(self, checked):
        server, host = checked
        put(server, "web2")
        put(server, "web2", OTHER_KEY)
        assert_wrong(host.check(), NOT_SIGNED + "web2, as they say themselves: another key_file there, where web2 has this one, or somebody writes who")

    def test_beside_its_own_service(self, redis, hosts):
        server = redis()
        hosts(server, "web2", key=OTHER_KEY)
        one, = hosts(server, "web1")
        wait_until(lambda: one.is_connected() and one.transport["unsigned"], 20)
        assert_wrong(one.check(), NOT_SIGNED + "web2, as they say themselves")

    def test_one_with_other_shards_has_it_too(self, checked):
        server, host = checked
        put(server, "web2", shards=3)
        put(server, "web3", OTHER_KEY)
        done = host.check()
        assert_wrong(done, "web2 has shards = 3", NOT_SIGNED + "web3, as they say themselves: another key_file there, where web2 has this one")
        assert "key_file: the newest messages" not in done.stderr

    def test_one_that_was_given_it_but_has_other_shards(self, checked):
        server, host = checked
        put(server, "web2", OTHER_KEY)
        put(server, "web2", shards=3)
        done = host.check()
        assert_wrong(done, "web2 has shards = 3")
        assert NOT_SIGNED not in done.stderr

    @pytest.mark.parametrize("others", [[], ["web2"]])
    def test_its_own_was_just_put_right(self, checked, others):
        server, host = checked
        for other in others:
            put(server, other)
        put(server, "web1", OTHER_KEY)
        done = host.check()
        assert_well(done)
        assert "remark: messages with this host's own name came (" in done.stdout and "unless that was done since the key was put right" in done.stdout

    def test_what_is_no_message(self, checked):
        server, host = checked
        server.client().xadd("errwatch:{shop:0}:pours", {"nonsense": "x"})
        assert_wrong(host.check(), NOT_SIGNED + "nobody")


class TestShards:
    def test_others_have_another_number(self, checked):
        server, host = checked
        put(server, "web2", shards=3)
        put(server, "web3", shards=3)
        assert_wrong(host.check(), "web2, web3 have shards = 3, this host's configuration shards = 1. It has to be the same on all hosts: ")

    def test_changed_since(self, checked):
        server, host = checked
        put(server, "web2", shards=3)
        put(server, "web2")
        assert_well(host.check())

    def test_another_version(self, checked, monkeypatch):
        server, host = checked
        monkeypatch.setattr(messages, "VERSION", "2")
        put(server, "web2")
        assert_wrong(host.check(), "web2 has messages of version 2, this host's errwatch-share version 1", "install one release of the packages on all")

    def test_long_ago(self):
        heard = overheard.Heard(others={"web2": ("shards = 3", 100.0), "web3": ("shards = 3", 4000.0)})
        findings = Findings()
        overheard.judge_settings(Configuration(None, "shop", "web1"), heard, findings)
        assert not findings.problems and len(findings.remarks) == 1 and "web2 has shards = 3" in findings.remarks[0] and "web3" not in findings.remarks[0]


class TestNames:
    CONFIGURATION = Configuration(None, "shop", "web1")

    def judge(self, own, told_ago, seconds=1.0):
        findings = Findings()
        overheard.judge_names(self.CONFIGURATION, overheard.Heard(signed={"web1": seconds}, own=[(1.0, *one) for one in own]), told_ago, findings)
        return findings

    def test_its_own_service(self):
        assert self.judge([(1000, "a"), (6000, "a")], 0.5) == Findings()

    def test_started_again(self):
        assert self.judge([(1000, "a"), (1100, "b"), (2000, "b"), (2500, "c")], 0.5) == Findings()

    def test_what_is_given_again_is_nobody_else(self):
        assert self.judge([(8000, "b"), (1000, "a"), (8100, "b"), (1000, "a"), (8200, "b")], 0.5) == Findings()

    def test_two_that_live(self):
        assert "two sidecars call themselves web1 and take turns" in self.judge([(1000, "a"), (2000, "b"), (6000, "a"), (7000, "b")], 0.5).problems[0]

    def test_two_that_live_with_clocks_apart(self):
        assert "take turns" in self.judge([(9000, "a"), (2000, "b"), (9100, "a"), (2100, "b")], 0.5).problems[0]

    def test_another_one_while_its_own_does_not_run(self):
        assert "another host calls itself web1, too: it was heard 1 s ago, and errwatch-share was last at work here 2 min ago" in self.judge([(1, "a")], 120.0).problems[0]
        assert "errwatch-share has not run here yet" in self.judge([(1, "a")], float("inf")).problems[0]

    def test_its_own_was_just_stopped(self):
        assert self.judge([(1, "a")], 4.0, 4.0) == Findings()

    def test_nobody_knows_whether_its_own_runs(self):
        findings = self.judge([(1, "a")], None)
        assert not findings.problems and "where errwatch-share does not run on this host, another host has its name" in findings.remarks[0]

    def test_two_sidecars(self, redis, hosts):
        server = redis()
        one, two = hosts(server, "web1", "web1")
        wait_until(lambda: "calls itself web1, too" in one.errors and "calls itself web1, too" in two.errors, 20)
        one.top["gone"] = "30s"
        assert_wrong(one.check(), "two sidecars call themselves web1 and take turns: each host needs a name of its own")

    def test_a_restart(self, redis, hosts):
        one, = hosts(redis(), "web1")
        one.give(pour("203.0.113.1"))
        wait_until(one.has_given_all, 20)
        one.kill()
        one.start()
        wait_until(one.is_connected, 20)
        assert_well(one.check())


class TestServer:
    @pytest.mark.parametrize("most,policy,told", [("100mb", "allkeys-lru", "problem"), ("100mb", "noeviction", ""), ("0", "allkeys-lru", "remark")])
    def test_memory(self, redis, hosts, most, policy, told):
        host, = hosts(redis(options=["--maxmemory", most, "--maxmemory-policy", policy]), "web1", start=False)
        done = host.check()
        if told == "problem":
            assert_wrong(done, f"(maxmemory-policy {policy})", "CONFIG SET maxmemory-policy noeviction")
        else:
            assert_well(done)
        assert ("remark: " in done.stdout and "Redis has no maxmemory" in done.stdout) == (told == "remark")

    def test_replicas(self, redis, hosts):
        server = redis()
        host, = hosts(server, "web1", start=False, redis={"replicas": 1})
        assert_wrong(host.check(), "redis.replicas = 1, but Redis has no replicas that follow")
        replica = redis("replica", options=["--replicaof", "127.0.0.1", str(server.port), "--repl-diskless-sync-delay", "0"])
        wait_until(lambda: replica.client().info("replication").get("master_link_status") == "up", 30)
        assert_well(host.check())
        host.redis["replicas"] = 2
        assert_wrong(host.check(), "redis.replicas = 2, but Redis has 1 replica that follows")

    def test_all_that_is_wrong_is_said_where_redis_is_gone(self, hosts):
        host, = hosts(["127.0.0.1:1"], "web1", start=False)
        host.use_socket()
        assert_wrong(host.check(PATH="/nowhere"), "Connection refused", "exchange.sock is not there")


class TestExchange:
    """`errwatch` is nowhere to be found, so that no server of this machine is asked."""
    REMEDY = "systemctl restart errwatch-exchange.socket errwatch-share"

    @pytest.fixture
    def host(self, redis, hosts):
        return hosts(redis(), "web1", start=False)[0].use_socket()

    def test_no_socket(self, host):
        assert_wrong(host.check(PATH="/nowhere"), f"{host.socket} is not there, and nothing is shared without it: {self.REMEDY}")

    @pytest.mark.parametrize("state,told", [("inactive", "it comes with `systemctl enable --now errwatch-share`"), ("failed", f"it comes with `{REMEDY}`")])
    def test_before_the_first_start_and_after_a_failure(self, host, monkeypatch, state, told):
        """What it failed of may have been put right."""
        findings = self.look(host, monkeypatch, state)
        assert not findings.problems and told in findings.remarks[0]

    @pytest.mark.parametrize("state", ["active", "activating", ""])
    def test_no_socket_otherwise(self, host, monkeypatch, state):
        assert f"{host.socket} is not there, and nothing is shared without it: {self.REMEDY}" in self.look(host, monkeypatch, state).problems[0]

    @staticmethod
    def look(host, monkeypatch, state):
        monkeypatch.setattr(own_host, "service_state", lambda: state)
        findings = Findings()
        own_host.look_at_exchange(Configuration(None, exchange=host.socket), findings)
        return findings

    def test_nobody_listens(self, host):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as bound:
            bound.bind(str(host.socket))
            assert_wrong(host.check(PATH="/nowhere"), f"nobody listens at {host.socket}: {self.REMEDY}")

    def test_no_socket_but_a_file(self, host):
        host.socket.write_text("")
        assert_wrong(host.check(PATH="/nowhere"), f"{host.socket} is no socket: remove it, then {self.REMEDY}")

    def test_one_that_runs_is_left_alone(self, host):
        unit = SocketUnit(host.socket, host.books, "shop")
        unit.start()
        try:
            assert_well(host.check(PATH="/nowhere"))
            assert unit.child is None
            host.start()
            wait_until(host.is_connected, 20)
            starts = host.state["starts"]
            assert_well(host.check(PATH="/nowhere"))
            host.give(pour("203.0.113.1"))
            wait_until(host.has_given_all, 20)
            assert host.state["starts"] == starts
        finally:
            unit.stop()

    def test_a_command_that_is_not_there(self, redis, hosts):
        host, = hosts(redis(), "web1", start=False, exchange=["errwatch-nowhere", "exchange"])
        assert_wrong(host.check(PATH="/nowhere"), "there is no program errwatch-nowhere that can be started")


class TestHttpd:
    @pytest.fixture
    def ask(self, tmp_path):
        """ask(answer, errors, status): what is found where `errwatch peers` says that. With what it was asked is in `asked`."""
        def made(answer="", errors="", status=0, group="shop"):
            tool = tmp_path / "errwatch"
            tool.write_text(f"#!/bin/sh\necho \"$@\" > {tmp_path}/asked\ncat <<'END'\n{answer}\nEND\necho '{errors}' >&2\nexit {status}\n")
            tool.chmod(0o755)
            findings = Findings()
            way = [str(tool), "exchange", "--host", "web1", "--state", "/a b.state", "--config=/x.conf"]
            self.told_ago = own_host.look_at_httpd(Configuration(None, group, exchange=way), findings)
            self.asked = (tmp_path / "asked").read_text()
            return findings
        return made

    def test_the_same_group(self, ask):
        assert ask(json.dumps({"group": "shop", "told": "2026-01-01T00:00:00.000Z"})) == Findings() and self.told_ago > 60
        assert self.asked == "peers --state /a b.state --config=/x.conf --format json\n"
        assert ask(json.dumps({"group": "shop"})) == Findings() and self.told_ago == float("inf")

    def test_another_group(self, ask):
        told = ask(json.dumps({"group": "market"})).problems[0]
        assert 'httpd\'s ErrWatchShare says group=market, this configuration group = "shop": write `ErrWatchShare group=shop` into' in told

    def test_none(self, ask):
        findings = ask(errors="errwatch: nothing is shared: httpd configuration has no ErrWatchShare", status=1)
        assert findings.problems == ["httpd has no ErrWatchShare, so nothing is shared: write `ErrWatchShare group=shop` into the errwatch local.conf, and reload httpd"]

    @pytest.mark.parametrize("said", [{"errors": "errwatch: cannot open it", "status": 1}, {"answer": "{"}, {"answer": "[]"}])
    def test_not_known(self, ask, said):
        findings = ask(**said)
        assert not findings.problems and "httpd was not asked for its ErrWatchShare" in findings.remarks[0]

    def test_of_a_program_of_somebody_else_nothing_is_known(self):
        findings = Findings()
        assert own_host.look_at_httpd(Configuration(None, exchange=["/bin/cat"]), findings) is None and findings == Findings()

    def test_only_root_can_ask(self, monkeypatch):
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        findings = Findings()
        own_host.look_at_httpd(Configuration(None), findings)
        assert "only root can (sudo errwatch-share --check)" in findings.remarks[0]
