"""Where events go, stalled from the start: a program, a disk, a FIFO, the syslog daemon."""
import fcntl
import json
import os
import socket

from .syslog import SyslogDaemon


class Sink:
    """Where events go. `directive` is its part of ErrWatchEventLog; stalled from the start."""
    directive = ""
    preload = []

    def prepare(self, server):
        """Before the start."""

    def resume(self):
        """From now on it takes what comes."""

    def lines(self):
        """What has come, since the beginning."""
        raise NotImplementedError

    def events(self):
        return [json.loads(line[line.index("{"):]) for line in self.lines()]


class Program(Sink):
    directive = "\"|/bin/sh -c 'while test -e ${ROOT}/logs/stall; do sleep 0.1; done; exec cat >> ${ROOT}/logs/events'\""

    def prepare(self, server):
        self.path, self.stall = server.root / "logs/events", server.root / "logs/stall"
        self.stall.touch()

    def resume(self):
        self.stall.unlink()

    def lines(self):
        # The last line may be on its way.
        return self.path.read_text().split("\n")[:-1] if self.path.exists() else []


class Disk(Program):
    directive = "logs/events.stalled"
    preload = ["stall_write.so"]

    def prepare(self, server):
        super().prepare(server)
        self.path = server.root / "logs/events.stalled"


class Fifo(Sink):
    directive = "logs/events.fifo"

    def prepare(self, server):
        os.mkfifo(server.root / "logs/events.fifo")
        self.descriptor = os.open(server.root / "logs/events.fifo", os.O_RDONLY | os.O_NONBLOCK)
        fcntl.fcntl(self.descriptor, 1031, 4096)  # F_SETPIPE_SZ, which Python does not know yet
        self.read = b""

    def lines(self):
        try:
            while data := os.read(self.descriptor, 1 << 16):
                self.read += data
        except BlockingIOError:
            pass
        return self.read.decode().split("\n")[:-1]


class FifoWithoutReader(Fifo):
    def prepare(self, server):
        super().prepare(server)
        os.close(self.descriptor)
        self.path = server.root / "logs/events.fifo"

    def resume(self):
        self.descriptor = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)


class Syslog(Sink):
    directive = "syslog:local5"
    kind = socket.SOCK_DGRAM

    def prepare(self, server):
        self.daemon = SyslogDaemon(server, self.kind)

    def lines(self):
        return self.daemon.lines()


class SyslogStream(Syslog):
    kind = socket.SOCK_STREAM


class SyslogDown(Syslog):
    def prepare(self, server):
        super().prepare(server)
        self.daemon.stop()

    def resume(self):
        self.daemon.start()


SINKS = [Program, Disk, Fifo, FifoWithoutReader, Syslog, SyslogStream, SyslogDown]
