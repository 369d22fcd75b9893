"""Two machines on one wire: network namespaces. The test's own thread is on the first one, where servers and programs are started; the second
one's addresses are clients. All of it is gone afterwards."""
import contextlib
import ctypes
import os
import socket
import subprocess
import threading

import pytest

_LIBC = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWNET = 0x40000000

SERVER4, SERVER6 = "192.0.2.1", "2001:db8::1"


def _enter(descriptor):
    if _LIBC.setns(descriptor, _CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def _ip(*arguments, process=None):
    prefix = ["nsenter", "--target", str(process), "--net"] if process else []
    subprocess.run([*prefix, "ip", *arguments], check=True, capture_output=True, timeout=30)


class Machines:
    def __init__(self, other, port=None):
        self._other, self.port = other, port

    def add_client(self, address):
        """An address of the second machine."""
        if ":" in address:
            _ip("address", "add", f"{address}/128", "dev", "wire", "nodad", process=self._other.pid)
            _ip("-6", "route", "add", f"{address}/128", "dev", "wire")
        else:
            _ip("address", "add", f"{address}/24", "dev", "wire", process=self._other.pid)
        return address

    def ask(self, address, path="/page.html", patience=1.0):
        """The status that a client gets; None: its packets do not arrive."""
        answer = []

        def there():
            with open(f"/proc/{self._other.pid}/ns/net", "rb") as namespace:
                _enter(namespace.fileno())
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            with socket.socket(family, socket.SOCK_STREAM) as connection:
                connection.settimeout(patience)
                connection.bind((address, 0))
                with contextlib.suppress(TimeoutError):
                    connection.connect((SERVER6 if ":" in address else SERVER4, self.port))
                    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
                    answer.append(int(connection.recv(64).split()[1]))

        # A namespace is a thread's: this one ends with the question.
        thread = threading.Thread(target=there)
        thread.start()
        thread.join()
        return answer[0] if answer else None


@contextlib.contextmanager
def two():
    """Skips the test where there may be no namespaces."""
    with open("/proc/thread-self/ns/net", "rb") as before:
        if _LIBC.unshare(_CLONE_NEWNET) != 0:
            pytest.skip(f"no network namespace of its own: {os.strerror(ctypes.get_errno())}")
        other = subprocess.Popen(["unshare", "--net", "sh", "-c", "echo ready; exec sleep infinity"], stdout=subprocess.PIPE)
        try:
            assert other.stdout.readline() == b"ready\n"
            _ip("link", "set", "lo", "up")
            _ip("link", "add", "wire", "type", "veth", "peer", "name", "wire", "netns", str(other.pid))
            for process in (None, other.pid):
                _ip("link", "set", "wire", "up", process=process)
            _ip("address", "add", f"{SERVER4}/24", "dev", "wire")
            _ip("address", "add", f"{SERVER6}/64", "dev", "wire", "nodad")
            _ip("-6", "route", "add", f"{SERVER6}/128", "dev", "wire", process=other.pid)
            yield Machines(other)
        finally:
            other.kill()
            other.wait()
            _enter(before.fileno())
