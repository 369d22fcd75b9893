"""What stands behind the servers: an HTTP server that echoes, which also speaks WebSocket, and a PHP-FPM of its own."""
import base64
import hashlib
import os
import pathlib
import shutil
import socketserver
import struct
import subprocess
import threading
import time

from harness.wait import wait_until

WEBSOCKET_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3


def receive_frame(file):
    """(opcode, data) of one frame of RFC 6455, masked or not; None at the end."""
    head = file.read(2)
    if len(head) < 2:
        return None
    length = head[1] & 127
    if length == 126:
        length = struct.unpack(">H", file.read(2))[0]
    elif length == 127:
        length = struct.unpack(">Q", file.read(8))[0]
    mask = file.read(4) if head[1] & 128 else bytes(4)
    data = file.read(length)
    return head[0] & 15, bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))


def frame(opcode, data, mask=b""):
    flag = 128 if mask else 0
    size = bytes([flag | len(data)]) if len(data) < 126 else bytes([flag | 126]) + struct.pack(">H", len(data))
    return bytes([128 | opcode]) + size + mask + (bytes(byte ^ mask[i % 4] for i, byte in enumerate(data)) if mask else data)


class _Echo(socketserver.StreamRequestHandler):
    timeout = 60

    def handle(self):
        try:
            while self._one():
                pass
        except (OSError, ValueError):
            pass

    def _one(self):
        line = self.rfile.readline(65536).split()
        if len(line) < 2:
            return False
        headers = {}
        while header := self.rfile.readline(65536).strip():
            name, _, value = header.partition(b":")
            headers[name.lower()] = value.strip()
        if headers.get(b"upgrade", b"").lower() == b"websocket":
            return self._talk(headers[b"sec-websocket-key"])
        size = self._read_body(headers)
        if b"/slow" in line[1]:
            time.sleep(0.3)
        status = b"500 Failed" if b"/fails" in line[1] else b"200 OK"
        body = b"%s %s %d\n" % (line[0], line[1].split(b"?")[0], size)
        self.wfile.write(b"HTTP/1.1 %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), b"" if line[0] == b"HEAD" else body))
        return headers.get(b"connection", b"").lower() != b"close"

    def _read_body(self, headers):
        """Its length."""
        if headers.get(b"transfer-encoding", b"").lower() != b"chunked":
            return len(self.rfile.read(int(headers.get(b"content-length", 0))))
        size = 0
        while length := int(self.rfile.readline(1024), 16):
            size += len(self.rfile.read(length))
            self.rfile.readline()
        self.rfile.readline()
        return size

    def _talk(self, key):
        accept = base64.b64encode(hashlib.sha1(key + WEBSOCKET_GUID).digest())
        self.wfile.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n")
        while received := receive_frame(self.rfile):
            opcode, data = received
            self.wfile.write(frame(opcode, data))
            if opcode == 8:
                break
        return False


class Backend(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Echo)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()


def php_fpm():
    """The newest PHP-FPM that is installed."""
    found = sorted(pathlib.Path("/usr/sbin").glob("php-fpm*"))
    return shutil.which("php-fpm") or (str(found[-1]) if found else None)


class PhpFpm:
    """A PHP-FPM without anything of the system's configuration."""

    def __init__(self, directory):
        self.socket = directory / "php.sock"
        lines = ["[global]", f"error_log = {directory}/fpm.log", "daemonize = no", "[www]", f"listen = {self.socket}", "listen.mode = 0666",
                 "pm = static", "pm.max_children = 4"]
        lines += ["user = www-data", "group = www-data"] if os.geteuid() == 0 else []
        (directory / "fpm.conf").write_text("\n".join(lines) + "\n")
        self._process = subprocess.Popen([php_fpm(), "-n", "-F", "-y", str(directory / "fpm.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self.socket.exists, 20, what="PHP-FPM")

    def stop(self):
        self._process.terminate()
        self._process.wait(20)
