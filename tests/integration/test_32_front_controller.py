"""What the client asked for decides, not the script that answers for the whole site, and not the page about an error.

Every way in which httpd sends a request elsewhere: a rewrite of the server (PT), one of a directory (internal redirect), a fallback
(mod_dir turns the request itself into another one), and ErrorDocument.
"""
from urllib.parse import quote

import pytest

WAYS = ["passthrough", "redirect", "fallback"]


@pytest.mark.all_mpms
class TestFrontController:
    @classmethod
    def configure(cls, config):
        config.load("rewrite")
        config.errprobe()
        config.file("htdocs/front/index.html", "front\n").file("htdocs/off/404.html", "not here\n")
        for way in ("redirect", "fallback"):
            config.file(f"htdocs/{way}/readme.html", "a page\n")
        config.errwatch("""
            ErrWatchLimit unauthorized_access 3/10m
            ErrWatchLimit resource_exhaustion 3/10m
            ErrWatchGate access
            ErrWatchStatusCodes none
            RewriteEngine On
            RewriteRule ^/passthrough/ /front/index.html [PT]
            <Directory ${ROOT}/htdocs/redirect>
              RewriteEngine On
              RewriteCond %{REQUEST_FILENAME} !-f
              RewriteRule . /front/index.html
            </Directory>
            <Directory ${ROOT}/htdocs/fallback>
              FallbackResource /front/index.html
            </Directory>
            <Location /front>
              SetHandler errprobe
            </Location>
            <LocationMatch "^/[a-z]+/off/">
              ErrWatchEngine Off
            </LocationMatch>
            <LocationMatch "^/[a-z]+/wiki/">
              ErrWatchRuleRemove 900101
            </LocationMatch>
            <LocationMatch "^/[a-z]+/late/">
              ErrWatchAction deny status=429
            </LocationMatch>
            <Location /off>
              ErrWatchEngine Off
            </Location>
            ErrorDocument 404 /off/404.html
        """)

    # A request below `place` for which the front controller leaves an entry.
    def ask(self, client, way, place, word):
        said = quote(f"AH01630: client denied by server configuration: /srv/{place}/{word}")
        return client.get(f"/{way}/{place}/{word}?module=mod_authz_core.c&answer=403&text={said}")

    def block(self, client, log, way, place):
        log.expect("AH01630", at_least=3, at_most=40)
        log.expect_blocked(client)
        client.provoke(lambda word: self.ask(client, way, place, word))

    @pytest.mark.parametrize("way", WAYS)
    def test_counted_where_nothing_is_said(self, server, client, log, way):
        self.block(client, log, way, "page")
        row = server.status.charged(client.address)
        assert row["blocked"] and row["entries"] >= 3  # two words may be of one class: then the second counts for nothing

    @pytest.mark.parametrize("way", WAYS)
    def test_off_counts_nothing_and_denies_nothing(self, server, client, log, way):
        self.block(client, log, way, "page")
        entries = server.status.charged(client.address)["entries"]
        log.expect("AH01630", text="srv/off", count=2)
        answers = [self.ask(client, way, "off", word) for word in ("one", "two")]
        assert not any("Retry-After" in answer.headers for answer in answers)
        assert server.status.charged(client.address)["entries"] == entries

    @pytest.mark.parametrize("way", WAYS)
    def test_a_removed_rule_names_nothing(self, server, client, log, way):
        log.expect("AH01630", count=5)
        for word in ("one", "two", "three", "four", "five"):
            assert self.ask(client, way, "wiki", word).status == 403
        assert server.status.charged(client.address) is None

    @pytest.mark.parametrize("way", WAYS)
    def test_the_denial_is_that_of_what_was_asked_for(self, client, log, way):
        self.block(client, log, way, "late")
        assert self.ask(client, way, "late", "more").status == 429
        assert self.ask(client, way, "page", "more").status == 403

    # The page that tells of an error lies where nothing is counted: the errors themselves are counted.
    def test_error_document_below_off(self, client, log):
        log.expect("AH00128", at_least=3)
        log.expect_blocked(client)
        client.provoke(lambda word: client.get(f"/gone/{word}"))
