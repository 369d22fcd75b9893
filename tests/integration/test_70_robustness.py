"""Bad input and bad luck: nothing crashes, nothing blocks, and each is counted where it can be seen."""
import os
import signal
import threading

import pytest

from harness.cli import CommandLine
from harness.wait import wait_until

ANY_BYTES = "".join(f"%{byte:02x}" for byte in range(1, 256))


@pytest.mark.all_mpms
class TestEntries:
    @classmethod
    def configure(cls, config):
        config.errprobe()
        config.add("""
            ErrProbeEmitAt config "AH01630: while the configuration is read"
            ErrProbeEmitAt post_config "AH01630: at the end of the configuration"
            ErrProbeEmitAt child_init "AH01630: in a child that begins"
        """)
        config.known_entries = r"while the configuration is read|at the end of the configuration|in a child that begins"
        config.errwatch("ErrWatchLimit unauthorized_access 1000/10m\n"
                        'ErrWatchRule 900401 code_injection "(?:a|aa)+$" cost=1\n'
                        'ErrWatchRule 900402 xss target=message,uri,args,method,agent,referer,host,cookie,headers nocase "<script" cost=1\n')

    @pytest.fixture(autouse=True)
    def _no_crash(self, server):
        before = server.status.counter("fault")
        yield
        assert "AH00052" not in server.log.text() and "AH00051" not in server.log.text(), "a child crashed"
        assert server.status.counter("fault") == before

    @pytest.mark.parametrize("query", [
        "format=AH01630&text=x&size=8192",
        "format=plain&text=x&size=20000",
        "format=plain&text=&level=error",
        "format=AH01630&text=" + ANY_BYTES,
        "format=plain&text=" + ANY_BYTES + "&size=8190",
        "format=plain&text=%25s%25n%25d%25s",
        "format=plain&text=AH01630:",
        "format=plain&text=AH01630",
        "format=plain&text=AH",
        "format=plain&text=AH999999999:+x",
        "format=AH01630&text=x&null=uri",
        "format=AH01630&text=x&null=method",
        "format=AH01630&text=x&null=uri,unparsed_uri,the_request,method,args,filename",
        "format=AH01630&text=x&with=fake",
        "format=AH01630&text=x&with=fake_r",
        "format=AH01630&text=x&with=null",
        "format=AH01630&text=x&with=pool",
        "format=AH01630&text=x&with=c",
        "format=AH01630&text=x&with=s",
        "format=AH01630&text=x&with=null_conn_r",
        "format=AH01630&text=x&thread=1",
        "format=AH01630&text=x&thread=1&with=s",
        "format=plain&text=" + "a" * 60 + "b&count=20",
        "format=AH01630&text=x&level=emerg",
        "format=AH01630&text=x&level=notice",
        "format=AH01630&text=x&errno=13",
    ])
    def test_survives(self, server, client, log, query):
        log.allow(text="errprobe|AH01630")
        log.allow("EW0104")
        if "with=null&" in query + "&" or "with=pool" in query:
            log.allow()
        assert client.get(f"/probe?{query}").status == 200
        assert client.get("/page.html").status == 200

    # An entry without a client charges nobody.
    @pytest.mark.parametrize("source", ["s", "null", "pool", "fake"])
    def test_no_client(self, server, client, log, source):
        log.allow()
        assert client.get(f"/probe?format=AH01630&text=x&with={source}").status == 200
        assert server.status.charged(client.address) is None

    # An entry with a connection alone charges the client of the connection.
    def test_connection_only(self, server, client, log):
        log.expect("AH01630", text=r"\[client", count=1)
        client.get("/probe?format=AH01630&text=x&with=c")
        assert round(server.status.score(client.address, "unauthorized_access")) == 1

    # An AH number counts where httpd puts it; inside a message it is the attacker's text.
    @pytest.mark.parametrize("text", ["user+AH01630:+x", "%0aAH01630:+x", "+AH01630:+x", "[client+192.0.2.1]+AH01630:+x"])
    def test_number_inside_text(self, server, client, log, text):
        log.allow(text="AH01630")
        client.get(f"/probe?format=untagged&text={text}")
        client.get(f"/probe?format=plain&text={text}")
        assert server.status.charged(client.address) is None

    # In the message at offset 0 it is httpd's, also when the format does not have it.
    def test_number_in_generic_format(self, server, client, log):
        log.expect("AH01630", text=r"\[client", count=1)
        client.get("/probe?format=plain&text=AH01630:+client+denied")
        assert server.status.client(client.address)["last_rule"] == 900101

    # Nobody else is blamed because of an address in the text.
    def test_address_in_text(self, server, client, log):
        log.expect("AH01630", text=r"\[client", count=1)
        client.get("/probe?format=AH01630&text=[client+192.0.2.77:80]+x")
        assert server.status.client("192.0.2.77") is None
        assert server.status.client(client.address)["entries"] == 1

    # Hostile headers and URIs, as far as httpd lets them through.
    @pytest.mark.parametrize("headers", [
        {"User-Agent": "x" * 7000}, {"User-Agent": "\xff\xfe\x80<script"}, {"Cookie": "a=" + "%3c" * 2000}, {"Referer": "<script" * 500},
        {f"X-{i}": "<script" for i in range(90)}, {"User-Agent": ""}, {"Host": "a" * 250},
    ])
    def test_headers(self, server, client, log, headers):
        log.allow("AH01630")
        assert client.get("/denied/page.html", headers).status == 403
        assert client.get("/page.html").status == 200


