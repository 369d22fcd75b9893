"""One site, served by httpd without the module and with it."""
import pathlib
import subprocess

from harness.config import Config, free_port
from harness.httpd import Httpd

MODULES = "ssl socache_shmcb proxy proxy_http proxy_wstunnel proxy_fcgi reqtimeout rewrite deflate filter autoindex negotiation remoteip".split()

# Not what APR chooses: under prefork a server without the module ended after 48 minutes, because children found its mutex gone (AH00146,
# EINVAL), and what lasts longer tells more.
SITE = """
Mutex sysvsem default
Listen 127.0.0.1:${TLS_PORT}
ErrorDocument 404 /errors/404.html
Options +Indexes
ScriptAlias /cgi-bin ${ROOT}/cgi-bin
<Directory ${ROOT}/cgi-bin>
  Require all granted
</Directory>
<Directory ${ROOT}/htdocs/php>
  <FilesMatch "[.]php$">
    SetHandler "proxy:unix:${FPM}|fcgi://localhost/"
  </FilesMatch>
</Directory>
RequestReadTimeout header=4 body=4
LimitRequestBody 4000000
ProxyWebsocketFallbackToProxyHttp Off
ProxyPass /backend http://127.0.0.1:${BACKEND} retry=0
ProxyPass /gone http://127.0.0.1:${NOBODY} retry=0
ProxyPass /ws ws://127.0.0.1:${BACKEND}/ws
ProxyPassReverse /backend http://127.0.0.1:${BACKEND}
RewriteEngine On
RewriteRule ^/old/(.*) /page.html [R=301]
AddOutputFilterByType DEFLATE text/html
SSLSessionCache shmcb:${ROOT}/run/sessions(512000)
<VirtualHost 127.0.0.1:${TLS_PORT}>
  SSLEngine On
  SSLCertificateFile ${ROOT}/server.crt
  SSLCertificateKeyFile ${ROOT}/server.key
  RewriteEngine On
  RewriteOptions Inherit
</VirtualHost>
"""

# Nobody is denied, so that both servers ought to give the same answers; clients of the host "guarded" are.
WATCHED = """
ErrWatchEngine DetectionOnly
ErrWatchInspect all
ErrWatchBody On
ErrWatchAnomalies On
ErrWatchLimit any 30/1m
ErrWatchEventLog logs/events.json
"""
GUARDED = """
<VirtualHost 127.0.0.1:${PORT}>
  ServerName localhost
  RewriteEngine On
  RewriteOptions Inherit
</VirtualHost>
<VirtualHost 127.0.0.1:${PORT}>
  ServerName guarded
  %s
</VirtualHost>
"""

THREADED = """StartServers 2
ServerLimit 8
ThreadsPerChild 20
MinSpareThreads 20
MaxSpareThreads 160
MaxRequestWorkers 160
"""
PREFORK = """StartServers 16
ServerLimit 60
MinSpareServers 8
MaxSpareServers 60
MaxRequestWorkers 60
"""

CGI = {
    "echo": '#!/bin/sh\nprintf "Content-Type: text/plain\\r\\n\\r\\n%s %s\\n" "$REQUEST_METHOD" "$(wc -c)"\n',
    "complains": '#!/bin/sh\necho "something went wrong" >&2\nprintf "Status: 503 Busy\\r\\nContent-Type: text/plain\\r\\n\\r\\nbusy\\n"\n',
    "broken": "#!/bin/sh\necho no header at all\n",
    "slow": '#!/bin/sh\nsleep 0.3\nprintf "Content-Type: text/plain\\r\\n\\r\\nslow\\n"\n',
}
PHP = {
    "form": "<?php echo $_SERVER['REQUEST_METHOD'], ' ', strlen(file_get_contents('php://input')), ' ', count($_POST), \"\\n\";\n",
    "complains": "<?php error_log('the basket is empty'); http_response_code(500);\n",
    "fatal": "<?php nothing_of_that_name();\n",
}


class Server(Httpd):
    """`with_module`: whether mod_errwatch is loaded."""

    def __init__(self, mpm, with_module, backend, fpm):
        config = Config(mpm)
        config.load(*MODULES, *(("cgi",) if mpm == "prefork" else ("cgid", "http2")))
        config.workers = PREFORK if mpm == "prefork" else THREADED
        self.tls_port = free_port()
        for name, value in (("TLS_PORT", self.tls_port), ("BACKEND", backend.port), ("NOBODY", free_port()), ("FPM", fpm.socket)):
            config.define(name, value)
        if mpm != "prefork":
            config.add("Protocols h2 h2c http/1.1", "ScriptSock cgisock")
        config.add(SITE)
        if with_module:
            config.errwatch(WATCHED, rules="Include ${CONF}/rules/*.conf\n")
        config.add(GUARDED % ("ErrWatchEngine On" if with_module else ""))
        self._files(config)
        self.with_module = with_module
        super().__init__(config, pathlib.Path("none"))
        self._certificate()
        for script in (self.root / "cgi-bin").iterdir():
            script.chmod(0o755)

    @staticmethod
    def _files(config):
        config.file("htdocs/big.bin", bytes(range(256)) * 8192)  # 2 MiB
        config.file("htdocs/list/one.txt", "one\n")
        for name, text in CGI.items():
            config.file(f"cgi-bin/{name}", text)
        for name, text in PHP.items():
            config.file(f"htdocs/php/{name}.php", text)

    def _certificate(self):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
                        "/CN=localhost", "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", str(self.root / "server.key"), "-out", str(self.root / "server.crt")], check=True, capture_output=True)
