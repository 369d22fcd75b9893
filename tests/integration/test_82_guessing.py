"""Passwords and codes tried one after the other, wherever they are sent and however that is answered; with ErrWatchBody, which tells one from another.

The answer is asked for in the query (?status=422), and a log-in that succeeds by a header that no rule sees."""
import json
import urllib.parse

import pytest

from harness.chance import tries
from harness.client import WORDS

AGENT = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Accept-Language": "de",
         "Origin": "http://localhost", "Referer": "http://localhost/page.html"}
PAGE = {**AGENT, "Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html,*/*;q=0.8"}
CALL = {**AGENT, "Content-Type": "application/json", "Accept": "application/json"}
XML = {"Content-Type": "text/xml"}
RIGHT = {"X-Right": "yes"}


def form(**fields):
    return urllib.parse.urlencode(fields).encode()


def query(log_ins):
    return json.dumps({"query": "mutation{%s}" % " ".join(log_ins)}).encode()


def log_in(number, word):
    return f'a{number}:login(email:"a@example.org",password:"{word}"){{token}}'


def multicall(words):
    calls = "".join("<value><struct><member><name>methodName</name><value><string>wp.getUsersBlogs</string></value></member><member><name>params"
                    f"</name><value><array><data><value><string>admin</string></value><value><string>{word}</string></value></data></array></value>"
                    "</member></struct></value>" for word in words)
    return (f"<?xml version=\"1.0\"?><methodCall><methodName>system.multicall</methodName><params><param><value><array><data>{calls}"
            "</data></array></value></param></params></methodCall>").encode()


# About how many different ones are answered until the denial; what is tried in each.
GUESSERS = {
    "form of Rails": (8, "/users/sign_in?status=422", PAGE, lambda word: form(**{"user[email]": "a@example.org", "user[password]": word})),
    "form of Rails, another account each time": (8, "/users/sign_in?status=422", PAGE,
                                                 lambda word: form(**{"user[email]": f"{word}@example.org", "user[password]": "x"})),
    "OAuth": (16, "/oauth/token?status=400", PAGE, lambda word: form(grant_type="password", username="a", password=word)),
    "Keycloak": (16, "/realms/x/protocol/openid-connect/token?status=401", PAGE, lambda word: form(grant_type="password", username="a", password=word)),
    "JSON, 400": (32, "/api/login?status=400", CALL, lambda word: json.dumps({"user": "a", "password": word}).encode()),
    "JSON, 422": (32, "/api/auth/signin?status=422", CALL, lambda word: json.dumps({"user": "a", "password": word}).encode()),
    "form at an odd address": (19, "/account/enter", PAGE, lambda word: form(user="a", password=word)),
    "form of a portal": (19, "/portal.php?do=x", PAGE, lambda word: form(name="a", passwd=word)),
    "task in the body": (19, "/index.php", PAGE, lambda word: form(task="user.login", username="a", password=word)),
    "JSON, answered": (67, "/api/session", CALL, lambda word: json.dumps({"user": "a", "password": word}).encode()),
    "SOAP": (67, "/ws/auth", XML, lambda word: f"<e><login><user>a</user><password>{word}</password></login></e>".encode()),
    "GraphQL": (67, "/graphql", CALL, lambda word: query([log_in(0, word)])),
    "one-time codes": (67, "/2fa", PAGE, lambda word: form(code=word)),
    "one-time codes, refused": (67, "/api/otp?status=422", CALL, lambda word: json.dumps({"otp": word}).encode()),
    "gift cards": (67, "/api/giftcard/check?status=404", CALL, lambda word: json.dumps({"code": word}).encode()),
}

# Many in one request: those are told apart by the request itself.
MANY = {
    "GraphQL, many": ("/graphql", CALL, lambda word: query([log_in(i, f"{word}{i}") for i in range(50)])),
    "XML-RPC, many": ("/xmlrpc.php", XML, lambda word: multicall([f"{word}{i}" for i in range(20)])),
}


