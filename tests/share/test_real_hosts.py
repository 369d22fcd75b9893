"""Real servers, real exchanges: one table, whatever is killed, also where clocks differ."""
import random
import shutil

import pytest

from harness import paths
from harness.wait import wait_until
from share_harness.real_host import FAKETIME, RealHost
from share_harness.real_soak import RealSoak

pytestmark = [pytest.mark.skipif(not (paths.MODULE.exists() and paths.CLI.exists()), reason=f"{paths.MODULE} or {paths.CLI} is not built"),
              pytest.mark.skipif(not (shutil.which("apxs") and shutil.which("redis-server")), reason="there is no httpd or no redis-server")]


@pytest.fixture
def real_hosts(tmp_path):
    """real_hosts(servers, "web1", ...): httpd, sidecar and exchange of each, started. `clocks`: of each host, as "+5s"."""
    tmp_path.chmod(0o755)
    for parent in list(tmp_path.parents)[:3]:
        parent.chmod(parent.stat().st_mode | 0o055)  # children of httpd go through
    made = []

    def make(servers, *names, clocks=(), **options):
        new = []
        for number, name in enumerate(names):
            new.append(RealHost(tmp_path, name, servers, clock=clocks[number] if clocks else "", **options))
            made.append(new[-1])
            new[-1].start_httpd()
            new[-1].start()
        return new

    yield make
    for host in made:
        host.discard()


def test_a_few_rounds(redis, real_hosts, proxy):
    RealSoak(redis, real_hosts, proxy, random.randrange(1 << 32)).run(4)


def test_httpd_started_anew(redis, real_hosts, proxy):
    soak = RealSoak(redis, real_hosts, proxy, random.randrange(1 << 32), ["restart_httpd", "kill_httpd"])
    soak.run(2)


needs_faketime = pytest.mark.skipif(FAKETIME is None, reason="there is no libfaketime")


@pytest.fixture
def apart(redis, real_hosts):
    """Three hosts: five seconds ahead, right, five seconds behind."""
    server = redis()
    hosts = real_hosts([f"127.0.0.1:{server.port}"], "web1", "web2", "web3", clocks=("+5s", "", "-5s"))
    wait_until(lambda: len({fields[b"a"].split()[1] for _, fields in server.client().xrange("errwatch:{shop:0}:pours")}) == 3, 20, "first signs of life")
    return hosts


@needs_faketime
def test_counts_where_clocks_differ(apart):
    for number, host in enumerate(apart):
        address = f"127.69.0.{number + 1}"
        for count in range(8):
            assert host.pour(address, count)
        for other in apart:
            if other is not host:
                assert other.pour(address, 8)
        wait_until(lambda address=address: [9.8 <= one.look(address)[0] <= 10 for one in apart] == [True] * 3, 20,
                   lambda address=address: [one.look(address) for one in apart])


def decide(hosts, *steps):
    address = "127.69.0.9"
    for host, verb in steps:
        assert hosts[host].run_cli(verb, address, *(("--for", "1h") if verb == "block" else ())).returncode == 0
        wait_until(lambda verb=verb: [one.look(address)[1] for one in hosts] == [verb == "block"] * 3, 20,
                   lambda verb=verb, host=host: f"{verb} on {hosts[host].name}: {[one.look(address)[1] for one in hosts]}")


@needs_faketime
def test_decisions_where_clocks_differ(apart):
    decide(apart, (2, "block"), (0, "unblock"))


@needs_faketime
def test_who_is_behind_decides_last(apart):
    decide(apart, (0, "block"), (2, "unblock"))
