"""A syslog daemon of a test's own: a socket that stands at /dev/log for one server alone, in a mount namespace."""
import os
import socket
import subprocess

import pytest

# Lays a small /dev over the real one, whose `log` leads to the test's socket, and becomes the server.
_OWN_DEV = """set -e
dev=$1 log=$2; shift 2
mount -t tmpfs -o mode=755 tmpfs "$dev"
for name in null zero full random urandom; do : > "$dev/$name"; mount --bind "/dev/$name" "$dev/$name"; done
mkdir "$dev/shm"; mount --rbind /dev/shm "$dev/shm"
ln -s "$log" "$dev/log"
mount --rbind "$dev" /dev
exec "$@"
"""


class SyslogDaemon:
    """Reads only what it is asked for."""

    def __init__(self, server, kind=socket.SOCK_DGRAM):
        device, self._path = server.root / "dev", server.root / "log.socket"
        device.mkdir()
        launcher = ["unshare", "--mount", "sh", "-c", _OWN_DEV, "sh", str(device), str(self._path)]
        tried = subprocess.run([*launcher, "true"], capture_output=True, text=True, timeout=60)
        if tried.returncode != 0:
            pytest.skip(f"no mount namespace of its own: {tried.stderr.strip()}")
        server.config.launcher = launcher
        self._kind, self._connections, self._received = kind, [], b""
        self._listener = None
        self.start()

    def start(self):
        self._listener = socket.socket(socket.AF_UNIX, self._kind)
        self._listener.bind(str(self._path))
        self._path.chmod(0o666)
        self._listener.setblocking(False)
        if self._kind == socket.SOCK_STREAM:
            self._listener.listen()

    def stop(self):
        for each in (self._listener, *self._connections):
            each.close()
        self._connections = []
        os.unlink(self._path)

    def lines(self):
        """All that has come, since the beginning."""
        if self._kind == socket.SOCK_STREAM:
            self._take(lambda: self._connections.append(self._listener.accept()[0]))
            for connection in self._connections:
                connection.setblocking(False)
                self._take(lambda connection=connection: self._keep(connection.recv(1 << 16)))
        else:
            self._take(lambda: self._keep(self._listener.recv(1 << 16) + b"\0"))
        return [line.decode("latin-1") for line in self._received.split(b"\0") if line]

    def _keep(self, data):
        if not data:
            raise BlockingIOError  # the end of a stream
        self._received += data

    @staticmethod
    def _take(once):
        try:
            while True:
                once()
        except BlockingIOError:
            pass
