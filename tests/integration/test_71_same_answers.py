"""With the module, and no limit to deny anybody, httpd gives the answers that it gives without it, and logs what it logs without it."""
import collections
import concurrent.futures
import difflib
import re
import socket

import pytest

from harness import all_sorts, requests
from harness.client import Connection, next_address
from harness.config import Config
from harness.http2 import Http2Connection
from harness.httpd import Httpd
from harness.wait import DeadlinePassed, wait_until

NO_LIMITS = "".join(f"ErrWatchLimit {category} none\n" for category in (
    "any", "sql_injection", "xss", "code_injection", "path_traversal", "malware_upload", "info_leak", "bot_proxy", "bad_method", "bad_request", "auth_failure",
    "resource_exhaustion", "waf_alert", "vuln_scan", "unauthorized_access", "tls_error", "server_fault", "anomaly"))
WATCHED = "ErrWatchInspect all\nErrWatchBody On\nErrWatchAnomalies On\n"
RULES = "Include ${CONF}/rules/*.conf\n"
ENGINES = {"bare": None, "DetectionOnly": "ErrWatchEngine DetectionOnly\n", "On": "ErrWatchEngine On\n" + NO_LIMITS}
GROUPS = requests.groups()
HTTP_2 = "http/2"


@pytest.fixture(scope="class")
def servers(mpm, test_modules):
    """The same site without the module, with it as it only detects, and with it as it denies."""
    made = {}
    try:
        for name, engine in ENGINES.items():
            config = Config(mpm)
            if engine:
                config.errwatch(WATCHED + engine, rules=RULES)
            made[name] = Httpd(all_sorts.configure(config), test_modules)
            all_sorts.prepare(made[name])
        with concurrent.futures.ThreadPoolExecutor() as at_once:
            list(at_once.map(Httpd.start, made.values()))
        yield made
        for server in made.values():
            server.stop()
    finally:
        for server in made.values():
            server.discard()


def answers(servers, source, request):
    """All bytes of each server until it closes."""
    connections = {name: Connection(server.port, source) for name, server in servers.items()}
    found = {}
    for connection in connections.values():
        try:
            connection.send(request)
            connection.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass
    for name, connection in connections.items():
        with connection:
            found[name] = all_sorts.settled(servers[name], connection.read_all())
    return found


def told(request, bare, name, answer):
    lines = difflib.unified_diff(bare.decode("latin-1").splitlines(), answer.decode("latin-1").splitlines(), "bare", name, lineterm="")
    return "\n".join([repr(request[:300]), *lines][:30])


def entries(server):
    """What it logged since it was asked last, but for the module's own."""
    found = (entry for entry in server.log.read() if entry.module != "errwatch")
    texts = (all_sorts.settled(server, re.sub(r"\bpid \d+|\btid \d+|:\d{4,5}\b", "", entry.message).encode()) for entry in found)
    return collections.Counter(texts)


def assert_same_entries(servers):
    seen = {name: collections.Counter() for name in servers}

    def same():
        for name, server in servers.items():
            seen[name].update(entries(server))
        return all(found == seen["bare"] for found in seen.values())

    try:
        wait_until(same, 5)
    except DeadlinePassed:
        pass
    for server in servers.values():
        server.log.forget()
    for found in seen.values():
        assert found == seen["bare"]


def over_http_1(servers, group):
    differ = []
    for request in GROUPS[group]:
        found = answers(servers, next_address(), request)
        differ += [told(request, found["bare"], name, answer) for name, answer in found.items() if answer != found["bare"]]
    if differ:
        pytest.fail(f"{len(differ)} of {len(ENGINES) - 1} * {len(GROUPS[group])}:\n" + "\n".join(differ[:3]), pytrace=False)


def over_http_2(servers, source):
    found = {}
    for name, server in servers.items():
        with Http2Connection(server.port, source) as connection:
            rows = [connection.request(method, path) for path in requests.PATHS[:-1] for method in ("GET", "OPTIONS", "FOO")]
            # HEAD of a page with includes has a body there, module or not, which the client does not take.
            rows += [connection.request("HEAD", path) for path in requests.PATHS[:-1] if not path.endswith(".shtml")]
            rows += [connection.request("POST", path, {"content-type": kind or "text/plain"}, body) for path in ("/echo", "/cgi-bin/echo")
                     for kind, body in requests.BODIES if len(body) < 60_000]
        found[name] = [(row.status, all_sorts.settled(server, "".join(f"{key}: {value}\r\n" for key, value in sorted(dict(row.headers).items())).encode() + row.body))
                       for row in rows]
    for rows in found.values():
        assert rows == found["bare"]


# httpd without the module, with it as it only detects, and as it denies: three servers for each MPM.
@pytest.mark.all_mpms
class TestSameAnswers:
    @pytest.mark.parametrize("group", [*GROUPS, HTTP_2])
    def test_same(self, servers, mpm, group):
        if group != HTTP_2:
            over_http_1(servers, group)
        elif mpm == "prefork":
            pytest.skip("mod_http2 does not serve under prefork")
        else:
            over_http_2(servers, next_address())
        assert_same_entries(servers)
        if group == "attacks":
            assert all(server.status.counter("entries") > 100 for name, server in servers.items() if name != "bare")
