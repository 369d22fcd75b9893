"""Crawlers are believed after a reverse look-up that was confirmed, and no request waits for it. With a name server of the tests' own."""
import statistics
import time

import pytest

from harness import dns
from harness.client import WORDS
from harness.wait import wait_until

GOOGLEBOT = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
GPTBOT = {"User-Agent": "Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)"}


class Crawled:
    name_server = None

    @classmethod
    def setup_class(cls):
        cls.name_server = dns.NameServer()

    @classmethod
    def teardown_class(cls):
        cls.name_server.stop()

    @classmethod
    def configure(cls, config):
        config.known_entries = "."  # about what is asked for; blocks are asserted
        config.errwatch(f"""
            Include ${{CONF}}/rules/*.conf
            ErrWatchInspect all
            ErrWatchLimit any 30/1m
            ErrWatchVerifyCrawlers On resolver={cls.name_server.resolver}
        """, rules="")

    def announce(self, server, client, counter, agent=None):
        """A request under the crawler's name, and the watchdog's verdict."""
        before = server.status.counter(counter)
        assert client.get("/page.html", agent or GOOGLEBOT).status == 200
        wait_until(lambda: server.status.counter(counter) > before, 30, what=counter)

    def crawl(self, client, count):
        """Dead links and denied pages, as fast as can be. Returns the status codes."""
        codes = []
        for number in range(count):
            word = f"{WORDS[number % len(WORDS)]}-{number // len(WORDS)}"
            codes.append(client.get(f"/{word}.php", GOOGLEBOT).status)
            codes.append(client.get(f"/denied/{word}", GOOGLEBOT).status)
        return codes

    def blocked_after(self, server, client, most, path="/{}.php"):
        """How many new names it asks for before it is denied."""
        for served in range(most):
            word = f"{WORDS[served % len(WORDS)]}-{served // len(WORDS)}"
            if "Retry-After" in client.get(path.format(word), GOOGLEBOT).headers:
                return served
        return None


@pytest.mark.all_mpms
class TestVerdicts(Crawled):
    def real(self, client):
        name = f"crawl-{client.address.replace('.', '-')}.googlebot.com"
        self.name_server.knows(client.address, name)
        self.name_server.host(name, client.address)

    def test_verified_crawler_meets_dead_links_at_any_speed(self, server, client):
        self.real(client)
        self.announce(server, client, "crawlers_verified")
        assert set(self.crawl(client, 100)) <= {403, 404}
        assert not server.status.blocked(client.address)
        assert client.get("/page.html", GOOGLEBOT).status == 200
        assert self.name_server.asked(client.address) == 1  # and cached

    def test_but_it_is_charged_with_attacks(self, server, client):
        self.real(client)
        self.announce(server, client, "crawlers_verified")
        served = self.blocked_after(server, client, 60, "/page.html?id={}+union+select+password+from+users--")
        assert served is not None and served >= 6

    def test_of_several_names_one_will_do(self, server, client):
        name = f"several-{client.address}.googlebot.com"
        self.name_server.knows(client.address, "mail.example.org", name)
        self.name_server.host(name, "192.0.2.1", client.address)
        self.announce(server, client, "crawlers_verified")

    @pytest.mark.parametrize("name, leads_to", [
        (None, None),                                   # no name
        ("host.provider.example", "itself"),            # the provider's
        ("crawl.evilgooglebot.com", "itself"),          # ends in it, and is not below it
        ("crawl.googlebot.com.evil.example", "itself"),
        ("crawl-forged-1.googlebot.com", None),         # a name of the crawler that knows nothing of it
        ("crawl-forged-2.googlebot.com", "192.0.2.1"),  # ... and is somebody else's
    ])
    def test_false_claim(self, server, client, name, leads_to):
        if name:
            self.name_server.knows(client.address, name)
        if leads_to:
            self.name_server.host(name, client.address if leads_to == "itself" else leads_to)
        self.announce(server, client, "crawlers_false")
        served = self.blocked_after(server, client, 60)
        assert served is not None and served < 45
        assert [row["category"] for row in server.status.incidents(client.address, "false_crawler")] == ["bot_proxy"]

    @pytest.mark.parametrize("where", ["name", "address"])
    def test_where_the_server_fails_it_is_taken_at_its_word(self, server, client, where):
        name = f"failing-{client.address}.googlebot.com"
        if where == "name":
            self.name_server.answers(dns.reverse(client.address), "PTR", dns.SERVFAIL)
        else:
            self.name_server.knows(client.address, name)
            self.name_server.answers(name, "A", dns.SERVFAIL)
        self.announce(server, client, "crawlers_undecided")
        self.blocked_after(server, client, 20)
        assert not server.status.blocked(client.address)  # that many dead links a crawler may meet
        assert self.blocked_after(server, client, 200) is not None  # but not in a hurry
        assert not server.status.incidents(client.address, "false_crawler")

    def test_crawlers_without_names_are_not_asked_for(self, server, client, log):
        for _ in range(5):
            assert client.get("/page.html", GPTBOT).status == 200
        self.announce(server, server.client(), "crawlers_false")  # the watchdog has been here
        assert self.name_server.asked(client.address) == 0

    def test_who_announces_nothing_is_not_asked_for(self, server, client):
        client.get("/page.html", {"User-Agent": "Mozilla/5.0 (X11; rv:140.0) Firefox/140.0"})
        client.get("/nothing", {"User-Agent": "NotGooglebot/1.0"})
        self.announce(server, server.client(), "crawlers_false")
        assert self.name_server.asked(client.address) == 0

    def test_verdicts_outlive_a_graceful_restart(self, server, client):
        self.real(client)
        self.announce(server, client, "crawlers_verified")
        server.graceful()
        assert set(self.crawl(client, 50)) <= {403, 404}
        assert not server.status.blocked(client.address)
        assert self.name_server.asked(client.address) == 1
        another = server.client()
        self.real(another)
        self.announce(server, another, "crawlers_verified")  # and there is a watchdog again


