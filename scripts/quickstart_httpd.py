"""A private httpd with mod_errwatch: its own root, port, user and log; nothing of the system's httpd is read or changed."""
import base64
import hashlib
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time

PROJECT = pathlib.Path(__file__).resolve().parents[1]

MODULES = ("mpm_event authn_core authn_file authz_core authz_host authz_user auth_basic alias dir mime remoteip reqtimeout setenvif "
           "status").split()

CONFIGURATION = """
ServerRoot "{root}"
ServerName localhost
Listen 127.0.0.1:{port}
DefaultRuntimeDir "{root}/run"
PidFile "{root}/run/httpd.pid"
Mutex "file:{root}/run" default
{load}
{user}
ErrorLog "{root}/logs/error.log"
LogLevel warn core:info http:info
StartServers 2
ThreadsPerChild 16
MinSpareThreads 16
MaxSpareThreads 32
MaxRequestWorkers 32
TypesConfig "{root}/mime.types"
TraceEnable Off

# A load balancer on this machine says who the clients are.
RemoteIPHeader X-Forwarded-For
RemoteIPInternalProxy 127.0.0.1

DocumentRoot "{root}/htdocs"
<Directory />
    Require all denied
</Directory>
<Directory "{root}/htdocs">
    Require all granted
</Directory>
<Location "/internal">
    Require all denied
</Location>
<Location "/private">
    AuthType Basic
    AuthName private
    AuthUserFile "{root}/users"
    Require valid-user
</Location>
<Location "/server-status">
    SetHandler server-status
    Require local
</Location>

LoadModule errwatch_module "{module}"
Define ERRWATCH_RULES "{rules}"
Include "{conf}"
ErrWatchEngine On
ErrWatchInspect all
{more}
"""

FILES = {
    "htdocs/index.html": "<!DOCTYPE html><title>quickstart</title><p>A page for visitors.</p>\n" + "." * 2000 + "\n",
    "htdocs/internal/report.html": "never shown\n",
    "htdocs/private/index.html": "for alice\n",
    "htdocs/.env": "DB_PASSWORD=an example\n",  # a misconfiguration, waiting to be found
    "mime.types": "text/html html\n",
}
PASSWORD = "secret"


def wait_until(condition, what, deadline=15.0):
    """Calls condition() until it returns something true, and returns that."""
    end = time.monotonic() + deadline
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            raise SystemExit(f"quickstart: waited {deadline:.0f} s in vain for {what}")
        time.sleep(0.02)


def apxs(name):
    return subprocess.run(["apxs", "-q", name], check=True, capture_output=True, text=True).stdout.strip()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class PrivateHttpd:
    def __init__(self, module, root=None, more=""):
        """`root`: an empty directory of its own, else a new one. `more`: goes at the end of the configuration."""
        self.module = pathlib.Path(module).resolve()
        self.binary = os.path.join(apxs("SBINDIR"), apxs("PROGNAME"))
        self.root = pathlib.Path(root or tempfile.mkdtemp(prefix="errwatch-quickstart-"))
        self.more = more
        self.root.chmod(0o755)  # the children run as another user
        self.port = free_port()
        self.process = None
        self._write()

    def _write(self):
        for name in ("htdocs", "logs", "run"):
            (self.root / name).mkdir()
        digest = base64.b64encode(hashlib.sha1(PASSWORD.encode()).digest()).decode()
        for name, content in {**FILES, "users": f"alice:{{SHA}}{digest}\n"}.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        directory = apxs("LIBEXECDIR")
        load = "\n".join(f'LoadModule {name}_module "{directory}/mod_{name}.so"' for name in MODULES)
        user = ""
        if os.geteuid() == 0:
            name = "www-data"
            user = f"User {name}\nGroup #{pwd.getpwnam(name).pw_gid}"
        self.configuration = self.root / "httpd.conf"
        self.configuration.write_text(CONFIGURATION.format(
            root=self.root, port=self.port, load=load, user=user, module=self.module, rules=PROJECT / "conf/rules",
            conf=PROJECT / "conf/errwatch.conf", more=self.more))

    def start(self):
        with open(self.root / "logs/output", "wb") as output:
            self.process = subprocess.Popen([self.binary, "-f", self.configuration, "-DFOREGROUND"], cwd=self.root,
                                            stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)

        def is_up():
            if self.process.poll() is not None:
                raise SystemExit(f"quickstart: httpd ended with {self.process.returncode}:\n{self.said()}")
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return True
            except OSError:
                return False

        wait_until(is_up, "httpd to answer")

    def said(self):
        """What it printed and logged, the end of it."""
        return "".join((self.root / name).read_text(errors="replace")[-3000:] for name in ("logs/output", "logs/error.log")
                       if (self.root / name).exists())

    def url(self, path="/"):
        return f"http://127.0.0.1:{self.port}{path}"

    def stop(self):
        """Stops it, if it runs, and removes its directory."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)  # a process group of its own
                self.process.wait(15)
        shutil.rmtree(self.root, ignore_errors=True)
