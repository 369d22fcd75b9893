"""The threshold is exact: with 5/10m the 5th unit of cost blocks, and the very next request is denied, wherever it arrives."""
import asyncio

import pytest

from harness.chance import tries
from harness.client import WORDS
from harness.wait import wait_until


class Limited:
    @classmethod
    def configure(cls, config):
        config.errwatch("""
            ErrWatchLimit resource_exhaustion 5/10m
            ErrWatchLimit unauthorized_access 5/10m
            ErrWatchLimit auth_failure 5/10m
            ErrWatchLimit path_traversal 20/10m
            LogFormat "%a %P %>s" seen
            CustomLog logs/access.log seen
        """)


@pytest.mark.all_mpms
class TestThreshold(Limited):
    # Four do no harm, whatever happens in between.
    def test_one_below(self, server, client, log):
        log.expect("AH00128", count=4)
        assert client.miss(4) == [404] * 4
        assert client.get("/page.html").status == 200
        assert round(server.status.score(client.address, "resource_exhaustion")) == 4
        assert not server.status.blocked(client.address)

    # The fifth is answered as ever and blocks; everything after it is denied.
    def test_exact(self, server, client, log):
        log.expect("AH00128", count=5)
        log.expect_blocked(client)
        assert client.miss(5) == [404] * 5
        denied = client.get("/page.html")
        assert denied.status == 403
        assert 0 < int(denied.headers["Retry-After"]) <= 600
        row = server.status.client(client.address)
        assert row["blocked"] and row["reason"] == "resource_exhaustion" and row["strikes"] == 1

    # Where only what is new counts: not before the fifth, and not long after it.
    @pytest.mark.parametrize("misbehave, number", [
        (lambda c, word: c.get(f"/denied/{word}.html"), "AH01630"),
        (lambda c, word: c.log_in(password=word), "AH01617"),
        (lambda c, word: c.log_in(user=word), "AH01618"),
    ])
    def test_other_categories(self, client, log, misbehave, number):
        log.expect(number)
        log.expect_blocked(client)
        assert 5 <= client.provoke(lambda word: misbehave(client, word), most=tries(5))
        assert client.get("/page.html").status == 403

    # The same again proves nothing new.
    @pytest.mark.parametrize("misbehave, number, category", [
        (lambda c: c.get("/denied/page.html"), "AH01630", "unauthorized_access"),
        (lambda c: c.log_in(), "AH01617", "auth_failure"),
    ])
    def test_the_same_again(self, server, client, log, misbehave, number, category):
        log.expect(number, count=20)
        for _ in range(20):
            misbehave(client)
        assert round(server.status.score(client.address, category)) == 1
        assert client.get("/page.html").status == 200

    # On a connection that was open all the time.
    def test_keep_alive(self, client, log):
        log.expect("AH00128", count=5)
        log.expect_blocked(client)
        with client.connect() as connection:
            assert [connection.get(f"/missing/kept/{i}").status for i in range(5)] == [404] * 5
            assert connection.get("/page.html").status == 403

    # On a connection that another one opened before, and that has done nothing wrong.
    def test_other_connection(self, client, log):
        log.expect("AH00128", count=5)
        log.expect_blocked(client)
        with client.connect() as innocent:
            assert innocent.get("/page.html").status == 200
            client.miss(5)
            assert innocent.get("/page.html").status == 403

    # Units from different connections and processes add up, and every process denies.
    def test_all_processes(self, server, client, log):
        log.expect("AH00128", count=5)
        log.expect_blocked(client)
        assert client.miss(5) == [404] * 5

        def processes_that_denied():
            assert client.get("/page.html").status == 403
            lines = (line.split() for line in (server.root / "logs/access.log").read_text().splitlines())
            return len({pid for address, pid, status in lines if address == client.address and status == "403"}) > 1

        wait_until(processes_that_denied, 20, what="a second process to deny")

    # Categories have buckets of their own.
    def test_categories_do_not_mix(self, server, client, log):
        log.expect("AH00128", count=4)
        log.expect("AH01630", count=1)
        client.get("/denied/page.html")  # the first that is seen of it is new for certain
        client.miss(4)
        assert client.get("/page.html").status == 200
        assert round(server.status.score(client.address, "resource_exhaustion")) == 4
        assert round(server.status.score(client.address, "unauthorized_access")) == 1

    # Clients have buckets of their own.
    def test_clients_do_not_mix(self, server, log):
        log.expect("AH00128", count=8)
        for client in (server.client(), server.client()):
            client.miss(4)
            assert client.get("/page.html").status == 200

    # Its own denials neither count nor add entries.
    def test_denials_do_not_feed_on_themselves(self, server, client, log):
        log.expect("AH00128", count=5)
        log.expect_blocked(client)
        client.miss(5)
        before = server.status.client(client.address)
        assert client.miss(20) == [403] * 20
        after = server.status.client(client.address)
        assert after["entries"] == before["entries"]
        assert after["blocked_until"] == before["blocked_until"]
        assert after["denials"] == before["denials"] + 20