class Site:
    body = "ErrWatchBody On"

    @classmethod
    def configure(cls, config):
        config.known_entries = "."
        config.load("rewrite", "headers")
        config.load_test_module("mod_readbody")
        config.errwatch(f"""
            Include ${{CONF}}/rules/*.conf
            {cls.body}
            <LocationMatch "^/(?!page|errwatch)">
              SetHandler readbody
            </LocationMatch>
            RewriteEngine On
            Header always add Set-Cookie "session=x; path=/; HttpOnly" "expr=%{{HTTP:X-Right}} == 'yes'"
            RewriteCond %{{HTTP:X-Right}} yes
            RewriteCond %{{HTTP:Accept}} json
            RewriteRule "^/(?!page)" "/done" [QSD,PT]
            RewriteCond %{{HTTP:X-Right}} yes
            RewriteRule "^/(?!page)" "/done?status=302" [PT]
            Header always set Location "/home" "expr=%{{REQUEST_STATUS}} == 302"
        """, rules="")

    def scores(self, server, client):
        client.get("/page.html")
        return server.status.score(client.address, "auth_failure")


def words(count):
    return [f"{WORDS[i % len(WORDS)]}{i // len(WORDS) or ''}" for i in range(count)]


class TestGuessers(Site):
    @pytest.mark.parametrize("name", GUESSERS)
    def test_denied(self, client, name):
        new, path, headers, body = GUESSERS[name]
        assert client.provoke(lambda word: client.request("POST", path, headers, body(word)), most=tries(new)) >= new * 3 // 4
        assert client.get("/page.html").status == 403

    @pytest.mark.parametrize("name", MANY)
    def test_many_in_one_request(self, client, name):
        path, headers, body = MANY[name]
        assert client.provoke(lambda word: client.request("POST", path, headers, body(word)), most=4) >= 1
        assert client.get("/page.html").status == 403


# An answer that is a page may say that the password was wrong: nobody has logged in, whatever else is attacked.
class TestAnswersThatArePages(Site):
    body = "ErrWatchBody On\nErrWatchAnomalies On\nErrWatchLimit any none\nErrWatchLimit auth_failure none\nErrWatchEventLog logs/events.json events=incident"

    def test_no_wrong_password_is_a_log_in(self, server, log):
        log.allow("EW0105")
        told = log.expect("EW0114", text="share one brute force attack", at_least=1)
        path, body = "/users/sign_in?status=422", lambda word: form(**{"user[email]": "a@example.org", "user[password]": word})
        for number in range(70):
            server.client().request("POST", path, PAGE, body(f"guess{number}"))
            server.client().request("POST", path, PAGE, body(f"another{number}"))
        log.wait(told)
        for number in range(12):
            assert server.client().request("POST", "/users/sign_up?status=200", PAGE, body(f"nothing{number}")).status == 200
        # Whoever has the right one is sent elsewhere.
        log.expect("EW0107", text="after 0 failed attempts", count=1)
        assert server.client().request("POST", path, {**PAGE, **RIGHT}, body("right")).status == 302


