"""What visitors, monitors, phones and crawlers do every day blocks nobody, what pages of other sites make browsers send keeps out such requests
alone, and attackers are blocked as ever. With the shipped rules, the default limits and every response judged."""
import urllib.parse

import pytest

from harness.chance import tries
from harness.client import WORDS

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
BROWSER = {"User-Agent": AGENT, "Accept-Language": "de,en;q=0.5"}
DOCUMENT = {**BROWSER, "Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Sec-Fetch-Dest": "document"}
IMAGE = {**BROWSER, "Accept": "image/avif,image/webp,image/png,*/*;q=0.8", "Sec-Fetch-Dest": "image"}
TYPED = {**DOCUMENT, "Sec-Fetch-Site": "none"}
CLICK = {**DOCUMENT, "Sec-Fetch-Site": "same-origin", "Referer": "http://localhost/page.html"}
OWN_IMAGE = {**IMAGE, "Sec-Fetch-Site": "same-origin", "Referer": "http://localhost/page.html"}
SEARCH_HIT = {**CLICK, "Sec-Fetch-Site": "cross-site", "Referer": "https://search.example/"}
FOREIGN_IMAGE = {**IMAGE, "Sec-Fetch-Site": "cross-site", "Referer": "http://foreign.example/"}
# Browsers that send no Sec-Fetch-*: what is known is the Referer.
OLD = {"Sec-Fetch-Site": None, "Sec-Fetch-Dest": None}

PARTS = ("style.css", "script.js", "logo.png", "print.css")


class Site:
    @classmethod
    def configure(cls, config):
        config.known_entries = "."  # about what is asked for; blocks are asserted
        for name in PARTS:
            config.file(f"htdocs/{name}", "part\n")
        config.file("htdocs/robots.txt", "User-agent: *\n")
        config.errwatch("""
            Include ${CONF}/rules/*.conf
            ErrWatchInspect all
            ErrWatchLimit any 30/1m
            <Location /server-status>
              SetHandler server-status
              Require ip 127.0.0.1
            </Location>
        """, rules="")

    def visit(self, client):
        """A page and its parts."""
        assert client.get("/page.html", TYPED).status == 200
        for name in PARTS:
            assert client.get(f"/{name}", OWN_IMAGE).status == 200

    def let_in(self, server, client, headers=None, benign=False):
        """It has been noticed, and is not blocked. `benign`: the rules know that it proves nothing."""
        row = server.status.client(client.address)
        assert benign or row, "nothing was counted: this test proves nothing"
        assert not (row and row["blocked"]), row
        assert client.get("/page.html", headers).status == 200


