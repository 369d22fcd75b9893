"""Who takes the events: each is started beside a server, and says afterwards what it promised to keep, and what it has.

`kept` of each returns (events that it had to keep, events that it has, what it counted as dropped), once all has come."""
import json
import os
import pathlib
import select
import signal
import subprocess
import sys
import threading

from notify_harness.notify import Notify
from notify_harness.receiver import Receiver

from harness import paths, unpacked
from harness.config import free_port
from harness.examples import adapted
from harness.syslog import SyslogDaemon
from harness.wait import wait_until

DRAIN = 120  # seconds for what is on its way when the storm is over
LOG = "logs/errwatch-events.log"
SCRIPTS = paths.REPOSITORY / "scripts"


def sequences(lines):
    return {json.loads(line)["event"]["sequence"] for line in lines}


class Nobody:
    """No event log at all."""
    name, directive = "no event log", None

    def __init__(self, server, directory):
        self.server, self.directory = server, directory
        directory.mkdir()

    def prepare(self):
        """Before httpd's start."""

    def start(self):
        """Beside the running server."""

    def pids(self):
        """What is measured."""
        return []

    def kept(self, written):
        return 0, 0, 0

    def stop(self):
        pass


class File(Nobody):
    name, directive = "file, nobody reads it", LOG

    def lines(self):
        return (self.server.root / LOG).read_bytes().splitlines()

    def kept(self, written):
        wait_until(lambda: len(self.lines()) >= written, DRAIN, interval=0.2)
        return written, len(sequences(self.lines())), 0


class PipedProgram(File):
    name, directive = "piped program", "\"|/bin/sh -c 'exec cat >> ${ROOT}/" + LOG + "'\""

    def pids(self):
        return [int(pid) for pid in pathlib.Path(f"/proc/{self.server.process.pid}/task/{self.server.process.pid}/children").read_text().split()
                if pathlib.Path(f"/proc/{pid}/comm").read_text().strip() == "cat"]


class Syslog(Nobody):
    name, directive = "syslog (a stand-in)", "syslog:local5"

    class Daemon(SyslogDaemon):
        def start(self):
            super().start()
            self.seen, self.ends = [], False
            self.thread = threading.Thread(target=self._read)
            self.thread.start()

        def _read(self):
            while not self.ends:
                if select.select([self._listener], [], [], 0.2)[0]:
                    self._take(lambda: self.seen.append(self._listener.recv(1 << 16)))

    def prepare(self):
        # As systemd sets it for a daemon; a new namespace has 10.
        pathlib.Path("/proc/sys/net/unix/max_dgram_qlen").write_text("512")
        self.daemon = self.Daemon(self.server)

    def kept(self, written):
        wait_until(lambda: len(self.daemon.seen) >= written, DRAIN, interval=0.2)
        return written, len(sequences(line[line.index(b"{"):] for line in self.daemon.seen)), 0

    def stop(self):
        self.daemon.ends = True
        self.daemon.thread.join()
        self.daemon.stop()


class Beside(File):
    """A program that reads the file."""
    process = None  # as long as it was not started

    def spawn(self, command, environment=None):
        self.output = self.directory / "output"
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(list(map(str, command)), stdout=output, stderr=output, stdin=subprocess.DEVNULL,
                                            env=dict(os.environ, **(environment or {})))

    def pids(self):
        return [self.process.pid]

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)


class Notifier(Beside):
    """A message a second, to a webhook on loopback. What it promises to keep are events, in counts."""
    name = "errwatch-notify"

    def start(self):
        self.receiver = Receiver()
        self.notify = Notify(self.directory)
        self.notify.web("webhook", self.receiver, interval="1s").write()
        self.spawn([sys.executable, SCRIPTS / "errwatch-notify", "-c", self.notify.path, "--follow", self.server.root / LOG])
        wait_until(lambda: (self.notify.state().get("input") or {}).get("files"), 30, self.output.read_text)

    def kept(self, written):
        wait_until(lambda: self.notify.count("webhook", "sent_events") + self.notify.count("webhook", "dropped_events") >= written, DRAIN,
                   lambda: f"{written}: {self.notify.state()} {self.output.read_text()}", 0.2)
        told = {one.body: one.json["errwatch"]["events"] for one in self.receiver.requests}
        return written, sum(told.values()), self.notify.adds_up("webhook")["dropped_events"]

    def stop(self):
        super().stop()
        self.receiver.close()


class Firewall(Beside):
    """In the benchmark's own network namespace."""
    name = "errwatch-firewall"
    COMMAND = SCRIPTS / "errwatch-firewall"

    def start(self):
        self.spawn([sys.executable, self.COMMAND, "--follow", self.server.root / LOG, "--errwatch", paths.CLI, "--state", self.server.state_file(),
                    "--backend", "nftables", "--ports", self.server.port, "--most", 262144])
        wait_until(lambda: subprocess.run(["nft", "list", "table", "inet", "errwatch"], capture_output=True).returncode == 0, 30, self.output.read_text)

    def shut_out(self):
        done = subprocess.run([sys.executable, self.COMMAND, "--backend", "nftables", "--status"], check=True, capture_output=True, text=True)
        return len(done.stdout.splitlines()) - 1

    def kept(self, written):
        wait_until(lambda: self.shut_out() >= written, DRAIN, lambda: f"{self.shut_out()} of {written}: {self.output.read_text()}", 1.0)
        return written, self.shut_out(), 0

    def stop(self):
        super().stop()
        subprocess.run([sys.executable, self.COMMAND, "--backend", "nftables", "--remove"], check=True)


class Rsyslog(Beside):
    """conf/examples/rsyslog: imfile, a queue in memory that goes on to the disk, RELP to a second rsyslogd, which is not measured."""
    name = "rsyslog"

    def _rsyslogd(self, name, text):
        directory = self.directory / name
        directory.mkdir()
        (directory / "conf").write_text(f'global(workDirectory="{directory}")\n{text}')
        command, environment = unpacked.rsyslog(["-n", "-f", directory / "conf", "-i", directory / "pid"])
        self.spawn(command, environment)
        return self.process

    def start(self):
        port = free_port()
        self.other = self._rsyslogd("receiver", adapted("rsyslog/receive.conf", {
            "/var/log/errwatch/": f"{self.directory}/collected/", '"0.0.0.0"': '"127.0.0.1"', "2514": port}))
        self._rsyslogd("sender", adapted("rsyslog/send.conf", {
            "/var/log/apache2/errwatch-events.log": self.server.root / LOG, "logs.example.org": "127.0.0.1", "2514": port}))

    def collected(self):
        return [line for path in (self.directory / "collected").glob("*.log") for line in path.read_bytes().splitlines()]

    def kept(self, written):
        wait_until(lambda: len(self.collected()) >= written, DRAIN, lambda: f"{len(self.collected())} of {written}: {self.output.read_text()}", 0.5)
        return written, len(sequences(self.collected())), 0

    def stop(self):
        super().stop()
        self.other.terminate()
        self.other.wait(60)


ALL = (Nobody, File, PipedProgram, Syslog, Notifier, Firewall, Rsyslog)
