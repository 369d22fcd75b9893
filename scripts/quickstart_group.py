"""Hosts that share, on one machine: a private Redis, and beside each httpd a sidecar that carries what it counts to the others."""
import json
import os
import pathlib
import secrets
import signal
import subprocess

from quickstart_httpd import PROJECT, PrivateHttpd, free_port, wait_until

GROUP = "demo"
SHARE = f"ErrWatchShare group={GROUP}"
PYTHON = "/usr/bin/python3"  # the distribution's, which has python3-redis


class Program:
    """A process with a directory of its own for what it needs and prints."""

    def __init__(self, root):
        self.root, self.process = pathlib.Path(root), None
        self.root.mkdir(parents=True)

    def launch(self, *command):
        with open(self.root / "output", "ab") as output:
            self.process = subprocess.Popen([*map(str, command)], cwd=self.root, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                            start_new_session=True)

    def said(self):
        path = self.root / "output"
        return path.read_text(errors="replace")[-3000:] if path.exists() else ""

    def stop(self):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)  # a process group of its own
            self.process.wait(15)


class PrivateRedis(Program):
    def start(self):
        self.port = free_port()
        # Nothing that this machine's other users may read: its password stands in a file, not in an argument.
        self.password = secrets.token_hex(16)
        configuration = self.root / "redis.conf"
        configuration.write_text(f'bind 127.0.0.1\nport {self.port}\ndir "{self.root}"\nsave ""\nappendonly no\nmaxmemory 100mb\n'
                                 f"maxmemory-policy noeviction\nrequirepass {self.password}\n")
        configuration.chmod(0o600)
        self.launch("redis-server", configuration)
        wait_until(self.answers, "redis-server to answer")

    def ask(self, *words):
        """What redis-cli says."""
        return subprocess.run(["redis-cli", "--raw", "-p", str(self.port), *words], capture_output=True, text=True, errors="replace", check=False,
                              env={**os.environ, "REDISCLI_AUTH": self.password}).stdout

    def answers(self):
        if self.process.poll() is not None:
            raise SystemExit(f"redis-server ended:\n{self.said()}")
        return self.ask("PING").strip() == "PONG"

    def has_heard(self, hosts):
        """Whether each host has given a sign of life: its exchange runs then."""
        # version, host, epoch, number and so on of a message: scripts/share/message.py
        said = [line.split() for line in self.ask("XRANGE", f"errwatch:{{{GROUP}:0}}:pours", "-", "+").split("\n")]
        return set(hosts) <= {words[1] for words in said if len(words) == 7}


class Sidecar(Program):
    """errwatch-share, which starts the command `exchange`."""

    def __init__(self, root, host, redis, key, exchange):
        super().__init__(root)
        self._write("share.key", key)
        self._write("redis.password", redis.password)
        self._write("share.toml", f"group = {json.dumps(GROUP)}\nhost = {json.dumps(host)}\nkey_file = \"share.key\"\n"
                    f"exchange = {json.dumps([*map(str, exchange)])}\n"
                    f"[redis]\nservers = [\"127.0.0.1:{redis.port}\"]\npassword_file = \"redis.password\"\n")

    def _write(self, name, content):
        path = self.root / name
        path.write_text(content)
        path.chmod(0o600)

    def start(self):
        self.launch(PYTHON, "-I", PROJECT / "scripts/errwatch-share", "-c", self.root / "share.toml")


class Host:
    """An httpd, and its sidecar once it has one."""

    def __init__(self, root, name, build, more=""):
        self.name, self.errwatch, self.sidecar = name, pathlib.Path(build).resolve() / "errwatch", None
        self.root = pathlib.Path(root) / name
        self.root.mkdir()
        self.root.chmod(0o755)  # the children run as another user
        (self.root / "httpd").mkdir()
        self.httpd = PrivateHttpd(pathlib.Path(build) / "mod_errwatch.so", self.root / "httpd", f"{SHARE}\n{more}")

    @property
    def place(self):
        """Arguments of `errwatch` that say which server is meant."""
        return ["--state", str(self.httpd.root / "run/errwatch.state")]

    def share(self, redis, key):
        exchange = [self.errwatch, "exchange", "--group", GROUP, "--host", self.name, "--config", self.httpd.configuration, *self.place]
        self.sidecar = Sidecar(self.root / "sidecar", self.name, redis, key, exchange)
        self.sidecar.start()

    def run(self, *arguments):
        """`errwatch ...` on this host."""
        with self.begin(*arguments) as process:
            said, wrong = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, said, wrong)

    def begin(self, *arguments):
        """`errwatch ...` on this host, which is not waited for."""
        return subprocess.Popen([self.errwatch, arguments[0], *self.place, *arguments[1:]], text=True, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def stop(self):
        if self.sidecar is not None:
            self.sidecar.stop()
        self.httpd.stop()


class Group:
    def __init__(self, root, names, build, more=""):
        self.root = pathlib.Path(root)
        self.redis = PrivateRedis(self.root / "redis")
        self.hosts = [Host(self.root, name, build, more) for name in names]

    def start(self):
        """The httpds, each by itself."""
        for host in self.hosts:
            host.httpd.start()

    def share(self):
        """From now on they count together."""
        self.redis.start()
        key = secrets.token_hex(32)
        for host in self.hosts:
            host.share(self.redis, key)
        wait_until(lambda: self.redis.has_heard([host.name for host in self.hosts]), "a sign of life of each sidecar", 30)

    def pids(self):
        programs = [*(host.sidecar for host in self.hosts), *(host.httpd for host in self.hosts), self.redis]
        return [program.process.pid for program in programs if program is not None and program.process is not None]

    def said(self):
        """The end of what all of them printed and logged."""
        parts = [("redis", self.redis.said())]
        for host in self.hosts:
            parts += [(host.name, host.httpd.said()), (f"{host.name}, sidecar", host.sidecar.said() if host.sidecar else "")]
        return "\n".join(f"== {name}\n{text}" for name, text in parts if text)

    def stop(self):
        for host in self.hosts:
            host.stop()
        self.redis.stop()