@pytest.mark.all_mpms
class TestFullTable:
    """Thousands of clients in the smallest table."""

    CLIENTS = 6000

    @classmethod
    def configure(cls, config):
        config.load("remoteip")
        config.errwatch("""
            ErrWatchClients 1024
            ErrWatchLimit resource_exhaustion 5/10m
            RemoteIPHeader X-Forwarded-For
            RemoteIPInternalProxy 127.0.0.0/8
        """)
        config.log_level = "warn"
        config.add("ErrWatchRule 900301 resource_exhaustion status=404 cost=1")

    def test_flood_of_clients(self, server, log):
        balancer = server.client()
        log.expect("EW0101", text="client 203.0.113.200 blocked", count=1)
        with balancer.connect() as connection:
            guilty = {"X-Forwarded-For": "203.0.113.200"}
            assert [connection.get(f"/missing/full/{i}", guilty).status for i in range(5)] == [404] * 5
            for number in range(self.CLIENTS):
                address = f"10.{number >> 16}.{(number >> 8) & 255}.{number & 255}"
                name = "".join(chr(ord("a") + int(digit)) for digit in str(number))  # digits would make it one broken link for all
                assert connection.get(f"/m/{name}", {"X-Forwarded-For": address}).status == 404
            document = server.status.document()
            assert document["table"]["clients"] <= document["table"]["capacity"] == 1024
            assert document["counters"]["evictions"] >= self.CLIENTS - 1024 - 100
            assert document["warnings"], "the operator is not told that the table is too small"
            # A blocked client is not forgotten for the sake of unblocked ones.
            assert connection.get("/page.html", guilty).status == 403
        # And a newcomer is still counted.
        with balancer.connect() as connection:
            late = {"X-Forwarded-For": "203.0.113.201"}
            log.expect("EW0101", text="client 203.0.113.201 blocked", count=1)
            assert [connection.get(f"/missing/late/{i}", late).status for i in range(6)] == [404] * 5 + [403]


# An entry whose writer was killed in the midst of it (the kernel may then cut a write at a page's end): the next one stands in its line.
TORN = r".\[\w{3} \w{3} \d\d \d\d:\d\d:\d\d\.\d{6} \d{4}\] "


