"""Builds the configuration of one httpd instance.

Text given to add() is httpd configuration; ${ROOT}, ${PORT}, ${CONF} (the project's conf directory) and ${MODULES}
(the test-only modules) are defined in it, as are any names given to define().
"""
import base64
import hashlib
import os
import pathlib
import random
import socket

from . import paths

MODULES = (
    "authn_core authn_file authz_core authz_host authz_user auth_basic access_compat alias dir mime setenvif env headers "
    "status unique_id"
).split()

# Two ways round access_checker, which httpd does not run where access is satisfied otherwise.
SATISFIED = """
    <Location /satisfy-require>
      Satisfy Any
      Require all granted
    </Location>
    <Location /satisfy-allow>
      Satisfy Any
      Order deny,allow
      Allow from all
      AuthType Basic
      AuthName x
      AuthUserFile ${ROOT}/users
      Require valid-user
    </Location>
    Alias /satisfy-require ${ROOT}/htdocs
    Alias /satisfy-allow ${ROOT}/htdocs
"""

THREADED = """StartServers 2
ServerLimit 2
ThreadLimit 20
ThreadsPerChild 20
MinSpareThreads 20
MaxSpareThreads 40
MaxRequestWorkers 40
"""
PREFORK = """StartServers 4
ServerLimit 40
MinSpareServers 2
MaxSpareServers 40
MaxRequestWorkers 40
"""

SITE = """
DocumentRoot ${ROOT}/htdocs
<Directory />
  Require all denied
  AllowOverride None
</Directory>
<Directory ${ROOT}/htdocs>
  Require all granted
</Directory>
<Location /denied>
  Require all denied
</Location>
<Location /private>
  AuthType Basic
  AuthName private
  AuthUserFile ${ROOT}/users
  Require valid-user
</Location>
"""

ERRWATCH = """
ErrWatchEngine On
ErrWatchStateFile errwatch.state
# The tests themselves read the status page from 127.0.0.1; the clients of the tests have other loopback addresses.
ErrWatchAllow 127.0.0.1
ErrWatchLimit any none
# Not the machine's name servers; those of a test's own: harness/dns.py.
ErrWatchVerifyCrawlers Off
<Location /errwatch-status>
  SetHandler errwatch-status
  Require ip 127.0.0.1
</Location>
"""

# One rule for each way in which the tests misbehave; each costs one unit. What does not exist is called load here, since of load each
# request counts, as most tests need it; of all else the same again counts less or not (test_81_everyday.py).
RULES = """
ErrWatchRule 900101 unauthorized_access ah=AH01630 cost=1 name="client denied by server configuration"
ErrWatchRule 900102 auth_failure ah=AH01617,AH01618 cost=1 name="failed authentication"
ErrWatchRule 900103 resource_exhaustion ah=AH00128 cost=1 name="file does not exist"
ErrWatchRule 900104 bad_method ah=AH00135 cost=1 name="unknown method"
ErrWatchRule 900105 path_traversal ah=AH10244 cost=1 name="path traversal"
"""


def have_ipv6():
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
        return True
    except OSError:
        return False


def candidate_ports():
    """Ports that no outgoing connection is given, in any order. Of several pytest workers (xdist) each has ports of its own: between
    finding a free one and httpd's start nobody else takes it."""
    first_outgoing = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    return random.sample(range(10_000 + worker, max(first_outgoing, 20_000), workers), 1000)


def free_port():
    """A port that is free on 127.0.0.1 and, where there is one, on ::1."""
    for port in candidate_ports():
        try:
            for family, host in [(socket.AF_INET, "127.0.0.1")] + [(socket.AF_INET6, "::1")] * have_ipv6():
                with socket.socket(family) as probe:
                    probe.bind((host, port))
            return port
        except OSError:
            continue
    raise AssertionError("no port is free")


def password_line(user, password):
    digest = base64.b64encode(hashlib.sha1(password.encode()).digest()).decode()
    return f"{user}:{{SHA}}{digest}\n"


class Config:
    def __init__(self, mpm="event"):
        self.mpm = mpm
        self.modules = list(MODULES)
        self.log_level = "warn core:info"
        self.error_log = "logs/error.log"
        self.known_entries = None  # a regular expression: entries that no test needs to announce, such as all of debug
        self.keep_alive_timeout = 30
        self.workers = PREFORK if mpm == "prefork" else THREADED
        self.files = {
            "htdocs/index.html": "<h1>ok</h1>\n",
            "htdocs/page.html": "<p>page</p>\n",
            "htdocs/denied/page.html": "never shown\n",
            "htdocs/private/page.html": "<p>private</p>\n",
            "htdocs/errors/403.html": "our own words on 403\n",
            "htdocs/errors/404.html": "our own words on 404\n",
            "users": password_line("alice", "secret"),
        }
        self.environment = {}
        self.preload = []  # libraries beside the test-only modules
        self.launcher = []  # a command that becomes the server
        self.defines = {}
        self._loads = []
        self._parts = [SITE]

    def load(self, *names):
        """Modules of httpd, by their short name."""
        self.modules += [name for name in names if name not in self.modules]
        return self

    def load_test_module(self, name):
        """mod_errprobe or mod_contract."""
        self._loads.append(f"LoadModule {name[4:]}_module ${{MODULES}}/{name}.so")
        return self

    def load_errprobe_as(self, name):
        """A module called mod_NAME without a function, for entries that come from it; mod_errprobe.c has "qos"."""
        self._loads.append(f"LoadModule {name}_module ${{MODULES}}/mod_errprobe.so")
        return self

    def load_errwatch(self, module=paths.MODULE):
        """The module under test, with nothing configured."""
        self._loads.append(f"LoadModule errwatch_module {module}")
        return self

    def errwatch(self, text="", rules=RULES, module=paths.MODULE):
        """The module under test, switched on, with the tests' rules and a status page."""
        self.load_errwatch(module)
        return self.add(ERRWATCH, rules, text)

    def errprobe(self):
        self.load_test_module("mod_errprobe")
        return self.add("<Location /probe>\n  SetHandler errprobe\n</Location>\n")

    def add(self, *texts):
        self._parts += texts
        return self

    def file(self, path, content):
        """A file below the server's root."""
        self.files[path] = content
        return self

    def define(self, name, value):
        self.defines[name] = value
        return self

    def render(self, root, port, test_modules, user):
        directory = paths.httpd_modules()
        lines = [f"Define ROOT {root}", f"Define PORT {port}", f"Define CONF {paths.CONF}", f"Define MODULES {test_modules}"]
        lines += [f"Define {name} {value}" for name, value in self.defines.items()]
        lines += ["ServerRoot ${ROOT}", "ServerName localhost", "DefaultRuntimeDir ${ROOT}/run", "PidFile run/httpd.pid"]
        lines += ["Listen 127.0.0.1:${PORT}"] + (["Listen [::1]:${PORT}"] if have_ipv6() else [])
        lines += [f"LoadModule mpm_{self.mpm}_module {directory}/mod_mpm_{self.mpm}.so"]
        lines += [f"LoadModule {name}_module {directory}/mod_{name}.so" for name in self.modules]
        lines += [f"User {user}", f"Group {user}"] if user else []
        lines += [f"ErrorLog {self.error_log}", f"LogLevel {self.log_level}", self.workers.rstrip()]
        lines += ["TypesConfig /etc/mime.types", "KeepAlive On", "MaxKeepAliveRequests 0"]
        lines += [f"KeepAliveTimeout {self.keep_alive_timeout}", "Timeout 20", "GracefulShutdownTimeout 5"]
        return "\n".join(lines + self._loads + self._parts) + "\n"
