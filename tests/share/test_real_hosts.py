"""Real servers, real exchanges: one table, whatever is killed, also where clocks differ; and what --check learns of them."""
import json
import pathlib
import random
import shutil
import subprocess

import pytest

from harness import paths
from harness.wait import wait_until
from share_harness.host import PROGRAM
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


def check(host, group):
    """`errwatch-share --check` of this host."""
    host.top["group"] = group
    host.write()
    return subprocess.run([PROGRAM, "-c", host.directory / "share.toml", "--check", "--", paths.CLI, "exchange", "--group", group, "--host", host.name,
                           "--state", host.httpd.state_file(), "--config", host.httpd.conf], capture_output=True, text=True, timeout=60)


def test_check_asks_httpd_for_its_group(redis, real_hosts):
    """Beside the sidecar that runs, which goes on."""
    server = redis()
    host, = real_hosts([f"127.0.0.1:{server.port}"], "web1")
    wait_until(lambda: json.loads(host.run_cli("peers", "--format", "json").stdout or "{}").get("link") == "connected", 20)
    pid = host.state["pid"]
    done = check(host, "shop")
    assert done.returncode == 0 and "no mistake" in done.stdout and done.stdout.count("remark: ") == 1 and "maxmemory" in done.stdout, done
    done = check(host, "market")
    assert done.returncode == 1 and 'httpd\'s ErrWatchShare says group=shop, this configuration group = "market"' in done.stderr
    assert host.state["pid"] == pid


def test_check_where_httpd_shares_nothing(redis, real_hosts):
    server = redis()
    host, = real_hosts([f"127.0.0.1:{server.port}"], "web1")
    conf = pathlib.Path(host.httpd.conf)
    conf.write_text(conf.read_text().replace("ErrWatchShare group=shop\n", ""))
    host.httpd.restart()
    done = check(host, "shop")
    assert done.returncode == 1 and "httpd has no ErrWatchShare, so nothing is shared: write `ErrWatchShare group=shop` into" in done.stderr, done


def test_check_where_another_host_has_its_name(redis, real_hosts, hosts):
    """Which runs, while its own sidecar never did."""
    server = redis()
    host, = real_hosts([f"127.0.0.1:{server.port}"], "web1")
    host.kill()
    host.httpd.crash()
    pathlib.Path(host.httpd.state_file()).unlink()
    host.httpd.start()
    other, = hosts(server, "web1")
    wait_until(other.is_connected, 20)
    host.top["gone"] = "60s"
    done = check(host, "shop")
    assert done.returncode == 1 and "another host calls itself web1, too: it was heard " in done.stderr, done
    assert "errwatch-share has not run here yet. Each host needs a name of its own" in done.stderr
