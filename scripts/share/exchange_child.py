"""An exchange that is this program's child, on two pipes: for who runs both as root by hand, and for tests."""
from __future__ import annotations

import os
import signal
import subprocess

END_SECONDS = 5.0


class Child:
    def __init__(self, command: list[str]) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin and self._process.stdout
        self._stdin, self._stdout = self._process.stdin, self._process.stdout
        for pipe in (self._stdin, self._stdout):
            os.set_blocking(pipe.fileno(), False)

    def input(self) -> int:
        return self._stdin.fileno()

    def output(self) -> int:
        return self._stdout.fileno()

    def end(self) -> str:
        """One that does not end with its input is told to, and killed in the end."""
        self._stdin.close()
        self._stdout.close()
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                code = self._process.wait(END_SECONDS)
                break
            except subprocess.TimeoutExpired:
                self._process.send_signal(number)
        else:
            code = self._process.wait()
        return f"ended with exit status {code}" if code >= 0 else f"ended by signal {-code}"


class Command:
    def __init__(self, words: list[str]) -> None:
        self._words, self.name = words, words[0]

    def open(self) -> Child:
        """Raises OSError."""
        return Child(self._words)
