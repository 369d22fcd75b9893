"""A program on a terminal of its own: what it shows, what is typed."""
import fcntl
import os
import pty
import select
import struct
import subprocess
import termios

import pyte

from .wait import wait_until


class Terminal:
    def __init__(self, command, rows=24, columns=100, user=None, **environment):
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.master, slave = pty.openpty()
        self._set_size(rows, columns)
        variables = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "LINES", "COLUMNS")}
        variables.update({"TERM": "linux", "LC_ALL": "C.UTF-8", **environment})
        self.process = subprocess.Popen([str(word) for word in command], stdin=slave, stdout=slave, stderr=slave,
                                        env=variables, start_new_session=True, close_fds=True, user=user)
        os.close(slave)

    def _set_size(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, rows, columns):
        self.read()
        self.screen.resize(rows, columns)
        self._set_size(rows, columns)
        self.process.send_signal(28)  # SIGWINCH: the terminal is not the controlling one

    def read(self):
        while select.select([self.master], [], [], 0)[0]:
            try:
                data = os.read(self.master, 1 << 16)
            except OSError:  # its other end is closed
                return
            if not data:
                return
            self.raw += data
            self.stream.feed(data)

    def text(self):
        self.read()
        return "\n".join(self.screen.display)

    def wait(self, part, deadline=20, gone=False):
        """Until the screen shows a text, or no longer does. Returns the screen."""
        wait_until(lambda: (part in self.text()) != gone, deadline, what=f"{part!r}{' to go' if gone else ''} in\n{self.text()}")
        return self.text()

    def type(self, keys):
        os.write(self.master, keys.encode())

    def end(self, keys="q"):
        """Ends it by keys; returns its exit status."""
        if keys:
            self.type(keys)
        wait_until(lambda: self.read() or self.process.poll() is not None, what="the end")
        self.read()
        return self.process.returncode

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)
