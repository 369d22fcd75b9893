"""Kinds of traffic. Each is a function of a server, a client's address and a random generator, and returns what came of it: statuses, or
words where there is none. The same generator gives the same traffic to each server."""
import gzip
import os
import socket
import ssl
import struct
import time

from backend import frame, receive_frame
from harness.client import CLOSED, Connection, request_bytes
from harness.http2 import Http2Connection

PAGES = ("/", "/page.html", "/list/", "/list/one.txt", "/old/page", "/errors/404.html")
FORM = "application/x-www-form-urlencoded"
ATTACKS = ("/page.html?id=1%27%20UNION%20SELECT%20user,pass%20FROM%20users--", "/?q=%3Cscript%3Ealert(1)%3C/script%3E", "/page.html?f=../../../../etc/passwd",
           "/.env", "/.git/config", "/wp-login.php", "/%2e%2e/%2e%2e/etc/passwd", "/cgi-bin/../../../../bin/sh", "/page.html?x=;cat%20/etc/passwd",
           "/index.php?s=/index/think/app/invokefunction", "/page.html?u=http://169.254.169.254/latest", "/backup.sql", "/a%00b", "/" + "a" * 300)
AGENTS = ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "curl/8.5.0", "sqlmap/1.8", "() { :;}; /bin/id", "")
MALFORMED = (b"GET / HTTP/1.1\r\n\r\n", b"GET  /\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 40, b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
             b"GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"FOO / HTTP/1.1\r\nHost: x\r\n\r\n",
             b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
             b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, foo\r\n\r\n0\r\n\r\n", b"TRACE / HTTP/1.1\r\nHost: x\r\n\r\n",
             b"POST /cgi-bin/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 9000 + b"\r\n\r\n",
             b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 150 + b"\r\n", b"CONNECT example.net:443 HTTP/1.1\r\nHost: x\r\n\r\n", b"GET http://example.net/ HTTP/1.1\r\nHost: x\r\n\r\n")


def _tls_context(protocols=("http/1.1",)):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(list(protocols))
    return context


TLS, TLS_HTTP2 = _tls_context(), _tls_context(("h2",))


def _get(connection, rng, path):
    headers = {"User-Agent": rng.choice(AGENTS)}
    more = rng.randrange(6)
    if more == 0:
        headers["Range"] = "bytes=0-4"
    elif more == 1:
        headers["If-None-Match"] = "*"
    elif more == 2:
        headers["Accept-Encoding"] = "gzip"
    return connection.request(rng.choice(("GET", "GET", "GET", "HEAD", "OPTIONS")), path, headers)


def _statuses(connection, responses):
    """Of responses one after another; ends with the first that did not come."""
    found = []
    with connection:
        for response in responses:
            found.append(response.status)
            if response.status == 0:
                break
    return found


def kept_alive(server, address, rng):
    connection = Connection(server.port, address)
    return _statuses(connection, (_get(connection, rng, rng.choice(PAGES)) for _ in range(rng.randint(2, 8))))


def _alone(server, address, method, path, headers=None, body=b"", version="HTTP/1.1"):
    with Connection(server.port, address) as connection:
        return connection.request(method, path, {"Connection": "close", **(headers or {})}, body, version).status


def closed_at_once(server, address, rng):
    path = rng.choice((*PAGES, "/missing/page", "/denied/page.html", "/private/page.html"))
    return [_alone(server, address, "GET", path, version=rng.choice(("HTTP/1.1", "HTTP/1.0")))]


def wrong_password(server, address, rng):
    return [_alone(server, address, "GET", "/private/page.html", {"Authorization": rng.choice(("Basic YWxpY2U6d3Jvbmc=", "Basic Ym9iOng=", "Basic !!", "Bearer x"))})]


def attack(server, address, rng):
    return [_alone(server, address, "GET", path, {"User-Agent": rng.choice(AGENTS)}) for path in rng.sample(ATTACKS, 3)]


def guarded(server, address, rng):
    """Of a host where the module denies, by clients that come nowhere else: not compared."""
    return [_alone(server, f"127.127.0.{rng.randint(1, 20)}", "GET", path, {"Host": "guarded"}) for path in rng.sample(ATTACKS, 3)]


def pipelined(server, address, rng):
    count = rng.randint(2, 10)
    connection = Connection(server.port, address)
    connection.send(b"".join(request_bytes("GET", rng.choice((*PAGES, "/missing"))) for _ in range(count)))
    return _statuses(connection, (connection.receive() for _ in range(count)))


def malformed(server, address, rng):
    with Connection(server.port, address) as connection:
        connection.send(rng.choice(MALFORMED))
        connection.socket.shutdown(socket.SHUT_WR)
        return [connection.receive().status]


def http_0_9(server, address, rng):
    with Connection(server.port, address) as connection:
        connection.send(rng.choice((b"GET /page.html\r\n", b"GET /missing\r\n")))
        return ["some" if connection.read_all() else "nothing"]


def over_tls(server, address, rng):
    connection = Connection(server.tls_port, address)
    connection.wrap(TLS)
    return _statuses(connection, (_get(connection, rng, rng.choice(PAGES)) for _ in range(rng.randint(1, 4))))


