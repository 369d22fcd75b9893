"""The private httpd, set up as Debian ships it: its modules, limits, log level and formats; below a temporary directory."""
import base64
import hashlib
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time

from application import PASSWORD, USER
from network import SERVER, stop

HERE = pathlib.Path(__file__).resolve().parent
APPLICATION_PORT = 8000
STATIC_PORT, FRONT_PORT = 80, 8080  # a site of files with some dynamic pages; a site that is all one application

MODULES = ("mpm_event access_compat alias auth_basic authn_core authn_file authz_core authz_host authz_user autoindex deflate dir env "
           "filter mime negotiation proxy proxy_http reqtimeout setenvif status unique_id").split()

CONFIGURATION = """
ServerRoot "{root}"
ServerName {server}
Listen {server}:{static_port}
Listen {server}:{front_port}
DefaultRuntimeDir "{root}/run"
PidFile "{root}/run/httpd.pid"
Mutex "file:{root}/run" default
{load}
User www-data
Group #{group}
StartServers 2
MinSpareThreads 25
MaxSpareThreads 75
ThreadLimit 64
ThreadsPerChild 25
MaxRequestWorkers 150
Timeout 300
KeepAlive On
MaxKeepAliveRequests 100
KeepAliveTimeout 5
RequestReadTimeout header=20-40,minrate=500
RequestReadTimeout body=10,minrate=500
HostnameLookups Off
ServerTokens OS
ServerSignature On
TraceEnable Off
TypesConfig "{root}/mime.types"
AccessFileName .htaccess
<FilesMatch "^\\.ht">
    Require all denied
</FilesMatch>
DocumentRoot "{root}/htdocs"
<Directory />
    Options FollowSymLinks
    AllowOverride None
    Require all denied
</Directory>
<Directory "{root}/htdocs">
    Options Indexes FollowSymLinks
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

ErrorLog "{root}/logs/error.log"
LogLevel warn
LogFormat "%h %l %u %t \\"%r\\" %>s %O \\"%{{Referer}}i\\" \\"%{{User-Agent}}i\\"" combined
LogFormat "%{{usec}}t\\t%a\\t%<s\\t%<{{ERRWATCH_DECISION}}e\\t%<L\\t%<r" counted
CustomLog "{root}/logs/access.log" combined
CustomLog "{root}/logs/counted.log" counted

{guard}

<VirtualHost {server}:{static_port}>
    ServerName {server}
    ProxyPass "/item" "http://127.0.0.1:{application_port}/item"
    ProxyPass "/search" "http://127.0.0.1:{application_port}/search"
    ProxyPass "/login" "http://127.0.0.1:{application_port}/login"
    ProxyPass "/account" "http://127.0.0.1:{application_port}/account"
    ProxyPass "/wp-login.php" "http://127.0.0.1:{application_port}/wp-login.php"
</VirtualHost>
<VirtualHost {server}:{front_port}>
    ServerName {server}
    ProxyPass "/" "http://127.0.0.1:{application_port}/"
</VirtualHost>
"""

NEWS = range(1, 13)
HEAD = '<!DOCTYPE html><html lang="en"><head><title>{0}</title><link rel="stylesheet" href="/css/site.css"><script src="/js/site.js">' \
       '</script></head><body><h1>{0}</h1>'


def _pages():
    links = "".join(f'<li><a href="/news/{n}.html">News {n}</a></li>' for n in NEWS)
    items = "".join(f'<li><a href="/item?id={n}">Item {n}</a></li>' for n in range(1, 6))
    search = '<form action="/search"><input type="text" name="q"><input type="submit" value="Search"></form>'
    images = "".join(f'<img src="/img/{n}.png" alt="">' for n in range(1, 7))
    yield "htdocs/index.html", (HEAD.format("A small site") + f"<ul>{links}</ul><ul>{items}</ul>{search}{images}"
                                '<p><a href="/login">Log in</a> <a href="/downloads/">Downloads</a> <a href="/private/">Members</a></p>')
    for n in NEWS:
        yield f"htdocs/news/{n}.html", HEAD.format(f"News {n}") + f'{"<p>What happened.</p>" * 20}<img src="/img/{n % 6 + 1}.png" alt="">'
    for n in range(1, 7):
        yield f"htdocs/img/{n}.png", "not really a picture\n" * 40
    yield "htdocs/css/site.css", "body { margin: 2em }\n" * 30
    yield "htdocs/js/site.js", "// nothing\n" * 60
    yield "htdocs/robots.txt", "User-agent: *\nDisallow: /private/\nDisallow: /internal/\n"
    yield "htdocs/private/index.html", "for members\n"
    yield "htdocs/internal/report.html", "never shown\n"
    yield "htdocs/downloads/manual.txt", "how to\n"
    yield "htdocs/uploads/index.html", "nothing yet\n"
    digest = base64.b64encode(hashlib.sha1(PASSWORD.encode()).digest()).decode()
    yield "users", f"{USER}:{{SHA}}{digest}\n"
    yield "mime.types", "text/html html\ntext/css css\ntext/javascript js\nimage/png png\ntext/plain txt\n"


def apxs(name):
    return subprocess.run(["apxs", "-q", name], check=True, capture_output=True, text=True).stdout.strip()


class Site:
    def __init__(self, root, guard):
        self.root, self.guard = root, guard
        self._running = []

    def start(self):
        for name in ("logs", "run"):
            (self.root / name).mkdir()
        shutil.chown(self.root / "run", "www-data")
        for name, text in _pages():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        directory = apxs("LIBEXECDIR")
        load = "\n".join(f'LoadModule {name}_module "{directory}/mod_{name}.so"' for name in MODULES)
        configuration = self.root / "httpd.conf"
        configuration.write_text(CONFIGURATION.format(
            root=self.root, server=SERVER, static_port=STATIC_PORT, front_port=FRONT_PORT, application_port=APPLICATION_PORT, load=load,
            group=pwd.getpwnam("www-data").pw_gid, guard=self.guard.configuration(self.root, directory)))
        binary = os.path.join(apxs("SBINDIR"), apxs("PROGNAME"))
        self._run([sys.executable, HERE / "application.py", str(APPLICATION_PORT)], ("127.0.0.1", APPLICATION_PORT))
        self._run([binary, "-f", configuration, "-DFOREGROUND"], (SERVER, STATIC_PORT))
        self.guard.start(self.root)

    def _run(self, command, address):
        with open(self.root / "logs/output", "ab") as output:
            process = subprocess.Popen(command, cwd=self.root, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                       start_new_session=True)
        self._running.append(process)
        end = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(address, 1).close()
                return
            except OSError:
                pass
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"attack_tools: {command[0]} does not run:\n{(self.root / 'logs/output').read_text()}")
            time.sleep(0.02)

    def stop(self):
        self.guard.stop()
        for process in reversed(self._running):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            stop(process)
        self._running.clear()
