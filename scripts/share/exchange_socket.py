"""An exchange behind a Unix socket, one for each connection: systemd starts it, with the rights that this program does not have."""
from __future__ import annotations

import os
import pathlib
import socket
import time

from share.exchange import READ_AT_ONCE

END_SECONDS = 5.0


class Connection:
    def __init__(self, path: pathlib.Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._socket.settimeout(END_SECONDS)
            self._socket.connect(str(path))
            self._socket.setblocking(False)
            # To be read and written by itself, each with an event of its own.
            self._output = os.dup(self._socket.fileno())
        except BaseException:
            self._socket.close()
            raise

    def input(self) -> int:
        return self._socket.fileno()

    def output(self) -> int:
        return self._output

    def end(self) -> str:
        """It sees the end of its input. The next one is not to find it there still, so its own end is waited for."""
        try:
            self._socket.shutdown(socket.SHUT_WR)
            self._socket.setblocking(True)
            ends_at = time.monotonic() + END_SECONDS
            while (left := ends_at - time.monotonic()) > 0:
                self._socket.settimeout(left)
                if not self._socket.recv(READ_AT_ONCE):
                    break
        except OSError:
            pass  # reset, or late: it is left alone
        finally:
            os.close(self._output)
            self._socket.close()
        return "ended the connection, its log says why: journalctl -u 'errwatch-exchange@*'"


class UnixSocket:
    def __init__(self, path: pathlib.Path) -> None:
        self._path, self.name = path, f"unix:{path}"

    def open(self) -> Connection:
        """Raises OSError."""
        return Connection(self._path)
