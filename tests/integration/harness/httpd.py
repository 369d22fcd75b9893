"""One private httpd: its own root, port, configuration and error log."""
import glob
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile

from . import paths
from .client import Client
from .config import free_port
from .log import ErrorLog
from .status import StatusPage
from .wait import DeadlinePassed, wait_until

STOP_DEADLINE = 20


def runs_as():
    """The user of the children: www-data when the tests run as root, else whoever runs them."""
    return "www-data" if os.geteuid() == 0 else None


class Httpd:
    def __init__(self, config, test_modules, root=None):
        self.config = config
        self.test_modules = test_modules
        self.port = free_port()
        self._owns_root = root is None
        self.root = pathlib.Path(root or tempfile.mkdtemp(prefix="errwatch-test-"))
        self.root.chmod(0o755)
        for name in ("htdocs", "logs", "run"):
            (self.root / name).mkdir(exist_ok=True)
        self.process = None
        self.log = ErrorLog(self.root / "logs/error.log", config.known_entries)
        self.status = StatusPage(self)
        self.write()

    # Configuration

    def write(self):
        """Writes the configuration and the files; again after config was changed."""
        for path, content in self.config.files.items():
            target = self.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                target.write_bytes(content)
            else:
                target.write_text(content)
        self.conf = self.root / "httpd.conf"
        self.conf.write_text(self.config.render(self.root, self.port, self.test_modules, runs_as()))

    def _environment(self):
        environment = {**os.environ, **self.config.environment}
        preload = [p for p in (os.environ.get("ERRWATCH_PRELOAD"), *(str(self.test_modules / p) for p in self.config.preload)) if p]
        if preload:
            environment["LD_PRELOAD"] = " ".join(preload)
        return environment

    def check(self):
        """`httpd -t`: (exit code, what it printed)."""
        result = subprocess.run([paths.httpd_binary(), "-f", str(self.conf), "-t"], env=self._environment(),
                                capture_output=True, text=True, timeout=60, errors="replace")
        return result.returncode, result.stdout + result.stderr

    # Life

    def launch(self):
        """Starts the process and does not wait."""
        self._output = open(self.root / "output", "ab")
        self.process = subprocess.Popen([*self.config.launcher, paths.httpd_binary(), "-f", str(self.conf), "-DFOREGROUND"],
                                        env=self._environment(), cwd=self.root, stdin=subprocess.DEVNULL, stdout=self._output, stderr=self._output,
                                        start_new_session=True)  # prefork signals its whole process group when it stops

    def start(self):
        before = self.started_count()
        self.launch()

        def live():
            if self.process.poll() is not None:
                raise AssertionError(f"httpd ended with {self.process.returncode}:\n{self.output()}\n{self.log.text()[-3000:]}")
            return self.answers() and (self.config.error_log != "logs/error.log" or self.started_count() > before)

        wait_until(live, 30, what=lambda: f"httpd to start:\n{self.output()}\n{self.log.text()[-3000:]}")
        return self

    def answers(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 0.5).close()
            return True
        except OSError:
            return False

    def output(self):
        """What httpd printed before it had an error log."""
        return (self.root / "output").read_text(errors="replace")

    def started_count(self):
        return self.log.text().count("resuming normal operations")

    def graceful(self):
        self._again(signal.SIGUSR1)

    def restart(self):
        self._wait_for_quiet()  # children end as they do in stop()
        self._again(signal.SIGHUP)

    def _again(self, number):
        before, old_children = self.started_count(), set(self.children())
        self.process.send_signal(number)
        wait_until(lambda: self.started_count() > before and self.answers(), 30, what=lambda: f"a restart:\n{self.log.text()[-3000:]}")
        try:  # idle children of the old generation may still accept a connection before they end
            wait_until(lambda: not old_children & set(self.children()), 2)
        except DeadlinePassed:
            pass  # one that has a connection open goes on as long as that lasts

    def _can_listen(self):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError:
                return False
        return True

    def crash(self):
        """All of it at once, as when the power fails."""
        self._kill_group()
        wait_until(self._can_listen, 20)  # a child may be dying still
        self._output.close()
        self.process = None

    def stop(self):
        if self.process is None:
            return
        if self.process.poll() is None:
            self._wait_for_quiet()
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_DEADLINE)
            except subprocess.TimeoutExpired:
                self._kill_group()
                raise AssertionError(f"httpd did not stop within {STOP_DEADLINE} s") from None
        self._kill_group()
        self._output.close()
        self.process = None

    def _wait_for_quiet(self):
        """Until no child is at work on a connection, for a moment: the event MPM may crash when it is stopped while its workers
        close some (its main thread takes the same sockets, which may have been freed), and a crash of a child is what the tests
        must be able to notice."""
        try:
            wait_until(lambda: not self._is_at_work(), 2)
        except DeadlinePassed:
            pass

    def _is_at_work(self):
        """Whether a child has a connection open or a thread that runs. The kernel's table of connections does not do: what the
        other side has closed is no longer in it, while a worker still has it."""
        no_connections = self._sockets(self.process.pid) | _sockets_without_tcp()  # its parent's are those that listen
        return any(self._sockets(child) - no_connections or self._runs(child) for child in self.children())

    @staticmethod
    def _sockets(pid):
        sockets = set()
        for path in glob.glob(f"/proc/{pid}/fd/*"):
            try:
                target = os.readlink(path)
            except OSError:
                continue
            if target.startswith("socket:["):
                sockets.add(int(target[len("socket:["):-1]))
        return sockets

    @staticmethod
    def _runs(pid):
        for path in glob.glob(f"/proc/{pid}/task/*/stat"):
            try:
                state = pathlib.Path(path).read_text().rsplit(")", 1)[1].split()[0]
            except OSError:
                continue
            if state in "RD":
                return True
        return False

    def _kill_group(self):
        """The process group is the server's own: nothing else is in it."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait(STOP_DEADLINE)

    def discard(self):
        """Stops, and removes the root."""
        try:
            self.stop()
        finally:
            if self._owns_root:
                shutil.rmtree(self.root, ignore_errors=True)

    def children(self):
        """Process ids of the parent's children."""
        pids = []
        for path in glob.glob("/proc/[0-9]*/stat"):
            try:
                fields = pathlib.Path(path).read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == self.process.pid and fields[0] != "Z":
                pids.append(int(path.split("/")[2]))
        return sorted(pids)

    # Use

    def client(self, source=None):
        """A client with a loopback address of its own, so that what it does harms no other test."""
        return Client(self.port, source)

    def state_file(self):
        return self.root / "run/errwatch.state"

    def memory_file(self):
        """The memory that all processes share, as the parent has it: its path below /proc."""
        for path in glob.glob(f"/proc/{self.process.pid}/fd/*"):
            try:
                if os.readlink(path).startswith("/memfd:errwatch ("):
                    return pathlib.Path(path)
            except OSError:
                pass
        raise AssertionError("the parent has no shared memory")


def _sockets_without_tcp():
    """Inodes of sockets that are none of TCP: to syslog, to name servers, between processes."""
    inodes = set()
    for table, column in (("unix", 6), ("udp", 9), ("udp6", 9), ("netlink", 9)):
        path = pathlib.Path("/proc/net", table)
        for line in path.read_text().splitlines()[1:] if path.exists() else []:
            inodes.add(int(line.split()[column]))
    return inodes
