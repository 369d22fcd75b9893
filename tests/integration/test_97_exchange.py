"""Several servers, one count: what `errwatch exchange` gives away and takes in."""
import json
import time

import pytest

from harness import schema
from harness.cli import CommandLine
from harness.client import Client
from harness.config import Config
from harness.exchange import Hub
from harness.wait import wait_until

LIMIT = 12
HOSTS = ("web1", "web2", "web3")


@pytest.fixture
def servers(make_server):
    servers = []
    for _ in HOSTS:
        config = Config("event")
        config.errwatch(f"ErrWatchShare group=tests\nErrWatchLimit auth_failure {LIMIT}/10m\nErrWatchLimit any none\n")
        server = make_server(config)
        server.start()
        server.log.allow("AH01617")
        server.log.allow("EW0101")
        server.log.allow("EW0102")
        server.log.allow("EW0106")
        servers.append(server)
    return servers


@pytest.fixture
def hub():
    hub = Hub()
    yield hub
    assert set(hub.end()) == {0}


def at(server, address):
    return Client(server.port, address)


def denied(server, address):
    return at(server, address).get("/page.html").status == 403


# The attacker's requests are dealt round: each host alone would have seen a third of them.
def test_one_attacker_is_one_count(servers, hub):
    for server, host in zip(servers, HOSTS):
        hub.start(server, host)
    bot = "127.64.97.1"
    for number in range(LIMIT + 3):
        at(servers[number % 3], bot).log_in(password=f"guess{number}")
    for server in servers:
        wait_until(lambda server=server: denied(server, bot))
    assert not any(denied(server, "127.64.97.2") for server in servers)


def test_decisions_travel(servers, hub):
    for server, host in zip(servers, HOSTS):
        hub.start(server, host)
    first, second = CommandLine(servers[0]), CommandLine(servers[1])
    assert first.run("block", "127.64.97.3", "--for", "1h", "--reason", "abuse").returncode == 0
    for server in servers:
        wait_until(lambda server=server: denied(server, "127.64.97.3"))
    assert second.run("unblock", "127.64.97.3").returncode == 0
    for server in servers:
        wait_until(lambda server=server: not denied(server, "127.64.97.3"))
    # Nothing that came from elsewhere is given away again.
    def counted(what):
        return [exchange.status().get(what) for exchange in hub.exchanges()]
    wait_until(lambda: counted("messages") == [1, 1, 2] and counted("given") == [1, 1, 0], what=lambda: (counted("messages"), counted("given")))


