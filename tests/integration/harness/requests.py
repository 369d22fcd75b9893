"""Requests of all sorts as they go over the wire, by group: what a server may be sent, well-formed or not. harness/all_sorts.py is their site."""
import functools
import gzip
import json

from .client import request_bytes
from .paths import REPOSITORY

FORM = "application/x-www-form-urlencoded"
PATHS = ("/", "/page.html", "/big.txt", "/list/", "/list", "/missing", "/denied/page.html", "/private/page.html", "/gone/page.html", "/old/page.html?a=b",
         "/cgi-bin/echo?a=b", "/included.shtml", "/negotiated", "/proxied/page.html", "/nobody/page.html", "/echo", "/refused", "*")
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "TRACE", "PATCH", "PROPFIND", "FOO", "get")
STATUSES = (400, 401, 402, 403, 404, 405, 406, 408, 410, 411, 413, 414, 416, 417, 418, 422, 424, 426, 429, 431, 451, 500, 501, 502, 503, 504, 507, 511)
RANGES = ("bytes=0-4", "bytes=-5", "bytes=5-", "bytes=0-0,-1", "bytes=0-4,2-8,100-200", "bytes=99999999-", "bytes=5-1", "bytes=", "lines=1-2", "bytes=0-,0-,0-",
          "bytes=" + ",".join(f"{i}-{i + 1}" for i in range(0, 300, 3)))
