"""An HTTP/2 client with prior knowledge, over cleartext or TLS."""
import socket

import h2.config
import h2.connection
import h2.events

from .client import CLOSED, TIMEOUT, Response


class Http2Connection:
    def __init__(self, port, source, host="127.0.0.1", tls=None):
        """`tls`: a context of ssl that offers h2."""
        self._socket = socket.create_connection((host, port), TIMEOUT, source_address=(source, 0))
        if tls:
            self._socket = tls.wrap_socket(self._socket, server_hostname="localhost")
        self._h2 = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
        self._h2.initiate_connection()
        self._flush()
        self._done = {}
        self._open = {}
        self._closed = False

    def _flush(self):
        self._socket.sendall(self._h2.data_to_send())

    def send(self, method, path, headers=None, body=b""):
        """Sends a request and does not wait. Returns its stream. `headers`: names and values, or a list of pairs, where names may repeat."""
        stream = self._h2.get_next_available_stream_id()
        pseudo = [(":method", method), (":path", path), (":scheme", "http"), (":authority", "localhost")]
        pairs = headers.items() if isinstance(headers, dict) else headers or []
        self._h2.send_headers(stream, pseudo + [(name.lower(), value) for name, value in pairs], end_stream=not body)
        if body:
            self._h2.send_data(stream, body, end_stream=True)
        self._open[stream] = Response(0, {}, b"")
        self._flush()
        return stream

    def receive(self, stream):
        """The response on a stream; CLOSED when the stream or the connection was closed instead."""
        while stream not in self._done and not self._closed:
            try:
                data = self._socket.recv(65536)
            except ConnectionError:
                data = b""
            if not data:
                self._closed = True
                break
            for event in self._h2.receive_data(data):
                self._handle(event)
            try:
                self._flush()
            except ConnectionError:  # what was sent before is still to be read
                continue
        return self._done.pop(stream, CLOSED)

    def _handle(self, event):
        if isinstance(event, h2.events.ResponseReceived):
            headers = dict(event.headers)
            self._open[event.stream_id].status = int(headers[":status"])
            self._open[event.stream_id].headers = headers
        elif isinstance(event, h2.events.DataReceived):
            self._open[event.stream_id].body += event.data
            self._h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            self._done[event.stream_id] = self._open.pop(event.stream_id)
        elif isinstance(event, h2.events.StreamReset):
            self._done[event.stream_id] = CLOSED
        elif isinstance(event, h2.events.ConnectionTerminated):
            self._closed = True

    def ends(self):
        """Whether the server closes the connection, within the time that a test waits for anything."""
        self.receive(stream=None)
        return self._closed

    def request(self, method, path, headers=None, body=b""):
        return self.receive(self.send(method, path, headers, body))

    def get(self, path, headers=None):
        return self.request("GET", path, headers)

    def close(self):
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