# Whoever carries the lines is gone, and whoever gives them is killed: nothing is lost and nothing counted twice.
def test_nothing_is_lost_or_doubled(servers, hub):
    exchanges = [hub.start(server, host) for server, host in zip(servers, HOSTS)]
    bot = "127.64.97.4"
    hub.connected = False
    for number in range(LIMIT // 2):
        at(servers[0], bot).log_in(password=f"guess{number}")
    wait_until(lambda: any("batch" in said for said in exchanges[0].heard))
    given = next(said["batch"] for said in exchanges[0].heard if "batch" in said)
    exchanges[0].kill()
    exchanges[1].kill()
    hub.connected = True
    again = hub.start(servers[0], HOSTS[0])
    hub.start(servers[1], HOSTS[1])
    wait_until(lambda: any("batch" in said for said in again.heard))
    assert next(said["batch"] for said in again.heard if "batch" in said)["changes"] == given["changes"]
    wait_until(lambda: servers[1].status.score(bot, "auth_failure") > 0 and servers[2].status.score(bot, "auth_failure") > 0)
    scores = [server.status.score(bot, "auth_failure") for server in servers]
    assert all(LIMIT // 2 - 2 <= score <= LIMIT // 2 for score in scores), scores
    assert not any(denied(server, bot) for server in servers)


# An administrator sees who shares with this host, and what each did here.
def test_who_shares_is_shown(servers, hub):
    assert "errwatch-share has not run yet" in CommandLine(servers[0]).run("peers").stderr
    for server, host in zip(servers, HOSTS):
        hub.start(server, host)
    assert CommandLine(servers[0]).run("block", "127.64.97.5").returncode == 0
    wait_until(lambda: denied(servers[1], "127.64.97.5"))

    def peers():
        said = CommandLine(servers[1]).json("peers")
        return said if any(peer["blocked"] for peer in said["peers"]) else None
    said = wait_until(peers)
    assert not schema.problems("peers", said)
    assert said["group"] == "tests" and {peer["host"]: peer["blocked"] for peer in said["peers"]} == {"web1": 1, "web3": 0}
    page = servers[1].status.document()
    assert page["share"]["group"] == "tests" and [peer["host"] for peer in page["share"]["peers"]] == ["web1", "web3"]
    event = next(row for row in page["incidents"] if row["kind"] == "blocked_by_hand")
    assert event["message"] == "on web1"


# Nothing is heard of whoever has another key: both sides see that, wherever they look. So is who is gone or cut off.
def test_what_is_wrong_is_told_everywhere(servers, hub):
    exchange = hub.start(servers[1], "web2")
    exchange.say(peers=[{"host": "web1", "state": "live"}, {"host": "web3", "state": "gone", "seen_ms": 60_000},
                        {"host": "web4", "state": "cut_off", "seen_ms": 0, "reason": "it floods"}])
    exchange.say(transport={"state": "connected", "reason": "", "host": "web2", "unsigned": 7, "unsigned_ms": 100})
    tool, page = CommandLine(servers[1]), servers[1].status
    unsigned = "7 messages are not signed with the key of group tests"
    wait_until(lambda: unsigned in tool.run("peers").stderr)
    assert unsigned in tool.run("status").stdout and unsigned in page.fetch().text and " messages taken in since " in tool.run("peers").stdout
    said = tool.json("peers")
    assert not schema.problems("peers", said) and said["unsigned"] == 7 and said["since"] <= said["told"]
    auto = dict(line.split(": ", 1) for line in page.fetch("auto").text.splitlines())
    assert {name: auto[f"ErrWatchShare{name}"] for name in ("Group", "State", "PeersLive", "PeersGone", "PeersCutOff", "Unsigned")} == {
        "Group": "tests", "State": "connected", "PeersLive": "1", "PeersGone": "1", "PeersCutOff": "1", "Unsigned": "7"}
    checks = json.loads(tool.run("doctor", "--config", str(servers[1].conf), "--format", "json").stdout)["checks"]
    sharing = {check["text"]: check["advice"] for check in checks if check["subject"] == "sharing"}
    for text, advice in ((unsigned, "compare key_file"), ("Host web4 is cut off", "look at that host"), ("are gone: web3 (last heard", "errwatch-share there")):
        assert any(text in one and advice in what_to_do for one, what_to_do in sharing.items()), sharing
    assert not any(unsigned in check["text"] for check in checks if check["subject"] != "sharing")


# What a limit of another host decided bears no count of this one.
def test_a_block_of_another_host_says_so(servers, hub):
    exchange = hub.start(servers[1], "web2")
    now_ms = int(time.time() * 1000)
    exchange.say(apply={"host": "web1", "epoch": "1", "seq": now_ms, "shard": 0, "changes": [
        {"client": "127.64.97.9", "scope": "server", "block": {"time_ms": now_ms, "until_ms": now_ms + 600_000, "reason": "auth_failure"}}]})
    wait_until(lambda: denied(servers[1], "127.64.97.9"))
    (incident,) = servers[1].status.incidents("127.64.97.9", "block")
    assert incident["limit"] == "auth_failure" and incident["message"] == "as decided on web1" and not {"score", "capacity"} & incident.keys()
    tool = CommandLine(servers[1])
    for command in (["status"], ["clients", "127.64.97.9"], ["story", "127.64.97.9"], ["incident", incident["incident"]]):
        shown = tool.run(*command).stdout
        assert "auth_failure" in shown and f"0/{LIMIT}" not in shown, shown
    servers[1].log.expect("EW0101", text=r"auth_failure, strike 1, incident [0-9A-Z-]{9}, as decided on web1", count=1)


def test_allowed_travels(servers, hub):
    for server, host in zip(servers, HOSTS):
        hub.start(server, host)
    bot = "127.64.97.6"
    assert CommandLine(servers[0]).run("block", bot).returncode == 0
    wait_until(lambda: denied(servers[2], bot))
    assert CommandLine(servers[1]).run("allow", bot).returncode == 0
    for server in servers:
        server.log.allow("EW0111")
        server.log.allow("EW0112")
        wait_until(lambda server=server: not denied(server, bot))
    assert CommandLine(servers[2]).run("disallow", bot).returncode == 0
    wait_until(lambda: "127.64.97.6" not in CommandLine(servers[0]).run("clients", "--allowed").stdout)


# httpd is stopped and started, well and badly: exchange ends with it, and the next one goes on.
@pytest.mark.parametrize("how", ["stop", "kill"])
def test_httpd_begins_anew(servers, hub, how):
    exchanges = [hub.start(server, host) for server, host in zip(servers, HOSTS)]
    bot = "127.64.97.7"
    for number in range(LIMIT // 2):
        at(servers[0], bot).log_in(password=f"guess{number}")
    wait_until(lambda: servers[1].status.score(bot, "auth_failure") > 0)
    assert CommandLine(servers[0]).run("block", "127.64.97.8", "--for", "1h").returncode == 0
    wait_until(lambda: denied(servers[1], "127.64.97.8"))
    before = servers[1].status.score(bot, "auth_failure")
    if how == "stop":
        servers[0].stop()
    else:
        servers[0].log.allow("AH00098")  # an unclean end
        servers[0].crash()
    assert exchanges[0].process.wait(timeout=20) == 1
    again = hub.start(servers[0], HOSTS[0], waits=True)
    servers[0].start()
    wait_until(lambda: again.heard)
    assert servers[1].status.score(bot, "auth_failure") <= before
    # What it had before may be lost, and now and then two passwords count as one (model/known_targets.h).
    for number in range(3 * LIMIT):
        at(servers[0], bot).log_in(password=f"again{number}")
    for server in servers:
        wait_until(lambda server=server: denied(server, bot))