@pytest.mark.all_mpms
class TestNobodyIsBlocked(Site):
    @pytest.mark.parametrize("extra", [{}, OLD], ids=["fetch metadata", "referer only"])
    def test_page_with_missing_images(self, server, client, extra):
        for _ in range(3):  # and he reloads it
            self.visit(client)
            for number in range(30):
                assert client.get(f"/images/photo-{number}.jpg", {**OWN_IMAGE, **extra}).status == 404
        self.let_in(server, client, CLICK, benign=True)

    # A new visitor: what he looks for stands in the address of the page, which its parts and the next click bring along.
    @pytest.mark.parametrize("headers", [TYPED, SEARCH_HIT], ids=["typed", "by a link"])
    @pytest.mark.parametrize("text", ["%27%20or%201=1%20--%20tutorial", "..%2F..%2F..%2F..%2Fetc%2Fpasswd"])
    def test_search_that_looks_like_an_attack(self, server, client, headers, text):
        found = f"/page.html?q={text}"
        assert client.get(found, headers).status == 200
        carried = {"Referer": f"http://localhost{found}"}
        for name in PARTS * 2:
            assert client.get(f"/{name}", {**OWN_IMAGE, **carried}).status == 200
        assert client.get("/robots.txt", {**CLICK, **carried}).status == 200
        self.let_in(server, client, CLICK)

    # An application keeps where the visitor comes from in a cookie, as a relative path.
    def test_cookie_that_changes_with_each_page(self, server, client):
        for number in range(3):
            cookie = {"Cookie": f"prev=..%2F..%2Fdocs%2Fpage{number}.html"}
            assert client.get("/page.html", {**(CLICK if number else TYPED), **cookie}).status == 200
            for name in PARTS * 2:
                assert client.get(f"/{name}", {**OWN_IMAGE, **cookie}).status == 200
        self.let_in(server, client, CLICK)

    # Its scripts ask for what nobody has put there.
    @pytest.mark.parametrize("extra", [{}, OLD], ids=["fetch metadata", "referer only"])
    def test_page_with_missing_data(self, server, client, extra):
        call = {**BROWSER, "Accept": "*/*", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "empty", "Referer": "http://localhost/page.html"}
        for _ in range(3):
            self.visit(client)
            for number in range(30):
                assert client.get(f"/api/items/{number}", {**call, **extra}).status == 404
        self.let_in(server, client, CLICK)

    def test_page_with_missing_parts_of_all_names(self, server, client):
        for _ in range(3):
            self.visit(client)
            for word in WORDS[:12]:
                assert client.get(f"/{word}/data", OWN_IMAGE).status == 404
        self.let_in(server, client, CLICK)

    def test_health_check_of_a_missing_path(self, server, client):
        assert client.repeat(100, "/healthz", {"User-Agent": "Go-http-client/1.1"}) == [404] * 100
        self.let_in(server, client)

    def test_monitor_that_is_refused(self, server, client):
        assert client.repeat(100, "/server-status?auto", {"User-Agent": "munin/2.0"}) == [403] * 100
        self.let_in(server, client)

    def test_webdav_discovery(self, server, client):
        agent = {"User-Agent": "Microsoft-WebDAV-MiniRedir/10.0.19045"}
        self.visit(client)
        for _ in range(10):
            for path in ("/", "/page.html", "/style.css"):
                client.request("OPTIONS", path, agent)
                assert client.request("PROPFIND", path, {**agent, "Depth": "0"}).status == 405
        self.let_in(server, client, benign=True)

    def test_old_password_of_a_phone(self, server, client):
        assert [client.log_in(password="summer2023").status for _ in range(30)] == [401] * 30
        self.let_in(server, client)

    def test_searches_for_what_attacks_are_made_of(self, server, client):
        self.visit(client)
        for words in ("union select null, null", "cat /etc/passwd | cut -d: -f1", "<script> tag async", "how does sleep(5) work",
                      "select * from users", "base64_decode( in php", "information_schema.tables", "wget http://www.example.com/x",
                      "/etc/ssh/sshd_config", "document.cookie"):
            assert client.get("/page.html?q=" + urllib.parse.quote_plus(words), CLICK).status == 200
            assert client.get("/logo.png", OWN_IMAGE).status == 200
        self.let_in(server, client, CLICK)

    def test_tokens_that_ran_out_at_a_place_for_passwords(self, server, client):
        self.visit(client)
        for number in range(20):
            assert client.get("/private/page.html", {"Authorization": f"Bearer token-{number}"}).status == 401
        self.let_in(server, client)

    def test_crawler_at_dead_links(self, server, client):
        agent = {"User-Agent": "Mozilla/5.0 (compatible; examplebot/2.1; +http://www.example.com/bot.html)"}
        assert client.get("/robots.txt", agent).status == 200
        for number in range(40):
            assert client.get(f"/articles/{2000 + number}/{number}.html", agent).status == 404
        self.let_in(server, client, agent)


