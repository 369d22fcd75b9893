"""Log-in forms that answer 200 to a wrong password, and backends that refuse credentials: guessers are blocked, people are not."""
import base64

import pytest

from harness.chance import tries
from harness.client import WORDS

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
RIGHT = {**FORM, "X-Right": "yes"}  # stands for the right password, which no rule sees
POSTPASS = {**FORM, "X-Right": "postpass"}  # for what says so in its body: everybody passes, and nobody is logged in


class Forms:
    @classmethod
    def configure(cls, config):
        config.known_entries = "."
        config.load("rewrite", "headers")
        config.file("htdocs/wp-login.php", "wrong\n")
        config.file("htdocs/account/login", "wrong\n")
        config.errwatch("""
            Include ${CONF}/rules/*.conf
            RewriteEngine On
            Header always add Set-Cookie "wordpress_test_cookie=WP%%20Cookie%%20check; path=/; HttpOnly"
            Header always add Set-Cookie "wordpress_logged_in_0=x; path=/; HttpOnly" "expr=%{HTTP:X-Right} == 'yes'"
            Header always add Set-Cookie "wp-postpass_0=x; path=/" "expr=%{HTTP:X-Right} == 'postpass'"
            RewriteCond %{HTTP:X-Right} .
            RewriteRule "^/(?:wp-login\\.php|account/login)$" "/page.html" [R=302,L]
            RewriteRule "^/account/back$" "/account/back" [R=303,L]
            Redirect 401 /backend
            Redirect 401 /refused
        """, rules="")


@pytest.mark.all_mpms
class TestLogInForms(Forms):
    @pytest.mark.parametrize("path", ["/wp-login.php", "/account/login"])
    def test_guesser(self, client, path):
        assert 8 <= client.provoke(lambda word: client.request("POST", path, FORM, body=f"pwd={word}".encode()), most=tries(8))
        assert client.get("/page.html").status == 403

    # A header that comes along with a log-in in the body is not what was tried. (A form that answers 401 does so by a script.)
    @pytest.mark.parametrize("status", [200, 401])
    def test_guesser_with_credentials_of_no_account(self, client, status):
        headers = {**FORM, "Authorization": "Basic eDp4"}
        path = "/wp-login.php" if status == 200 else "/refused/login"

        def guess(word):
            response = client.request("POST", path, headers, body=f"pwd={word}".encode())
            assert response.status in (status, 403)
            return response

        assert 8 <= client.provoke(guess, most=tries(8))

    def test_who_mistypes(self, server, client):
        with client.connect() as connection:  # one after the other: a response is judged before the next request is read
            for _ in range(4):
                for word in WORDS[:3]:
                    assert connection.request("POST", "/wp-login.php", FORM, body=f"pwd={word}".encode()).status == 200
                assert connection.request("POST", "/wp-login.php", RIGHT, body=b"pwd=right").status == 302
            connection.get("/page.html")
        assert 3 <= server.status.score(client.address, "auth_failure") <= 4  # one of three each time
        assert client.get("/page.html").status == 200

    # An account of his own buys a guesser little.
    def test_guesser_with_an_account(self, client):
        def guess(word):
            if WORDS.index(word) % 4 == 3:
                return client.request("POST", "/wp-login.php", RIGHT, body=b"pwd=right")
            return client.request("POST", "/wp-login.php", FORM, body=f"pwd={word}".encode())

        assert client.provoke(guess, most=40) <= 36

    # Nothing is forgiven by another form, by a redirect back to the form,
    # or by WordPress's form for protected pages that says so in its body, which is not read.
    @pytest.mark.parametrize("path, headers, body, status", (
        ("/account/login", RIGHT, b"pwd=right", 302),
        ("/account/back", FORM, b"", 303),
        ("/wp-login.php", POSTPASS, b"action=postpass&post_password=x", 302),
    ))
    def test_what_forgives_nothing(self, server, client, path, headers, body, status):
        with client.connect() as connection:
            for word in WORDS[:4]:
                connection.request("POST", "/wp-login.php", FORM, body=f"pwd={word}".encode())
            connection.get("/page.html")
            before = server.status.score(client.address, "auth_failure")
            assert connection.request("POST", path, headers, body=body).status == status
            connection.get("/page.html")
        assert before - 0.2 < server.status.score(client.address, "auth_failure")

    # Plain http, and neither Referer nor Origin: it may be another site's page, and is forgiven all the same.
    def test_who_mistypes_and_says_not_where(self, client):
        browser = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Accept-Language": "de"}
        with client.connect() as connection:
            for _ in range(2):
                for word in WORDS[:4]:
                    assert connection.request("POST", "/wp-login.php", {**FORM, **browser}, body=f"pwd={word}".encode()).status == 200
                assert connection.request("POST", "/wp-login.php", {**RIGHT, **browser}, body=b"pwd=right").status == 302
            assert connection.get("/page.html", {"Accept": "text/html", **browser}).status == 200

    # WordPress's form for protected pages lets everybody pass.
    def test_form_that_everybody_passes(self, client):
        def guess(word):
            response = client.request("POST", "/wp-login.php", FORM, body=f"pwd={word}".encode())
            client.request("POST", "/wp-login.php?action=postpass", POSTPASS, body=b"post_password=x")
            return response

        client.provoke(guess, most=tries(8))

    def test_page_that_logs_in_by_script(self, server, client):
        call = {**FORM, "X-Requested-With": "XMLHttpRequest"}
        assert [client.request("POST", "/account/login", call, body=b"pwd=right").status for _ in range(12)] == [200] * 12
        assert client.get("/page.html").status == 200


def basic(word):
    return {"Authorization": "Basic " + base64.b64encode(f"admin:{word}".encode()).decode()}


@pytest.mark.all_mpms
class TestBackend(Forms):
    def test_guesser(self, client):
        assert 8 <= client.provoke(lambda word: client.get("/backend/api", basic(word)), most=tries(8))
        assert client.get("/page.html").status == 403

    def test_old_password_of_a_program(self, client):
        assert client.repeat(40, "/backend/api", basic("old")) == [401] * 40
        assert client.get("/page.html").status == 200

    def test_without_credentials(self, client):
        assert client.repeat(40, "/backend/api") == [401] * 40
        assert client.get("/page.html").status == 200

    def test_half_of_a_handshake(self, client):
        assert [client.get("/backend/api", {"Authorization": f"NTLM {word}"}).status for word in WORDS[:20]] == [401] * 20
        assert client.get("/page.html").status == 200