class TestHonest(Site):
    def post_all(self, client, path, headers, bodies):
        answers = [client.request("POST", path, headers, body).status for body in bodies]
        assert set(answers) == {int(path[-3:]) if "?status=" in path else 200}
        assert client.get("/page.html").status == 200

    @pytest.mark.parametrize("path, headers, body", [
        ("/oauth/token?status=400", PAGE, form(grant_type="password", username="a", password="old")),
        ("/api/session?status=401", CALL, b'{"user":"a","password":"old"}'),
        ("/account/enter", PAGE, form(user="a", password="old")),
        ("/api/otp?status=422", CALL, b'{"otp":"123456"}'),
    ])
    def test_the_same_again_and_again(self, server, client, path, headers, body):
        self.post_all(client, path, headers, [body] * 150)
        assert self.scores(server, client) <= 0.5

    # The token is another one each time, and nobody guesses it.
    def test_application_whose_token_expired(self, server, client):
        self.post_all(client, "/oauth/token?status=400", PAGE, [form(grant_type="refresh_token", client_id="app", client_secret="s", refresh_token=word)
                                                               for word in words(80)])
        assert self.scores(server, client) == 0

    @pytest.mark.parametrize("path, headers", [("/users/edit?status=422", PAGE), ("/account/enter", PAGE), ("/api/session?status=401", CALL)])
    def test_who_mistypes_five_times(self, server, client, path, headers):
        encode = (lambda word: form(user="a", password=word)) if headers is PAGE else (lambda word: json.dumps({"user": "a", "password": word}).encode())
        self.post_all(client, path, headers, [encode(word) for word in WORDS[:5]])
        assert self.scores(server, client) <= 2.5

    # A page that asks what a password is worth with each letter.
    @pytest.mark.parametrize("answer", ["", "?status=422"])
    def test_password_that_is_typed(self, client, answer):
        typed = "correct horse battery"
        self.post_all(client, "/api/strength" + answer, CALL, [json.dumps({"email": "a", "password": typed[:n]}).encode() for n in range(1, len(typed) + 1)])

    # 200 people behind one address: every other one mistypes once or twice.
    @pytest.mark.parametrize("path, headers", [("/users/enter?status=422", PAGE), ("/api/session?status=401", CALL), ("/api/session?status=422", CALL),
                                               ("/account/enter", PAGE)])
    def test_office(self, server, client, path, headers):
        def log_in(connection, person, word, more):
            fields = {"username": f"person{person}", "password": word}
            body = form(**fields) if headers is PAGE else json.dumps(fields).encode()
            return connection.request("POST", path, {**headers, **more}, body).status

        with client.connect() as connection:
            answers = []
            for person in range(200):
                answers += [log_in(connection, person, f"{person} {word}", {}) for word in ("wrong", "worse")[:person % 4 - 1 if person % 4 > 1 else 0]]
                answers.append(log_in(connection, person, f"{person} right", RIGHT))
            answers.append(connection.get("/page.html").status)
        assert 403 not in answers
        assert self.scores(server, client) <= 3

    # They answer alike whether it was right, and so many people log in at once.
    @pytest.mark.parametrize("path, headers", [("/api/session", CALL), ("/account/enter", PAGE)])
    def test_office_where_every_answer_is_a_page(self, server, client, path, headers):
        bodies = [{"username": f"person{i}", "password": word} for i, word in enumerate(words(150))]
        self.post_all(client, path, headers, [form(**body) if headers is PAGE else json.dumps(body).encode() for body in bodies])
        assert self.scores(server, client) == 0

    def test_administrator_creates_accounts(self, client):
        self.post_all(client, "/api/users", CALL, [json.dumps({"username": f"pupil{i}", "password": word}).encode() for i, word in enumerate(words(60))])
        self.post_all(client, "/graphql", CALL, [query([f'a{i}:createUser(email:"{word}{i}@example.org",password:"{word}{i}"){{id}}' for i in range(30)])
                                                 for word in WORDS[:6]])

    def test_scanner_of_goods(self, client):
        self.post_all(client, "/api/goods", CALL, [json.dumps({"code": word}).encode() for word in words(120)])

    # An account of his own buys a guesser nothing at another one.
    def test_account_of_his_own(self, client):
        def guess(word):
            assert client.request("POST", "/oauth/token?status=400", {**PAGE, **RIGHT}, form(username="own", password="right")).status in (302, 403)
            return client.request("POST", "/oauth/token?status=400", PAGE, form(username="victim", password=word))

        assert client.provoke(guess, most=tries(16)) >= 12


class TestWithoutBodies(Site):
    body = ""

    def test_form_answered_422(self, client):
        assert client.provoke(lambda word: client.request("POST", "/users/sign_in?status=422", PAGE, form(password=word)), most=tries(8)) >= 8

    @pytest.mark.parametrize("path, headers", [("/oauth/token?status=400", PAGE), ("/api/auth/signin?status=422", CALL), ("/users/new?status=422", PAGE)])
    def test_nothing_is_told(self, client, path, headers):
        assert {client.request("POST", path, headers, form(password=word)).status for word in words(60)} == {int(path[-3:])}
