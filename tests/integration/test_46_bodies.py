"""ErrWatchBody: what arrives in bodies of requests is seen as it passes, and passes as it was sent.

A body is judged when the response has been sent, so the attacks of one test go over one connection: the next request finds the result."""
import gzip
import hashlib
import json
import os
import time

import pytest

from harness.chance import tries
from harness.client import WORDS
from harness.http2 import Http2Connection

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
BROWSER = {"User-Agent": AGENT, "Accept-Language": "de,en;q=0.5", "Origin": "http://localhost", "Referer": "http://localhost/page.html"}
SUBMIT = {**BROWSER, "Accept": "text/html,*/*;q=0.8", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "document"}
CALL = {**BROWSER, "Accept": "*/*", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "empty"}
FORM = "application/x-www-form-urlencoded"
BOUNDARY = "----WebKitFormBoundary7MA4YWxk"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def part(name, value, more="", headers=""):
    value = value if isinstance(value, bytes) else value.encode()
    return b"--%s\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n%s\r\n%s\r\n" % (BOUNDARY.encode(), name.encode(), more.encode(),
                                                                                  headers.encode(), value)


def multipart(*parts):
    return b"".join(parts) + b"--" + BOUNDARY.encode() + b"--\r\n"


def file_part(name, file_name, content, kind="application/octet-stream"):
    return part(name, content, f'; filename="{file_name}"', f"Content-Type: {kind}\r\n")


# One attack, as each kind of body brings it.
ATTACKS = {
    "form": (FORM, lambda word: f"page=2&id={word}%27+union+select+password,2+from+users--+-".encode()),
    "multipart": (MULTIPART, lambda word: multipart(file_part("photo", "a.png", b"\x89PNG" * 9000), part("id", f"{word}' union select 1,2--"))),
    "multipart, a file to some": (MULTIPART, lambda word: multipart(part("id", f"{word}' union select 1,2--", "; filename*=UTF-8''a.png"))),
    "multipart, boundary of which nobody is sure": (f"multipart/form-data; xboundary={BOUNDARY}", lambda word: multipart(
        file_part("photo", "a.png", b"\x89PNG" * 900), part("id", f"{word}' union select 1,2--"))),
    "multipart, boundary of which nobody is sure, behind much": (f"multipart/form-data; xboundary={BOUNDARY}", lambda word: multipart(
        file_part("photo", "a.png", b"\x89PNG" * 12000), part("id", f"{word}' union select 1,2--"))),
    "form with a tail": (FORM + ",x", lambda word: f"id={word}%27+union+select+password,2+from+users--+-".encode()),
    "json": ("application/json", lambda word: json.dumps({"filter": {"id": f"{word}' union select password,2 from users-- -"}}).encode()),
    "json with escapes": ("application/json", lambda word: b'{"id":"%s\\u0027 un\\u0069on select 1,2-- -"}' % word.encode()),
    "XML": ("application/xml", lambda word: f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY {word} SYSTEM "file:///etc/passwd">]><a>&{word};</a>'.encode()),
    "plain text": ("text/plain", lambda word: f"{word}=;cat /etc/passwd".encode()),
    "json to a lenient parser": ("application/json", lambda word: b"{a:1,'id':\"%s' union select 1,2-- -\"}" % word.encode()),
    "json that calls itself a picture": ("image/png", lambda word: json.dumps({"id": f"{word}' union select 1,2-- -"}).encode()),
    "json in UTF-16": ("application/json", lambda word: json.dumps({"id": f"{word}' union select 1,2-- -"}).encode("utf-16-le")),
    "json behind a picture": ("application/json", lambda word: json.dumps({"a": "QUJD/9j4" * 12000, "id": f"{word}' union select 1,2--"}).encode()),
    "json as a part": (MULTIPART, lambda word: multipart(
        file_part("data", "blob", json.dumps({"id": f"{word}' union select 1,2--"}).encode(), "application/json"))),
    "XML in EBCDIC": ("application/xml", lambda word: f'<?xml version="1.0" encoding="IBM037"?><!DOCTYPE a [<!ENTITY {word} SYSTEM "file:///etc/passwd">]><a>&{word};</a>'.encode("cp037")),
    "no type": (None, lambda word: f"id={word}'+union+select+1,2--".encode()),
}

