"""HTTP clients that send what they are told to, from a loopback address of their own."""
import base64
import http.client
import io
import itertools
import json
import socket

# 127.0.0.1 is the harness itself. Every client gets the next address of 127.64.0.0/10.
_addresses = (f"127.{a}.{b}.{c}" for a in range(64, 128) for b in range(256) for c in range(1, 255))

TIMEOUT = 20


# Names without anything that differs from one generated name to the next, such as digits.
WORDS = [f"{first}{second}" for first in ("amber", "birch", "coral", "delta", "ember", "flint", "grove", "hazel", "ivory") for second in
         ("wood", "stone", "field", "brook", "gate", "hill", "shore", "house", "bridge", "tower", "mill", "lake", "garden", "market")]


def next_address():
    return next(_addresses)


class Response:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"<Response {self.status} {len(self.body)} bytes>"


# What a request without an answer gives: the connection was closed.
CLOSED = Response(0, {}, b"")


def request_bytes(method, path, headers=None, body=b"", version="HTTP/1.1"):
    """A request as it goes over the wire. `path` may be bytes, and is sent as it is."""
    path = path.encode("latin-1") if isinstance(path, str) else path
    lines = {"Host": "localhost", **(headers or {})}
    if body:
        lines["Content-Length"] = str(len(body))
    head = b"%s %s %s\r\n" % (method.encode(), path, version.encode())
    for name, value in lines.items():
        if value is not None:
            head += f"{name}: {value}\r\n".encode("latin-1")
    return head + b"\r\n" + body


class Connection:
    """One connection, kept alive."""

    def __init__(self, port, source, host="127.0.0.1"):
        self.socket = socket.create_connection((host, port), TIMEOUT, source_address=(source, 0) if source else None)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self.socket.makefile("rb")

    def wrap(self, tls):
        """Goes on in TLS; `tls`: a context of ssl."""
        self.socket = tls.wrap_socket(self.socket, server_hostname="localhost")
        self._file = self.socket.makefile("rb")

    def send(self, data):
        self.socket.sendall(data)

    def receive(self, method="GET"):
        """The next response, or CLOSED."""
        try:
            if not self._file.peek(1):
                return CLOSED
            raw = self._file
            response = http.client.HTTPResponse(_Unclosable(raw), method=method)
            response.begin()
            body = response.read()
            return Response(response.status, response.headers, body)
        except (ConnectionError, http.client.IncompleteRead, http.client.RemoteDisconnected):
            return CLOSED

    def request(self, method, path, headers=None, body=b"", version="HTTP/1.1"):
        try:
            self.send(request_bytes(method, path, headers, body, version))
        except ConnectionError:
            pass  # what the server said before it closed is still to be read
        return self.receive(method)

    def get(self, path, headers=None):
        return self.request("GET", path, headers)

    def read_all(self):
        """Everything until the server closes."""
        try:
            return self._file.read()
        except ConnectionError:
            return b""

    def end(self, response):
        """Waits until the server closes behind the response, if that says so: httpd has logged, and the module judged, the request by
        then. A busy machine serves the next request of a client before that otherwise."""
        if "close" in (response.headers.get("Connection") or "").lower():
            self.read_all()

    def close(self):
        self._file.close()
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class _Unclosable:
    """Gives HTTPResponse the connection's own buffered reader, so that a following response is not lost with a second buffer."""

    def __init__(self, file):
        self._inner = file

    def makefile(self, *_):
        return _KeptOpen(self._inner)


class _KeptOpen(io.BufferedIOBase):
    def __init__(self, inner):
        self._inner = inner

    def readable(self):
        return True

    def read(self, *size):
        return self._inner.read(*size)

    def readinto(self, buffer):
        return self._inner.readinto(buffer)

    def readline(self, *size):
        return self._inner.readline(*size)

    def peek(self, *size):
        return self._inner.peek(*size)

    def read1(self, *size):
        return self._inner.read1(*size)

    def flush(self):
        pass


class Client:
    """A client: each request on a connection of its own, unless connect() is used."""

    def __init__(self, port, source=None, host="127.0.0.1"):
        self.port, self.host = port, host
        self.address = source or (next_address() if host == "127.0.0.1" else host)

    def connect(self):
        return Connection(self.port, self.address, self.host)

    def request(self, method, path, headers=None, body=b"", version="HTTP/1.1"):
        with self.connect() as connection:
            response = connection.request(method, path, {"Connection": "close", **(headers or {})}, body, version)
            connection.end(response)
            return response

    def get(self, path, headers=None):
        return self.request("GET", path, headers)

    def log_in(self, path="/private/page.html", user="alice", password="wrong"):
        token = base64.b64encode(f"{user}:{password}".encode()).decode()
        return self.get(path, {"Authorization": f"Basic {token}"})

    def raw(self, data):
        """Sends bytes, then tells that there are no more, and returns the first response (or CLOSED)."""
        with self.connect() as connection:
            try:
                connection.send(data)
                connection.socket.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            response = connection.receive()
            connection.end(response)
            return response

    def miss(self, count=1):
        """Asks for `count` pages that do not exist, and that no other client asks for. Returns the status codes."""
        return [self.get(f"/missing/{self.address}/{number}").status for number in range(count)]

    def provoke(self, send, most=40):
        """send(word) with one new word after another until the answer is the module's denial; returns how many were answered otherwise.
        Which words are new is told by a hash of few bits, so it may take some more than the limit says (chance.py)."""
        assert most <= len(WORDS)
        for served, word in enumerate(WORDS[:most]):
            if "Retry-After" in send(word).headers:
                return served
        raise AssertionError(f"{self.address} was not denied in {most} requests")

    def repeat(self, count, path, headers=None):
        """`count` requests, each on its own connection. Returns the status codes."""
        return [self.get(path, headers).status for _ in itertools.repeat(None, count)]
