#!/usr/bin/python3
"""How many lines httpd writes a request, by module and level: the figures of mod_errwatch/rules/log_cost.h.

    tests/bench/log_levels.py

Starts a private httpd at LogLevel debug with TLS and HTTP/2, and visits it by 20 connections of ten requests each, two of which are for a
file that is missing. Prints hundredths of a line a request. Needs curl and openssl.
"""
import collections
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from harness import paths  # noqa: E402
from harness.config import Config  # noqa: E402
from harness.httpd import Httpd  # noqa: E402
from harness.wait import wait_until  # noqa: E402

MODULES = "ssl socache_shmcb http2 reqtimeout auth_digest authz_groupfile session session_cookie session_crypto remoteip proxy proxy_http rewrite"
CONNECTIONS, REQUESTS, MISSING = 20, 10, 2
ENTRY = re.compile(r"^\[[^\]]+\] \[([a-z0-9_]+):(info|debug)\]", re.M)


def server(directory):
    certificate = directory / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", certificate, "-out", directory / "public.pem",
                    "-days", "2", "-subj", "/CN=localhost"], check=True, capture_output=True)
    certificate.write_text(certificate.read_text() + (directory / "public.pem").read_text())
    config = Config()
    config.log_level = "debug"
    config.load(*[name for name in MODULES.split() if (pathlib.Path(paths.httpd_modules()) / f"mod_{name}.so").exists()])
    return Httpd(config.add(f"Protocols h2 http/1.1\nSSLEngine on\nSSLCertificateFile {certificate}"), directory)


def visit(port, version):
    for _ in range(CONNECTIONS):
        urls = [f"/missing/{i}" if i < MISSING else "/page.html" for i in range(REQUESTS)]
        arguments = [word for url in urls for word in ("-o", "/dev/null", f"https://127.0.0.1:{port}{url}")]
        subprocess.run(["curl", "-sk", version, "--noproxy", "*", *arguments], check=True)


def measure(httpd, version):
    """Lines by module and level."""
    begin = len(httpd.log.text())
    visit(httpd.port, version)
    seen = []

    def settled():  # connections that close write, too
        seen.append(len(httpd.log.text()))
        return len(seen) > 20 and len(set(seen[-20:])) == 1

    wait_until(settled, 30)
    return collections.Counter(ENTRY.findall(httpd.log.text()[begin:]))


def main():
    with tempfile.TemporaryDirectory() as name:
        httpd = server(pathlib.Path(name))
        httpd.launch()
        try:
            wait_until(httpd.answers, 30)
            for version in ("--http1.1", "--http2"):
                lines = measure(httpd, version)
                print(version)
                for module in sorted({module for module, _ in lines}):
                    info, debug = lines[module, "info"], lines[module, "debug"]
                    requests = CONNECTIONS * REQUESTS
                    print(f"  {module}: {100 * info // requests} at info, {100 * (info + debug) // requests} at debug")
        finally:
            httpd.stop()
            httpd.discard()


if __name__ == "__main__":
    main()
