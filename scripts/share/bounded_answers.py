"""Redis' answers, with a bound: whoever may write into the streams writes fields of any size, signed or not, and all hosts read them."""
from __future__ import annotations

from typing import Any

import redis
from redis.connection import PythonParser, SocketBuffer

from share.message import LONGEST_SIGNED

MOST_OF_ANSWER = 64 << 20  # bytes that are kept of one
CHUNK = 1 << 16
TOO_LARGE = "an answer is too large"


class _Buffer(SocketBuffer):
    kept = 0  # bytes, of this answer

    def read(self, length: int) -> Any:
        """Of what is longer than any field of a message nothing is kept: nobody signed it."""
        if length > LONGEST_SIGNED:
            left = length + 2  # with the end of line
            while left > 0:
                super().read(min(left, CHUNK) - 2)
                left -= CHUNK
            return b""
        self.kept += length
        if self.kept > MOST_OF_ANSWER:
            raise redis.ConnectionError(TOO_LARGE)
        return super().read(length)


class BoundedParser(PythonParser):
    _depth = 0

    def on_connect(self, connection: Any) -> None:
        super().on_connect(connection)
        self._buffer = _Buffer(self._sock, self.socket_read_size, connection.socket_timeout)

    def read_response(self, *arguments: Any, **options: Any) -> Any:
        """Calls itself for what is in an answer."""
        if self._depth == 0:
            self._buffer.kept = 0
        self._depth += 1
        try:
            return super().read_response(*arguments, **options)
        finally:
            self._depth -= 1