class TestStalledResolver(Crawled):
    def answer_seconds(self, client, headers):
        took = []
        for _ in range(60):
            began = time.monotonic()
            assert client.get("/page.html", headers).status == 200
            took.append(time.monotonic() - began)
        return statistics.median(took)

    def test_requests_do_not_wait(self, server, client):
        clients = [server.client() for _ in range(40)]
        for each in clients:
            self.name_server.answers(dns.reverse(each.address), "PTR", dns.SILENCE)
            assert each.get("/page.html", GOOGLEBOT).status == 200
        wait_until(lambda: any(self.name_server.asked(each.address) for each in clients), 30, what="a question")
        plain = self.answer_seconds(client, {})
        announced = self.answer_seconds(clients[0], GOOGLEBOT)
        assert announced < 5 * plain + 0.02, f"{announced * 1000:.1f} ms, without a crawler's name {plain * 1000:.1f} ms"
        # c-ares gives up after 2 + 4 seconds.
        wait_until(lambda: server.status.counter("crawlers_undecided") > 0, 60, what="the end of patience")
        assert server.status.counter("crawlers_false") == 0

    def test_the_server_stops_and_restarts_meanwhile(self, server, client):
        self.name_server.answers(dns.reverse(client.address), "PTR", dns.SILENCE)
        assert client.get("/page.html", GOOGLEBOT).status == 200
        wait_until(lambda: self.name_server.asked(client.address), 30, what="a question")
        server.graceful()
        assert client.get("/page.html", GOOGLEBOT).status == 200


class TestOwnList(Crawled):
    @classmethod
    def configure(cls, config):
        config.known_entries = "."
        config.file("conf/crawlers.txt", "Ourbot: crawl.example.org\n")
        config.errwatch(f"ErrWatchVerifyCrawlers On list=conf/crawlers.txt resolver={cls.name_server.resolver}")

    def test_takes_the_place_of_the_built_in_one(self, server, client):
        self.name_server.knows(client.address, "one.crawl.example.org")
        self.name_server.host("one.crawl.example.org", client.address)
        self.announce(server, client, "crawlers_verified", {"User-Agent": "Ourbot/1.0"})
        other = server.client()
        assert other.get("/page.html", GOOGLEBOT).status == 200
        self.announce(server, server.client(), "crawlers_false", {"User-Agent": "Ourbot/1.0"})
        assert self.name_server.asked(other.address) == 0


class TestEmptyList:
    @classmethod
    def configure(cls, config):
        config.file("conf/crawlers.txt", "# none yet\n")
        config.known_entries = "EW0209"
        config.errwatch("ErrWatchVerifyCrawlers On list=conf/crawlers.txt")

    def test_is_told(self, server, log):
        told = log.expect("EW0209", text="the list of crawlers is empty", at_least=1)
        server.graceful()
        log.wait(told)
        assert any("the list of crawlers is empty" in text for text in server.status.document()["warnings"])