def broken_tls(server, address, rng):
    with Connection(server.tls_port, address) as connection:
        connection.send(rng.choice((b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00", b"\x00\x01\x02\x03" * 8, b"\x16\x03\x01")))
        connection.socket.shutdown(socket.SHUT_WR)
        return ["some" if connection.read_all() else "nothing"]


def _streams(connection, rng):
    paths = [rng.choice((*PAGES, "/missing", "/denied/page.html", "/backend/x", "/cgi-bin/echo", "/php/form.php")) for _ in range(rng.randint(2, 10))]
    with connection:
        streams = [connection.send("POST", path, {"content-type": FORM}, b"a=b&c=1' OR '1'='1") if rng.random() < 0.3 else connection.send("GET", path) for path in paths]
        return [connection.receive(stream).status for stream in streams]


def http2(server, address, rng):
    return _streams(Http2Connection(server.port, address), rng)


def http2_over_tls(server, address, rng):
    return _streams(Http2Connection(server.tls_port, address, tls=TLS_HTTP2), rng)


def proxied(server, address, rng):
    path = rng.choice(("/backend/page", "/backend/slow", "/backend/fails", "/gone/page"))
    if rng.random() < 0.4:
        return [_alone(server, address, "POST", path, {"Content-Type": FORM}, b"name=value&" * rng.randint(1, 2000))]
    return [_alone(server, address, "GET", path)]


def websocket(server, address, rng):
    with Connection(server.port, address) as connection:
        connection.send(request_bytes("GET", "/ws", {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
                                                     "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}))
        file = connection.socket.makefile("rb")
        found = [(file.readline().split() + [b"0", b"0"])[1].decode()]
        while file.readline().strip():
            pass
        for _ in range(rng.randint(1, 5)):
            said = rng.randbytes(rng.choice((1, 100, 5000)))
            connection.send(frame(1, said, mask=b"\x01\x02\x03\x04"))
            found.append("echo" if receive_frame(file) == (1, said) else "nothing")
        connection.send(frame(8, struct.pack(">H", 1000), mask=b"\x01\x02\x03\x04"))
        return found


def php(server, address, rng):
    path = rng.choice(("/php/form.php", "/php/complains.php", "/php/fatal.php", "/php/missing.php"))
    if rng.random() < 0.5:
        return [_alone(server, address, "POST", path, {"Content-Type": FORM}, rng.choice((b"user=alice&password=secret", b"q=<script>alert(1)</script>", b"id=1' OR 1=1--")))]
    return [_alone(server, address, "GET", path + "?page=1")]


def cgi(server, address, rng):
    path = "/cgi-bin/" + rng.choice(("echo", "complains", "broken", "slow", "missing"))
    if rng.random() < 0.5:
        return [_alone(server, address, "POST", path, {"Content-Type": FORM}, b"a=b&" * rng.randint(1, 500))]
    return [_alone(server, address, "GET", path)]


def big_body(server, address, rng):
    kind, body = rng.choice(((FORM, b"field=some+words&" * 60_000), ("application/json", b"[" + b'{"id":1,"text":"words"},' * 40_000 + b"0]"),
                             ("application/octet-stream", bytes(1_500_000)), (FORM, b"x" * 5_000_000), ("application/json", b"[" * 200_000)))
    headers = {"Content-Type": kind}
    if rng.random() < 0.2:
        body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
    path = rng.choice(("/php/form.php", "/cgi-bin/echo", "/backend/upload"))
    if rng.random() < 0.5:
        return [_alone(server, address, "POST", path, headers, body)]
    with Connection(server.port, address) as connection:
        pieces = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (body[i:i + 30_000] for i in range(0, len(body), 30_000)))
        try:
            connection.send(request_bytes("POST", path, {**headers, "Transfer-Encoding": "chunked", "Connection": "close"}) + pieces + b"0\r\n\r\n")
        except ConnectionError:
            pass
        return [connection.receive().status]


def slow(server, address, rng):
    """A client that takes half a second for its request, or never ends it."""
    request = rng.choice((request_bytes("GET", "/page.html", {"Connection": "close"}), request_bytes("POST", "/cgi-bin/echo", {"Connection": "close"}, b"a=b&" * 10),
                          request_bytes("POST", "/php/form.php", {"Connection": "close", "Content-Type": FORM}, b"a=b&" * 10)))
    keep = rng.choice((len(request), len(request), len(request) - 5, 20))
    with Connection(server.port, address) as connection:
        for i in range(0, keep, 20):
            connection.send(request[i:min(i + 20, keep)])
            time.sleep(0.05)
        return [connection.receive().status]


def aborted(server, address, rng):
    connection = Connection(server.port, address)
    act = rng.randrange(4)
    if act == 0:
        connection.send(request_bytes("GET", "/big.bin"))
        connection.socket.recv(1000)
    elif act == 1:
        connection.send(request_bytes("POST", "/cgi-bin/echo", {"Content-Length": "100000"}) + b"x" * 2000)
    elif act == 2:
        connection.send(b"GET /page.html HT")
    else:
        connection.send(request_bytes("POST", "/backend/upload", {"Transfer-Encoding": "chunked"}) + b"7d0\r\n" + b"y" * 1000)
    if rng.random() < 0.5:
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset
    connection.close()
    return ["aborted"]


# How often each comes.
WEIGHTS = {kept_alive: 20, closed_at_once: 20, wrong_password: 4, attack: 12, guarded: 4, pipelined: 5, malformed: 10, http_0_9: 2, over_tls: 6, broken_tls: 3,
           http2: 8, http2_over_tls: 4, proxied: 8, websocket: 5, php: 8, cgi: 5, big_body: 2, slow: 3, aborted: 5}
NOT_COMPARED = ("guarded",)
