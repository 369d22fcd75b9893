"""A successful log-in takes back failed ones."""
import pytest

from harness.chance import tries
from harness.client import WORDS
from harness.wait import wait_until


@pytest.mark.all_mpms
class TestForgive:
    @classmethod
    def configure(cls, config):
        config.errwatch("ErrWatchLimit auth_failure 4/10m\nErrWatchLimit resource_exhaustion 4/10m")

    def test_owner_who_mistyped(self, server, client, log):
        log.expect("AH01617", count=6)
        before = server.status.counter("forgiven")
        for words in (WORDS[:3], WORDS[3:6]):
            assert [client.log_in(password=word).status for word in words] == [401] * 3
            assert server.status.score(client.address, "auth_failure") > 0.5
            assert client.log_in(password="secret").status == 200
            wait_until(lambda: server.status.score(client.address, "auth_failure") == 0)
        assert server.status.counter("forgiven") == before + 2

    def test_guesser(self, client, log):
        log.expect("AH01617")
        log.expect_blocked(client)
        assert 4 <= client.provoke(lambda word: client.log_in(password=word), most=tries(4))
        # Too late: the right password does not lift a block.
        assert client.log_in(password="secret").status == 403

    # A page that needs no log-in forgives nothing.
    def test_other_success(self, server, client, log):
        log.expect("AH01617", count=2)
        client.log_in()
        client.log_in()
        assert client.get("/page.html").status == 200
        assert round(server.status.score(client.address, "auth_failure")) == 1

    # Who knows one name's password is not forgiven what was tried with another's.
    def test_other_name(self, server, client, log):
        log.expect("AH01618", count=1)
        client.log_in(user="bob")
        assert client.log_in(password="secret").status == 200
        assert round(server.status.score(client.address, "auth_failure")) == 1

    # A log-in forgives failed log-ins and nothing else.
    def test_other_categories_stay(self, server, client, log):
        log.expect("AH00128", count=3)
        client.miss(3)
        client.log_in(password="secret")
        assert round(server.status.score(client.address, "resource_exhaustion")) == 3


@pytest.mark.all_mpms
class TestTakeover:
    @classmethod
    def configure(cls, config):
        config.errwatch("ErrWatchLimit auth_failure 20/10m")

    # Many failures at one name, and then it opens: somebody may have guessed the password.
    def test_success_after_many_failures(self, server, client, log):
        log.expect("AH01617", count=10)
        log.expect("EW0107", text=f"client {client.address} logged in after ", count=1)
        for word in WORDS[:10]:
            client.log_in(password=word)
        assert client.log_in(password="secret").status == 200
        wait_until(lambda: server.status.incidents(client=client.address))
        incident = server.status.incidents(client=client.address)[0]
        assert (incident["kind"], incident["message"]) == ("takeover", "alice")
        assert 5 <= incident["score"] <= 10  # two passwords may be in one class, and count as one
        assert client.log_in(password="secret").status == 200

    # A phone that still has the old password.
    def test_one_password_again_and_again(self, server, client, log):
        log.expect("AH01617", count=30)
        for _ in range(30):
            client.log_in(password="old")
        assert client.log_in(password="secret").status == 200
        assert client.get("/page.html").status == 200
        assert server.status.incidents(client=client.address) == []

    def test_few_failures_are_mistakes(self, server, client, log):
        log.expect("AH01617", count=4)
        for word in WORDS[:4]:
            client.log_in(password=word)
        assert client.log_in(password="secret").status == 200
        assert client.get("/page.html").status == 200
        assert server.status.incidents(client=client.address) == []


class TestForgiveOff:
    @classmethod
    def configure(cls, config):
        config.errwatch("ErrWatchLimit auth_failure 4/10m\nErrWatchForgive Off")

    def test_counts_on(self, server, client, log):
        log.expect("AH01617")
        log.expect_blocked(client)
        for word in WORDS[:3]:
            client.log_in(password=word)
        score = server.status.score(client.address, "auth_failure")
        assert client.log_in(password="secret").status == 200
        assert score - 0.1 < server.status.score(client.address, "auth_failure") <= score
        client.provoke(lambda word: client.log_in(password=word + "x"))
        assert client.get("/page.html").status == 403
