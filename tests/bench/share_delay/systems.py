"""Three hosts of each kind: what an attacker does on one of them, the others learn in the way of that kind."""
import pathlib
import secrets
import shutil
import socket

from attack import LIMIT
from harness import paths
from harness.config import Config, free_port
from harness.httpd import Httpd
from harness.wait import wait_until
from process import Process
from quickstart_group import GROUP, SHARE, PrivateRedis, Sidecar

HOSTS = ("web1", "web2", "web3")


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), 0.5).close()
        return True
    except OSError:
        return False


class System:
    """`ports`: where an attacker finds each host."""
    name = ""
    needs = ()  # programs
    denies_at_once = True  # the host that counted
    share_of_dealt = 1  # one round of so many
    shares = True
    phase_s = 0.2  # what repeats itself in it does so at least as often: a round begins at any moment of that

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir()
        self.directory.chmod(0o755)
        self.httpds, self.processes, self.ports = [], [], []

    @classmethod
    def missing(cls):
        return [program for program in cls.needs if not shutil.which(program)]

    def configuration(self, _host):
        return Config("event")

    def start_httpds(self):
        for host in HOSTS:
            self.httpds.append(Httpd(self.configuration(host), pathlib.Path("none")))
            self.httpds[-1].start()
        self.ports = [httpd.port for httpd in self.httpds]

    def run(self, directory, *command):
        self.processes.append(Process(directory, command))
        return self.processes[-1]

    def stop(self):
        for process in reversed(self.processes):
            process.stop()
        for httpd in self.httpds:
            httpd.discard()


class Alone(System):
    """errwatch without anything that carries its counts."""
    name = "errwatch, not shared"
    share_of_dealt = 6
    shares = False

    def configuration(self, _host):
        # What leaks away meanwhile would take one request more.
        return Config("event").errwatch(f"ErrWatchLimit auth_failure {LIMIT}/1d\nErrWatchLimit any none\n")

    def start(self):
        self.start_httpds()


class Errwatch(Alone):
    name = "errwatch"
    share_of_dealt = 1
    shares = True
    needs = ("redis-server", "redis-cli")

    def configuration(self, host):
        return super().configuration(host).add(SHARE + "\n")

    def start(self):
        super().start()
        redis = PrivateRedis(self.directory / "redis")
        self.processes.append(redis)
        redis.start()
        key = secrets.token_hex(32)
        for host, httpd in zip(HOSTS, self.httpds):
            exchange = [paths.CLI, "exchange", "--group", GROUP, "--host", host, "--state", httpd.state_file(), "--config", httpd.conf]
            self.processes.append(Sidecar(self.directory / host, host, redis, key, exchange))
            self.processes[-1].start()
        wait_until(lambda: redis.has_heard(HOSTS), 30, "a sign of life of each sidecar")


HAPROXY = """global
    maxconn 1000
defaults
    mode http
    timeout connect 5s
    timeout client 20s
    timeout server 20s
peers hosts
{peers}
frontend entry
    bind 127.0.0.1:{port}
    http-request track-sc0 src table clients
    http-request deny deny_status 403 if {{ sc0_http_err_rate(clients) ge {limit} }}
    default_backend server
backend server
    server httpd 127.0.0.1:{httpd}
backend clients
    stick-table type ip size 100k expire 1h store http_err_rate(1h) peers hosts
"""


class Haproxy(System):
    name = "HAProxy peers"
    needs = ("haproxy",)

    def start(self):
        self.start_httpds()
        between = [free_port() for _ in HOSTS]
        self.ports = [free_port() for _ in HOSTS]
        peers = "\n".join(f"    peer {host} 127.0.0.1:{port}" for host, port in zip(HOSTS, between))
        for host, port, httpd in zip(HOSTS, self.ports, self.httpds):
            directory = self.directory / host
            directory.mkdir()
            (directory / "haproxy.cfg").write_text(HAPROXY.format(peers=peers, port=port, httpd=httpd.port, limit=LIMIT))
            process = self.run(directory, "haproxy", "-db", "-L", host, "-f", "haproxy.cfg")
            process.wait_for(lambda port=port: answers(port), "haproxy to answer")