ENOUGH = 2  # new attacks block, with the shipped limits


class Site:
    extra = ""

    @classmethod
    def configure(cls, config):
        config.known_entries = "."  # blocks are asserted
        config.load("proxy", "proxy_http", "http2", "deflate", "rewrite")
        config.load_test_module("mod_readbody")
        config.errwatch("""
            Protocols h2c http/1.1
            Include ${CONF}/rules/*.conf
            ErrWatchLimit any 30/1m
            <Location /echo>
              SetHandler readbody
            </Location>
            <Location /unpacked>
              SetHandler readbody
              SetInputFilter DEFLATE
            </Location>
            RewriteEngine On
            RewriteRule ^/front /echo [PT]
            ProxyPass /backend http://127.0.0.1:${PORT}/echo
        """ + cls.extra, rules="")

    def assert_blocked(self, client, send):
        """By send(connection, word): as soon as enough of them have shown something new."""
        with client.connect() as connection:
            assert client.provoke(lambda word: send(connection, word), most=tries(ENOUGH)) >= ENOUGH

    def assert_attack_blocks(self, client, name, path="/echo", headers=None):
        kind, attack = ATTACKS[name]
        self.assert_blocked(client, lambda connection, word: self.post(connection, attack(word), kind, path, headers))

    def post(self, client, body, kind=FORM, path="/echo", headers=None):
        return client.request("POST", path, {"Content-Type": kind, **(headers or {})}, body)


@pytest.mark.all_mpms
class TestAttacks(Site):
    extra = "ErrWatchBody On\n"

    @pytest.mark.parametrize("name", ATTACKS)
    def test_blocked_after_few(self, client, name):
        self.assert_attack_blocks(client, name)

    # Wherever the body is read: by a backend, behind a front controller, or thrown away by httpd for a page that is not there.
    @pytest.mark.parametrize("path", ["/backend", "/front", "/missing"])
    def test_wherever_it_goes(self, client, path):
        self.assert_attack_blocks(client, "form", path)

    def test_http2(self, server, client):
        kind, attack = ATTACKS["json"]
        with Http2Connection(server.port, client.address) as connection:
            answers = [connection.request("POST", "/echo", {"content-type": kind}, attack(word)).status for word in WORDS[:tries(ENOUGH)]]
        assert answers[:ENOUGH] == [200] * ENOUGH and answers[-1] == 403

    def test_chunked_in_small_pieces(self, client):
        _, attack = ATTACKS["multipart"]

        def send(connection, word):
            connection.send(f"POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Type: {MULTIPART}\r\n\r\n".encode())
            body = attack(word)
            for at in range(0, len(body), 7001):
                piece = body[at:at + 7001]
                connection.send(b"%x\r\n%s\r\n" % (len(piece), piece))
            connection.send(b"0\r\n\r\n")
            return connection.receive("POST")
        self.assert_blocked(client, send)

    # What is read twice, once ahead, is one body: seen once, and as it is.
    @pytest.mark.parametrize("how", ["?ahead", "?lines"])
    def test_ways_of_reading(self, client, how):
        self.assert_attack_blocks(client, "multipart", "/echo" + how)

    # The name of a file that a server would run; what is in it is nobody's business here.
    def test_file_name(self, client):
        self.assert_blocked(client, lambda connection, word: self.post(connection, multipart(file_part("f", f"{word}.php", "x")), MULTIPART))

    def test_unpacked_by_httpd(self, client):
        kind, attack = ATTACKS["form"]
        gzipped = {"Content-Encoding": "gzip"}
        self.assert_blocked(client, lambda connection, word: self.post(connection, gzip.compress(attack(word)), kind, "/unpacked", gzipped))

    # One attack, sent again and again, is one.
    def test_the_same_again(self, server, client):
        kind, attack = ATTACKS["form"]
        assert {self.post(client, attack("same"), kind).status for _ in range(12)} == {200}
        assert not server.status.blocked(client.address)

    def test_evidence_quotes_nothing(self, server, client, log):
        kind, attack = ATTACKS["form"]
        self.assert_blocked(client, lambda connection, word: self.post(connection, b"secretword=" + attack(word), kind))
        page = server.status.fetch("json").text + server.status.fetch("").text + log.text()
        assert "secretword" not in page and "union" not in page.lower().replace("union select with columns", "").replace("union select", "")

    def test_counted(self, server, client):
        before = server.status.document()["counters"]
        assert self.post(client, b"a=" + b"x." * 100_000).status == 200
        assert self.post(client, b"a=1").status == 200
        assert self.post(client, gzip.compress(b"a=1"), FORM, "/echo", {"Content-Encoding": "gzip"}).status == 200
        assert self.post(client, b"\0" * 10, "application/octet-stream").status == 200
        after = server.status.document()["counters"]
        grown = {name: after[name] - before[name] for name in ("bodies", "bodies_cut", "bodies_compressed")}
        assert grown == {"bodies": 2, "bodies_cut": 1, "bodies_compressed": 1}
        assert "bodies_cut" in server.status.fetch("prometheus").text