@pytest.mark.all_mpms
class TestForeignPages(Site):
    def provoke(self, client, count=10):
        """What a page of another site makes a visitor's browser fetch."""
        for number in range(count):
            client.get(f"/page.html?f=/etc/passwd&n={number}", FOREIGN_IMAGE)

    def test_visitor_goes_on(self, server, client):
        self.visit(client)
        self.provoke(client)
        server.status.wait_blocked(client.address)  # a response is judged after it was sent
        denied = client.get("/page.html?f=/etc/passwd", FOREIGN_IMAGE)
        assert denied.status == 403 and int(denied.headers["Retry-After"]) > 0
        for headers in (CLICK, TYPED, OWN_IMAGE, SEARCH_HIT):
            assert client.get("/page.html", headers).status == 200
        # Such requests stay out, whatever they ask for.
        assert client.get("/logo.png", FOREIGN_IMAGE).status == 403
        assert client.get("/page.html", CLICK).status == 200

    # A link from elsewhere, and a picture that others put into a forum.
    # Somebody who imitates such requests is stopped there, and nowhere else.
    @pytest.mark.parametrize("laid, path, others", (
        (SEARCH_HIT, "/page.html", (CLICK, TYPED, OWN_IMAGE)),
        (OWN_IMAGE, "/logo.png", (CLICK, TYPED, SEARCH_HIT)),
    ), ids=("link", "picture"))
    def test_what_others_lay(self, client, laid, path, others):
        self.visit(client)
        client.provoke(lambda word: client.get(f"/page.html?f=/etc/passwd&n={word}", laid), most=20)
        assert client.get(path, laid).status == 403
        for headers in others:
            assert client.get("/page.html", headers).status == 200

    def test_other_requests_of_a_foreign_page(self, server, client):
        """A WebSocket and the question before a call bear an Origin alone; a script may withhold where it stands."""
        origin = {"User-Agent": AGENT, "Origin": "https://foreign.example", "Accept": None, "Accept-Language": None}
        for method, headers in (("GET", origin), ("OPTIONS", origin), ("GET", {**BROWSER, "Accept": "*/*"})):
            self.visit(client)
            for number in range(12):
                client.request(method, f"/page.html?f=/etc/passwd&n={method}{number}", headers)
            assert client.get("/page.html", CLICK).status == 200

    # The same from no page: whoever sends it means it.
    def test_attacker_without_a_page(self, server, client):
        client.provoke(lambda word: client.get(f"/page.html?f=/etc/passwd&n={word}", {"User-Agent": "curl/8.1"}), most=20)
        assert client.get("/page.html").status == 403

    # And typed by the visitor himself.
    def test_attacker_in_a_browser(self, server, client):
        self.visit(client)
        client.provoke(lambda word: client.get(f"/page.html?f=/etc/passwd&n={word}", TYPED), most=20)
        assert client.get("/page.html", CLICK).status == 403

    # A search box is no shelter: this ends the string that it is put into.
    def test_injection_into_a_search(self, server, client):
        self.visit(client)
        client.provoke(lambda word: client.get(f"/page.html?q={word}%27+union+select+null,null--+-", CLICK), most=20)
        assert client.get("/page.html", CLICK).status == 403

    # Nor is one beside the attack.
    def test_injection_beside_a_search(self, server, client):
        self.visit(client)
        client.provoke(lambda word: client.get(f"/page.html?q=boots&f=/etc/passwd&n={word}", CLICK), most=20)
        assert client.get("/page.html", CLICK).status == 403

    # Somebody who is blocked for what he did himself does not get in by another header.
    def test_block_of_his_own_is_whole(self, server, client):
        client.provoke(lambda word: client.get(f"/page.html?f=/etc/passwd&n={word}"), most=20)
        for headers in (CLICK, TYPED, FOREIGN_IMAGE):
            assert client.get("/page.html", headers).status == 403


@pytest.mark.all_mpms
class TestAttackersAreBlocked(Site):
    def test_guessed_names(self, client):
        assert 20 <= client.provoke(lambda word: client.get(f"/{word}.html", {"User-Agent": AGENT}), most=tries(20))
        assert client.get("/page.html").status == 403

    def test_passwords(self, client):
        assert 8 <= client.provoke(lambda word: client.log_in(password=word), most=tries(8))
        assert client.get("/page.html").status == 403

    @pytest.mark.parametrize("headers", [{"User-Agent": AGENT}, TYPED], ids=["scanner", "browser"])
    def test_sql_injection(self, client, headers):
        self.visit(client)
        path = "/page.html?id=1%27%20UNION%20SELECT%20user,{}%20FROM%20users--%20-"
        assert 2 <= client.provoke(lambda word: client.get(path.format(word), headers), most=tries(2))
        assert client.get("/page.html", CLICK).status == 403

    # What he gets in between does not buy a scanner more than a few names.
    def test_scanner_that_also_fetches_the_page(self, client):
        self.visit(client)
        client.provoke(lambda word: client.get(f"/{word}.html", {"User-Agent": AGENT}), most=len(WORDS))
        assert client.get("/page.html").status == 403
