"""A successful log-in takes back failed ones."""
import pytest

from harness.wait import wait_until


@pytest.mark.all_mpms
class TestForgive:
    @classmethod
    def configure(cls, config):
        config.errwatch("ErrWatchLimit auth_failure 4/10m\nErrWatchLimit vuln_scan 4/10m")

    def test_owner_who_mistyped(self, server, client, log):
        log.expect("AH01617", count=6)
        before = server.status.counter("forgiven")
        for _ in range(2):
            assert [client.log_in().status for _ in range(3)] == [401] * 3
            assert client.log_in(password="secret").status == 200
            wait_until(lambda: server.status.score(client.address, "auth_failure") == 0)
        assert server.status.counter("forgiven") == before + 2

    def test_guesser(self, client, log):
        log.expect("AH01617", count=4)
        log.expect_blocked(client)
        assert [client.log_in().status for _ in range(4)] == [401] * 4
        # Too late: the right password does not lift a block.
        assert client.log_in(password="secret").status == 403

    # A page that needs no log-in forgives nothing.
    def test_other_success(self, server, client, log):
        log.expect("AH01617", count=2)
        client.log_in()
        client.log_in()
        assert client.get("/page.html").status == 200
        assert round(server.status.score(client.address, "auth_failure")) == 2

    # A log-in forgives failed log-ins and nothing else.
    def test_other_categories_stay(self, server, client, log):
        log.expect("AH00128", count=3)
        client.miss(3)
        client.log_in(password="secret")
        assert round(server.status.score(client.address, "vuln_scan")) == 3


class TestForgiveOff:
    @classmethod
    def configure(cls, config):
        config.errwatch("ErrWatchLimit auth_failure 4/10m\nErrWatchForgive Off")

    def test_counts_on(self, client, log):
        log.expect("AH01617", count=4)
        log.expect_blocked(client)
        for _ in range(3):
            client.log_in()
        assert client.log_in(password="secret").status == 200
        client.log_in()
        assert client.get("/page.html").status == 403