CONDITIONS = ({"If-None-Match": "*"}, {"If-None-Match": '"nothing"'}, {"If-Match": "*"}, {"If-Match": '"nothing"'},
              {"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}, {"If-Modified-Since": "Sun, 01 Mar 2026 00:00:00 GMT"}, {"If-Modified-Since": "yesterday"},
              {"If-Unmodified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}, {"If-Range": '"nothing"', "Range": "bytes=0-4"},
              {"If-Range": "Sun, 01 Mar 2026 00:00:00 GMT", "Range": "bytes=0-4"})
NEGOTIATION = ({"Accept-Language": "de"}, {"Accept-Language": "fr, en;q=0.5"}, {"Accept": "image/png"}, {"Accept-Encoding": "gzip"}, {"Accept-Charset": "x"},
               {"Accept-Language": "de, " * 300 + "en"})
BODIES = ((FORM, b"user=alice&comment=some+words"), (FORM, b"id=1' UNION SELECT user,password FROM users--&x=<script>alert(1)</script>"), (FORM, b"password=" + b"%41" * 30_000),
          ("application/json", json.dumps({"user": "alice", "f": "../../etc/passwd", "list": ["; cat /etc/passwd"] * 50}).encode()), ("application/json", b'{"a":' * 3000),
          ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nsome text\r\n--x\r\n'
           b'Content-Disposition: form-data; name="f"; filename="shell.php"\r\n\r\n<?php system($_GET[1]);\r\n--x--\r\n'), ("multipart/form-data", b"--x\r\n\r\n--x--"),
          ("text/xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'), ("application/octet-stream", bytes(range(256)) * 300), ("", b"a=b"),
          (FORM, b"\0\xff\x80" * 1000), ("application/json; charset=utf-7", b"+ADw-script+AD4-"))
READINGS = ("", "?ahead", "?lines", "?never", "?discard", "?status=422")
LOG_INS = ("Basic YWxpY2U6c2VjcmV0", "Basic YWxpY2U6d3Jvbmc=", "Basic Ym9iOng=", "Basic", "Basic !!!", "Basic Og==", "Bearer abc.def.ghi", "Digest username=x", "Basic " + "QUFB" * 1500)
# What httpd itself refuses, or ought to.
MALFORMED = (
    b"\r\n", b"\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", b"GET\r\n\r\n", b"GET  /\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.10\r\nHost: x\r\n\r\n", b"GET / http/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1 x\r\nHost: x\r\n\r\n", b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", b"GET page.html HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /\x80\xff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /a%2fb HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n: no name\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n folded: yes\r\nConnection: close\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nX: \x01\r\n\r\n",
    b"GET / HTTP/1.1\nHost: x\nConnection: close\n\n", b"GET / HTTP/1.1\rHost: x\r\r", b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x:99999\r\n\r\n", b"GET / HTTP/1.1\r\nHost:\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", b"GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", b"GET http://example.net/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"CONNECT example.net:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"GET /" + b"a" * 300 + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 9000 + b"\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 150 + b"\r\n",
    b"GET /page.html?" + b"a=b&" * 1900 + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 40, b"SSH-2.0-OpenSSH_9.2\r\n",
    b"\xff\xfe\xfd" * 20 + b"\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nContent-Le", b"GET /page.html HT")
FRAMING = (
    b"Content-Length: 5\r\n\r\nabc", b"Content-Length: -5\r\n\r\nabc", b"Content-Length: 3x\r\n\r\nabc", b"Content-Length: 99999999999999999999\r\n\r\nabc", b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    b"Content-Length: 3, 3\r\n\r\nabc", b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n\r\n3;name=value\r\nabc\r\n0\r\nTrailer: x\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\nabc\r\n0\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
    b"Transfer-Encoding: gzip\r\n\r\nabc", b"Transfer-Encoding: chunked, foo\r\n\r\n0\r\n\r\n", b"Transfer-Encoding: xchunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", b"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n",
    b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc", b"Expect: the-best\r\nContent-Length: 3\r\n\r\nabc", b"Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n" + b"a\r\n0123456789\r\n" * 500 + b"0\r\n\r\n",
    b"Content-Length: 200000\r\n\r\n" + b"x" * 200_000, b"Upgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 0\r\n\r\n")


def _one(method, path, headers=None, body=b"", version="HTTP/1.1"):
    return request_bytes(method, path, {"Connection": "close", **(headers or {})}, body, version)


def _pipelined(*requests):
    return b"".join(request_bytes(method, path, None, body) for method, path, body in requests) + _one("GET", "/page.html")


@functools.lru_cache(None)
def _attacks():
    """Every fourth request of the rules' samples."""
    found = []
    for file in sorted((REPOSITORY / "tests/rules").glob("*.jsonl")):
        for entry in (json.loads(line)["entry"] for line in file.read_text().splitlines()):
            if entry.get("method") and entry.get("uri"):
                found.append(_one(entry["method"], entry["uri"].encode("utf-8", "surrogateescape").decode("latin-1"),
                                  {name: str(value).encode().decode("latin-1") for name, value in entry.get("headers", {}).items() if "\n" not in str(value)},
                                  str(entry.get("body", "")).encode()))
    return found[::4]


def groups():
    """{name: [bytes]}"""
    compressed = gzip.compress(b"user=alice&comment=' OR '1'='1")
    return {
        "methods": [_one(method, path) for path in PATHS for method in METHODS],
        "versions": [_one("GET", path, version="HTTP/1.0") for path in PATHS] + [b"GET /page.html\r\n", b"GET /missing\r\n", b"POST /cgi-bin/echo\r\n"],
        "statuses": [_one("GET", f"/echo?status={status}") for status in STATUSES] + [_one("GET", f"/answer/{status}") for status in STATUSES],
        "ranges": [_one(method, path, {"Range": text}) for path in ("/big.txt", "/page.html") for method in ("GET", "HEAD") for text in RANGES],
        "conditions": [_one(method, path, headers) for path in ("/page.html", "/missing") for method in ("GET", "PUT") for headers in CONDITIONS],
        "negotiation": [_one("GET", path, headers) for path in ("/negotiated", "/big.css") for headers in NEGOTIATION],
        "log-ins": [_one("GET", path, {"Authorization": text}) for path in ("/private/page.html", "/page.html") for text in LOG_INS],
        "bodies": [_one("POST", path, {"Content-Type": kind}, body) for path in ("/cgi-bin/echo", "/proxied/echo", *("/echo" + how for how in READINGS), "/page.html")
                   for kind, body in BODIES] + [_one("POST", path, {"Content-Type": FORM, "Content-Encoding": "gzip"}, compressed) for path in ("/echo", "/inflated/echo")],
        "framing": [b"POST " + path + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + text for path in (b"/echo", b"/proxied/echo", b"/missing") for text in FRAMING],
        "malformed": list(MALFORMED),
        "pipelined": [_pipelined(("GET", "/page.html", b""), ("GET", "/missing", b""), ("POST", "/cgi-bin/echo", b"a=b")), _pipelined(("POST", "/echo", b"x" * 5000), ("HEAD", "/big.txt", b"")),
                      _pipelined(("POST", "/page.html", b"a=b"), ("GET", "/denied/page.html", b"")), _pipelined(*(("GET", path, b"") for path in PATHS[:7]))],
        "attacks": _attacks(),
    }