@pytest.mark.all_mpms
class TestManyConnections:
    CAPACITY = 20
    CONNECTIONS = 32

    @classmethod
    def configure(cls, config):
        config.errwatch(f"""
            ErrWatchLimit resource_exhaustion {cls.CAPACITY}/10m
            LogFormat "%{{begin:usec}}t %{{end:usec}}t %>s" times
            CustomLog logs/times.log times
        """)
        if config.mpm == "prefork":
            config.workers = config.workers.replace("StartServers 4", f"StartServers {cls.CONNECTIONS + 2}")

    # 32 connections at once: what is served past the threshold are requests that were being worked on when it was reached.
    # How many those are is the machine's affair. When as many as the limit allows had ended, their cost was poured: whatever
    # began after that is denied.
    def test_requests_served_past_the_threshold(self, server, client, log):
        log.expect("AH00128")
        log.expect_blocked(client)
        served = asyncio.run(self.storm(server.port, client.address))
        assert self.CAPACITY <= served < self.CAPACITY + self.CONNECTIONS

        def times():
            lines = (server.root / "logs/times.log").read_text().split("\n")[:-1]
            return [tuple(int(word) for word in line.split()) for line in lines]

        wait_until(lambda: len(times()) == served + self.CONNECTIONS, 20, what="every request in the access log")
        reached = sorted(end for begin, end, status in times() if status == 404)[self.CAPACITY - 1]
        assert {status for begin, end, status in times() if begin > reached} == {403}

    async def storm(self, port, source):
        """Requests until every connection has met a denial. Returns how many were served."""
        served = 0

        async def get(reader, writer, path):
            writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            lengths = [int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
            await reader.readexactly(lengths[0] if lengths else 0)
            return int(head[9:12])

        async def one(number):
            nonlocal served
            path = f"/missing/{number}/0"
            while True:  # httpd closes kept-alive connections when its workers are busy; then a new one is made
                reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
                try:
                    while (status := await get(reader, writer, path)) == 404:
                        served += 1
                        path = f"/missing/{number}/{served}"
                    assert status == 403
                    return
                except (asyncio.IncompleteReadError, ConnectionError):
                    pass
                finally:
                    writer.close()

        await asyncio.wait_for(asyncio.gather(*(one(n) for n in range(self.CONNECTIONS))), 60)
        return served


class TestLeak:
    """The bucket leaks: what comes slowly enough never blocks."""

    @classmethod
    def configure(cls, config):
        config.errwatch("""
            ErrWatchLimit resource_exhaustion 4/2s
            ErrWatchLimit unauthorized_access 1/10m block=1s
            ErrWatchLimit auth_failure 3/10m block=none
            ErrWatchBlock base=1s factor=3 max=1h
        """)

    def test_slow_client(self, server, client, log):
        log.expect("AH00128", count=6)
        for number in range(6):
            assert client.get(f"/missing/slow/{number}").status == 404
            wait_until(lambda: server.status.score(client.address, "resource_exhaustion") < 1.5)
        assert client.get("/page.html").status == 200

    # A block ends at its time, and the client is let in again: one message each.
    def test_block_ends(self, server, client, log):
        log.expect("AH01630", count=1)
        log.expect_blocked(client)
        log.expect("EW0102", text=rf"client {client.address} let back in", count=1)
        client.get("/denied/page.html")
        assert client.get("/page.html").status == 403
        wait_until(lambda: client.get("/page.html").status == 200, 10)

    # The next block is longer.
    def test_repeated_blocks_grow(self, server, client, log):
        log.expect("AH01630")
        log.expect("EW0101", text=rf"client {client.address} blocked", count=2)
        log.expect("EW0102", text=rf"client {client.address} let back in", count=2)
        client.get("/denied/page.html")
        wait_until(lambda: client.get("/page.html").status == 200, 10)
        assert client.provoke(lambda word: client.get(f"/denied/{word}.html")) >= 1
        denied = client.get("/page.html")
        assert denied.status == 403 and int(denied.headers["Retry-After"]) in (2, 3)
        assert server.status.client(client.address)["strikes"] == 2
        wait_until(lambda: client.get("/page.html").status == 200, 10)

    # block=none opens an incident and blocks nobody.
    def test_limit_that_does_not_block(self, server, client, log):
        log.expect("AH01617")
        log.expect("EW0103", text=client.address, count=1)
        tried = 0
        while not server.status.incidents(client=client.address, kind="detection"):
            assert client.log_in(password=WORDS[tried]).status == 401
            tried += 1
        assert tried >= 3
        assert client.get("/page.html").status == 200


class TestAny:
    """`any` sums the costs of all categories."""

    @classmethod
    def configure(cls, config):
        config.errwatch("ErrWatchLimit any 6/10m")

    def test_sum_blocks(self, server, client, log):
        log.expect("AH00128", count=5)
        log.expect("AH01630", count=1)
        log.expect_blocked(client)
        client.get("/denied/page.html")
        client.miss(4)
        assert client.get("/page.html").status == 200
        client.miss(1)
        assert client.get("/page.html").status == 403
        assert server.status.client(client.address)["reason"] == "any"


class TestCost:
    """A rule's cost is what its entries pour."""

    @classmethod
    def configure(cls, config):
        config.errwatch("ErrWatchLimit resource_exhaustion 10/10m", rules="ErrWatchRule 1 resource_exhaustion ah=AH00128 cost=4\n"
                        "ErrWatchRule 2 server_fault ah=AH01630\n")

    def test_cost(self, server, client, log):
        log.expect("AH00128", count=3)
        log.expect_blocked(client)
        client.miss(2)
        assert 7.9 < server.status.score(client.address, "resource_exhaustion") <= 8
        assert client.get("/page.html").status == 200
        client.miss(1)
        assert client.get("/page.html").status == 403

    # Cost 0 charges nobody, but is seen.
    def test_cost_nothing(self, server, client, log):
        log.expect("AH01630", count=40)
        log.allow("EW0104")
        client.repeat(40, "/denied/page.html")
        assert client.get("/page.html").status == 200
        assert server.status.category("server_fault") == 40
        assert server.status.score(client.address, "server_fault") == 0


class TestOncePerRequest:
    """One request that logs ten entries is one misdeed."""

    @classmethod
    def configure(cls, config):
        config.errprobe()
        config.errwatch("ErrWatchLimit resource_exhaustion 5/10m")

    def test_many_entries_count_once(self, server, client, log):
        log.expect("AH00128", count=10)
        assert client.get("/probe?format=AH00128&text=x&count=10").status == 200
        assert round(server.status.score(client.address, "resource_exhaustion")) == 1
        assert server.status.counter("same_request") >= 9
        assert not server.status.blocked(client.address)

    def test_next_request_counts_again(self, server, client, log):
        log.expect("AH00128", count=8)
        with client.connect() as connection:
            for _ in range(4):
                connection.get("/probe?format=AH00128&text=x&count=2")
        assert round(server.status.score(client.address, "resource_exhaustion")) == 4
