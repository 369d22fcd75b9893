"""ErrWatchVerbosity: more is logged of suspects, less of who is denied, and of all others what LogLevel says."""
import pytest

from harness.wait import wait_until

LIMITS = "ErrWatchLimit resource_exhaustion 8/10m\n"
RULES = """
    ErrWatchRule 900301 resource_exhaustion status=404 cost=1
    ErrWatchRule 900305 resource_exhaustion ah=AH00128 cost=1
    ErrWatchRule 900306 unauthorized_access ah=AH01630 cost=1
"""


def score(server, client):
    return round(server.status.score(client.address, "resource_exhaustion") or 0)


def miss_until(server, client, units):
    client.miss(units)
    wait_until(lambda: score(server, client) >= units)


@pytest.mark.all_mpms
class TestSuspects:
    @classmethod
    def configure(cls, config):
        config.log_level = "warn"
        config.errwatch(LIMITS + "ErrWatchVerbosity suspects=info\n", rules=RULES)
        config.add('<LocationMatch "^/missing/loud">\n    LogLevel crit\n</LocationMatch>')

    # One mistyped address is nobody's attack: as quiet as ever.
    def test_a_visitor_is_logged_as_ever(self, server, client):
        miss_until(server, client, 1)
        client.get("/page.html")

    # The fourth part of the limit is reached with the second: from the third on all is seen, and counts once.
    def test_a_suspect_is_seen(self, server, client, log):
        miss_until(server, client, 2)
        entries = log.expect("AH00128", text=client.address, count=3)
        client.miss(3)
        log.wait(entries)
        wait_until(lambda: score(server, client) == 5)
        miss_until(server, server.client(), 1)

    # What a section says is for others.
    def test_a_section_does_not_take_it_back(self, server, client, log):
        miss_until(server, client, 2)
        entry = log.expect("AH00128", text="missing/loud", count=1)
        client.get("/missing/loud")
        log.wait(entry)


class TestBlocked:
    @classmethod
    def configure(cls, config):
        config.log_level = "warn core:info"
        config.errwatch(LIMITS + "ErrWatchVerbosity blocked=crit\n", rules=RULES)
        config.add("ErrorDocument 403 /no-such-page.html")

    # The page of the denial is missing, which is an entry for everybody else.
    def test_less_is_logged(self, server, client, log):
        log.expect("AH00128", text=client.address, count=8)
        log.expect_blocked(client)
        client.miss(8)
        assert client.repeat(5, "/page.html") == [403] * 5
        entries = log.expect("AH00128", text="no-such-page", count=1)
        log.expect("AH01630", count=1)
        server.client().get("/denied/page.html")
        log.wait(entries)


class TestDetectionOnly:
    @classmethod
    def configure(cls, config):
        config.log_level = "warn core:info"
        config.errwatch(LIMITS + "ErrWatchEngine DetectionOnly\nErrWatchVerbosity suspects=info blocked=crit\n", rules=RULES)

    # Nobody is denied, so nothing is hidden from who watches.
    def test_nothing_is_hidden(self, client, log):
        entries = log.expect("AH00128", text=client.address, count=12)
        log.expect("EW0103", text=client.address, count=1)
        client.miss(12)
        log.wait(entries)