@pytest.mark.all_mpms
class TestKilledChildren:
    @classmethod
    def configure(cls, config):
        config.errprobe()
        config.errwatch("ErrWatchLimit resource_exhaustion 5/10m\nErrWatchLimit unauthorized_access 10000/10m\n")

    # Children killed in the midst of their work leave nothing locked and nothing broken: the others go on, counts stay exact enough to block.
    def test_children_killed_under_load(self, server, client, log):
        log.allow("AH00052")
        log.allow("AH01630")
        log.allow(text="AH00051|AH00049")
        log.allow(text=TORN)
        stop = threading.Event()

        def load():
            noisy = server.client()
            while not stop.is_set():
                try:
                    noisy.get("/probe?format=AH01630&text=x&count=50")
                except OSError:
                    pass  # its child was killed

        threads = [threading.Thread(target=load) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            killed = 0
            while killed < 10:
                children = server.children()
                if children:
                    os.kill(children[killed % len(children)], signal.SIGKILL)
                    killed += 1
                wait_until(lambda: server.children() and self.alive(server), 20, what="a child that answers")
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        wait_until(lambda: self.alive(server), 20)
        log.expect("AH00128", count=5)
        log.expect_blocked(client)
        assert client.miss(5) == [404] * 5
        assert client.get("/page.html").status == 403
        assert server.status.fetch("json").status == 200

    @staticmethod
    def alive(server):
        try:
            return server.client().get("/page.html").status == 200
        except OSError:
            return False


class TestGarbageWhileRunning:
    """Whoever can write the mapping (a compromised child) must not be able to crash the parent or the other children with it."""

    @classmethod
    def configure(cls, config):
        config.errwatch("ErrWatchLimit resource_exhaustion 5/10m\n")
        config.known_entries = r"EW010\d"

    def test_random_bytes_in_the_mapping(self, server, client, log):
        log.allow("AH00128")
        path = server.memory_file()
        size = path.stat().st_size
        client.miss(3)
        for start in (256, 4096, 65536, size // 2):
            with open(path, "r+b") as file:
                file.seek(start)
                file.write(os.urandom(min(1 << 20, size - start)))
            for form in ("", "auto", "json", "prometheus"):
                assert server.status.fetch(form).status == 200
            for _ in range(3):
                other = server.client()
                other.miss(6)
                assert other.get("/page.html").status in (200, 403)
        # Their copy does no harm either: neither to a reader nor to the next server, which sets aside what has names of scopes that are none.
        assert CommandLine(server).run("status").returncode == 0
        log.expect("EW0202", count=1)
        server.graceful()
        assert (server.root / "run/errwatch.state.set-aside").exists()
        assert server.status.fetch("json").status == 200
        assert "AH00052" not in log.text() and "AH00051" not in log.text()


@pytest.mark.all_mpms
class TestWidespread:
    """One entry from many clients at once is the server's fault, or an attack of many: it is reported, and they are not blocked one by one."""

    @classmethod
    def configure(cls, config):
        config.load("remoteip")
        config.errwatch("""
            ErrWatchLimit unauthorized_access 2/10m
            RemoteIPHeader X-Forwarded-For
            RemoteIPInternalProxy 127.0.0.0/8
        """)

    def test_broken_deployment(self, server, client, log):
        log.expect("AH01630")
        log.expect("EW0105", count=1)
        log.allow("EW0101")
        with client.connect() as connection:
            for number in range(150):
                connection.get("/denied/style1.css", {"X-Forwarded-For": f"198.18.{number}.1"})
            # From now on a visitor may ask for as many of them as he likes.
            visitor = {"X-Forwarded-For": "198.18.200.7"}
            assert [connection.get(f"/denied/style{n}.css", visitor).status for n in range(45)] == [403] * 45
            assert connection.get("/page.html", visitor).status == 200
        assert server.status.counter("widespread") > 0
        assert server.status.incidents(kind="widespread")