@pytest.mark.all_mpms
class TestPassesUnchanged(Site):
    extra = "ErrWatchBody On\n"

    # Byte for byte, whatever it is and however it comes.
    @pytest.mark.parametrize("kind", [FORM, MULTIPART, "application/json", "text/xml", "image/png", None])
    @pytest.mark.parametrize("path", ["/echo", "/echo?ahead", "/backend"])
    def test_content(self, client, kind, path):
        body = os.urandom(150_000)
        answer = self.post(client, body, kind, path)
        assert answer.status == 200 and hashlib.sha256(answer.body).digest() == hashlib.sha256(body).digest()

    def test_large_upload(self, client):
        body = multipart(part("a", "b"), file_part("f", "big.bin", os.urandom(1 << 20) * 10))
        answer = self.post(client, body, MULTIPART)
        assert answer.status == 200 and answer.body == body

    def test_slow_and_chunked(self, client):
        body = multipart(part("text", "one\r\ntwo\r\n--three"), file_part("f", "a.bin", b"\r\n--" * 50))
        with client.connect() as connection:
            connection.send(f"POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Type: {MULTIPART}\r\n"
                            "Expect: 100-continue\r\n\r\n".encode())
            for at in range(0, len(body), 50):
                connection.send(b"%x\r\n%s\r\n" % (len(body[at:at + 50]), body[at:at + 50]))
                time.sleep(0.01)  # so that the server reads in pieces
            connection.send(b"0\r\n\r\n")
            answer = connection.receive("POST")
        assert answer.status == 200 and answer.body == body

    def test_http2(self, server, client):
        body = b"a=" + os.urandom(7_000).hex().encode()  # one frame
        with Http2Connection(server.port, client.address) as connection:
            answer = connection.request("POST", "/echo", {"content-type": FORM}, body)
        assert answer.status == 200 and answer.body == body

    # Two requests on one connection: the first one's body ends where it ends.
    @pytest.mark.parametrize("path", ["/echo", "/echo?never", "/page.html"])
    def test_keep_alive(self, client, path):
        with client.connect() as connection:
            for number in range(3):
                assert connection.request("POST", path, {"Content-Type": FORM}, b"a=%d" % number).status in (200, 405)
            assert connection.request("POST", "/echo", {"Content-Type": FORM}, b"a=last").body == b"a=last"


