"""What errwatch-exchange.socket and errwatch-exchange@.service do: an exchange with each connection on its standard input and output."""
import socket
import subprocess
import threading

from share_harness.host import EXCHANGE


class SocketUnit:
    """One connection at a time; a second one is closed at once, as systemd does."""

    def __init__(self, path, *arguments):
        self.path, self.command = path, ["/usr/bin/python3", "-I", EXCHANGE, *arguments]
        self.child, self.listener = None, None

    def start(self):
        self.path.unlink(missing_ok=True)
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(str(self.path))
        self.listener.listen()
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()
        return self

    def _accept(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return  # stopped
            with connection:
                if self.child is None or self.child.poll() is not None:
                    self.child = subprocess.Popen(self.command, stdin=connection, stdout=connection)

    def kill_child(self):
        self.child.kill()
        self.child.wait()

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.path.unlink(missing_ok=True)
        if self.child is not None:
            self.kill_child()
