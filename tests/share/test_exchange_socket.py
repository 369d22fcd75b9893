"""An exchange behind a Unix socket, which systemd starts with rights that the sidecar does not have."""
import socket

import pytest

from harness.wait import wait_until
from share_harness.host import block, converged, pour
from share_harness.socket_unit import SocketUnit


@pytest.fixture
def units():
    """units(host, ...): started; what the fake exchange is told besides its books."""
    made = []

    def make(host, *arguments, start=True):
        made.append(SocketUnit(host.use_socket().socket, host.books, *arguments))
        return made[-1].start() if start else made[-1]

    yield make
    for unit in made:
        if unit.listener is not None:
            unit.stop()


@pytest.fixture
def behind_sockets(redis, hosts, units):
    """Hosts that run, with the unit of each."""
    def make(*names, **options):
        made = hosts(redis(), *names, start=False, **options)
        started = [units(host, host.top["group"]) for host in made]
        for host in made:
            host.start()
        return made, started
    return make


def test_hosts_count_as_one(behind_sockets):
    two, _ = behind_sockets("web1", "web2", shards=2)
    for host in two:
        host.give(pour("203.0.113.1", 4), block(f"198.51.100.{two.index(host)}"))
    wait_until(lambda: converged(two, {"203.0.113.1": 8}, {"198.51.100.0": "block", "198.51.100.1": "block"}), 20)


def test_large_messages_come_through_whole(behind_sockets):
    """More than a socket holds at a time."""
    two, _ = behind_sockets("web1", "web2")
    for number in range(4):
        two[0].give(*[pour(f"198.51.{number}.{index % 250}") for index in range(1500)])
        wait_until(two[0].has_given_all, 20)
    wait_until(lambda: converged(two) and sum(two[1].state["counts"].values()) == 6000, 20)


def test_an_exchange_that_is_killed_is_started_again_and_nothing_counts_twice(behind_sockets):
    two, started = behind_sockets("web1", "web2")
    for number in range(3):
        two[number % 2].give(pour("203.0.113.1", 2))
        wait_until(lambda: two[0].is_connected() and two[0].state["pid"] == started[0].child.pid, 20)
        started[0].kill_child()
    wait_until(lambda: converged(two, {"203.0.113.1": 6}), 20)
    assert "unix:" in two[0].errors and "ended the connection, its log says why: journalctl -u 'errwatch-exchange@*'" in two[0].errors


def test_a_socket_that_is_not_there_and_comes(redis, hosts, units):
    host, = hosts(redis(), "web1", start=False)
    unit = units(host, "shop", start=False)
    host.give(pour("203.0.113.1", 2))
    host.start()
    wait_until(lambda: "exchange.sock: No such file or directory; it is tried again, nothing is shared until then" in host.errors, 20)
    unit.start()
    wait_until(lambda: host.is_connected() and host.has_given_all(), 20)
    assert "exchange runs again" in host.errors


def test_a_socket_that_nobody_listens_at(redis, hosts, units):
    host, = hosts(redis(), "web1", start=False)
    units(host, start=False)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as bound:
        bound.bind(str(host.socket))
    host.start()
    wait_until(lambda: "exchange.sock: Connection refused; it is tried again" in host.errors, 20)
    assert host.terminate() == 0


def test_the_unit_is_stopped_and_started(behind_sockets):
    (host,), (unit,) = behind_sockets("web1")
    wait_until(host.is_connected, 20)
    unit.stop()
    wait_until(lambda: "nothing is shared until then" in host.errors, 20)
    host.give(pour("203.0.113.1", 2))
    unit.start()
    wait_until(host.has_given_all, 30)


def test_told_to_end_it_ends_its_exchange(behind_sockets):
    (host,), (unit,) = behind_sockets("web1")
    wait_until(host.is_connected, 20)
    assert host.terminate() == 0
    assert unit.child.wait(20) == 0


@pytest.mark.parametrize("arguments,told", [((), "httpd has no ErrWatchShare group=shop; it is tried again, nothing is shared until then"),
                                            (("market",), 'httpd\'s ErrWatchShare says group=market, this configuration group = "shop"'),
                                            (("shop", "web7"), "exchange calls this host web7, this configuration web1")])
def test_another_group_or_host_than_the_configuration_has(redis, hosts, units, arguments, told):
    host, = hosts(redis(), "web1", start=False)
    units(host, *arguments)
    host.give(pour("203.0.113.1", 2))
    host.start()
    wait_until(lambda: told in host.errors, 20)
    assert not host.state["transport"]


def test_an_exchange_that_waits_for_httpd(redis, hosts, units):
    host, = hosts(redis(), "web1", start=False)
    unit = units(host, "shop", start=False)
    unit.command = ["/bin/cat"]
    unit.start()
    host.start()
    wait_until(lambda: "exchange.sock waits: httpd does not run, or has no ErrWatchShare; its own log says which" in host.errors, 20)
    assert host.errors.count("waits:") == 1


def test_the_configuration_says_socket_or_command(redis, hosts):
    host, = hosts(redis(), "web1", start=False, exchange=["/bin/false"])
    host.start()
    wait_until(lambda: "/bin/false ended with exit status 1; it is tried again" in host.errors, 20)