class TestWhatIsWritten(Site):
    """What people and programs post each day blocks nobody."""
    extra = "ErrWatchBody On\n"
    POSTS = {
        "editor": (CALL, "application/json", lambda word: json.dumps({"id": 7, "title": f"About {word}", "content":
            f"<!-- wp:code --><pre>SELECT * FROM {word} WHERE id = '1' OR 1=1 -- </pre><script>alert(document.cookie)</script>"}).encode()),
        "forum": (SUBMIT, FORM, lambda word: f"subject=SQL+injection+{word}&message=How+do+I+stop+%27+or+1%3D1+--+in+{word}%3F%0D%0AHere:%0D%0Aunion+select+1,2+from+users".encode()),
        "forum, no browser": ({}, FORM, lambda word: f"message=How+do+I+stop+{word}+%27+or+1%3D1+--+in+PHP%3F%0D%0Aunion+select+1,2+from+users%3B+drop+table+x".encode()),
        "phpMyAdmin": (SUBMIT, FORM, lambda word: f"db=shop&sql_query=SELECT+*+FROM+%60{word}%60+UNION+SELECT+1,2+FROM+information_schema.tables".encode()),
        "webmail": (SUBMIT, MULTIPART, lambda word: multipart(part("_subject", f"Re: {word}"), part("_message", f"Hello {word},\r\ncat /etc/passwd\r\n<?php system('id'); ?>"))),
        "upload": ({}, MULTIPART, lambda word: multipart(part("title", word), file_part("f", f"{word}.txt", "' union select 1,2-- <script>alert(1)</script>"))),
        "PUT": ({}, "text/html", lambda word: f"<script>alert('{word}')</script>".encode()),
        "push": ({}, "application/x-git-receive-pack-request", lambda word: f"{word}' union select 1,2--".encode()),
        "CSP report": (CALL, "application/csp-report", lambda word: json.dumps({"csp-report": {"document-uri": f"http://localhost/?q=<script>{word}",
            "blocked-uri": "javascript:alert(1)", "script-sample": f"';alert(document.cookie)//{word}"}}).encode()),
        "upload as it is": ({}, "application/octet-stream", lambda word: f"#!/bin/sh\nid={word}\ncat /etc/passwd; rm -rf /\n".encode()),
        "PUT of JSON": ({}, "application/json", lambda word: json.dumps({"scripts": {"test": f"x;cat /etc/passwd {word}"}}).encode()),
        "password": ({}, FORM, lambda word: f"log={word}&pwd={word}%27+or+1%3D1--+-%3Bcat+/etc/passwd".encode()),
        "webhook": ({"User-Agent": "GitHub-Hookshot/1"}, "application/json", lambda word: json.dumps({"ref": "refs/heads/main", "commits": [
            {"message": f"Fix {word}: quote ' or 1=1 -- in the query and <script> too", "url": "https://git.example.org/a/b"}]}).encode()),
    }

    @pytest.mark.parametrize("name", POSTS)
    def test_nobody_is_blocked(self, server, client, name):
        headers, kind, body = self.POSTS[name]
        for _ in range(5):
            assert client.get("/page.html", headers).status == 200
        method = "PUT" if name.startswith("PUT") else "POST"
        path = "/echo/a.json" if method == "PUT" else "/echo"
        for word in WORDS[:25]:
            assert client.request(method, path, {"Content-Type": kind, **headers}, body(word)).status == 200, server.status.client(client.address)
        assert client.get("/page.html").status == 200


class TestOffByDefault(Site):
    def test_nothing_is_looked_at(self, server, client):
        kind, attack = ATTACKS["form"]
        assert {self.post(client, attack(word), kind).status for word in WORDS[:10]} == {200}
        assert server.status.counter("bodies") == 0


class TestPlaces(Site):
    extra = """
        ErrWatchBody On size=2k
        <Location /echo/editor>
          ErrWatchBody Off
        </Location>
    """

    def test_off_for_a_place(self, client):
        kind, attack = ATTACKS["form"]
        assert {self.post(client, attack(word), kind, "/echo/editor").status for word in WORDS[:10]} == {200}
        self.assert_attack_blocks(client, "form")

    # What lies beyond the size is not looked at; a file that lies before takes nothing of it.
    def test_size(self, client):
        kind, attack = ATTACKS["form"]
        padding = b"a=" + b"x." * 1024 + b"&"
        assert {self.post(client, padding + attack(word), kind).status for word in WORDS[:10]} == {200}
        self.assert_attack_blocks(client, "multipart")
