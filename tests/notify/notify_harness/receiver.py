"""An HTTP server that does with each request what the test says."""
import http.server
import json
import threading
import time


class Request:
    def __init__(self, handler, body):
        self.method, self.path, self.headers, self.body, self.time = handler.command, handler.path, handler.headers, body, time.monotonic()

    @property
    def json(self):
        return json.loads(self.body)


def answer(status, headers=(), body=b"ok"):
    def act(handler):
        handler.send_response(status)
        for name, value in headers:
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
    return act


def redirect(to):
    return answer(302, [("Location", to)])


def drop(handler):
    handler.close_connection = True
    handler.connection.close()


def stall(handler):
    """Takes the request and says nothing until the test ends."""
    handler.server.released.wait(60)
    handler.close_connection = True


def trickle(handler):
    """An answer that never ends, a byte now and then: no timeout of a single reading sees it."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    try:
        while not handler.server.released.wait(0.05):
            handler.wfile.write(b"x")
            handler.wfile.flush()
    except OSError:
        pass
    handler.close_connection = True


class Receiver:
    def __init__(self, *acts, then=answer(200)):
        """The first requests are answered by `acts`, all others by `then`."""
        self.requests, self.acts, self.then = [], list(acts), then
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                act = receiver.acts.pop(0) if receiver.acts else receiver.then
                receiver.requests.append(Request(self, body))
                act(self)

            do_POST = do_GET = do_PUT = handle_any

            def log_message(self, *_):
                pass

            def handle(self):
                try:
                    super().handle()
                except (OSError, ValueError):
                    pass  # the test's own dropping

            def finish(self):
                try:
                    super().finish()
                except (OSError, ValueError):
                    pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.released = threading.Event()
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def close(self):
        self.server.released.set()
        self.server.shutdown()
        self.server.server_close()
