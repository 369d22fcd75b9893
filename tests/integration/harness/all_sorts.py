"""A site on which requests of all sorts (requests.py) end in as many ways as httpd knows, the same wherever and whenever it runs."""
import os
import re

from .requests import STATUSES

MTIME = 1_772_400_000  # a day of March 2026
SITE = """
AddType text/html .shtml
AddOutputFilter INCLUDES .shtml
DirectoryIndex index.html
ErrorDocument 404 /errors/404.html
ErrorDocument 403 "our own words"
ErrorDocument 410 /cgi-bin/echo?error
ErrorDocument 401 /errors/401.html
ErrorDocument 507 http://www.example.net/busy
ScriptAlias /cgi-bin ${ROOT}/cgi-bin
<Directory ${ROOT}/cgi-bin>
  Require all granted
  SetEnv ap_trust_cgilike_cl 1
</Directory>
<Directory ${ROOT}/htdocs>
  Options +Indexes +Includes +MultiViews
  IndexOptions FancyIndexing
</Directory>
<Location /echo>
  SetHandler readbody
</Location>
<Location /inflated>
  SetInputFilter DEFLATE
  SetHandler readbody
</Location>
<Location /refused>
  <LimitExcept GET HEAD>
    Require all denied
  </LimitExcept>
</Location>
LimitRequestBody 150000
ProxyPass /proxied http://127.0.0.1:${PORT} disablereuse=On
ProxyPass /nobody http://127.0.0.1:9 retry=0
ProxyPassReverse /proxied http://127.0.0.1:${PORT}
RewriteEngine On
RewriteRule ^/old/(.*) /$1 [R=302]
Redirect gone /gone
AddOutputFilterByType DEFLATE text/css
Header set X-Answered-By "this server"
"""
# With a length of its own: else it depends on the moment when the script ends whether httpd says one. The module tells applications
# what it thinks (ERRWATCH_DECISION and others), which is not asked for here.
ECHO = """#!/bin/sh
sum=$(md5sum)
said="$sum
$(env | grep -vE '^(REDIRECT_)?(REMOTE_PORT|UNIQUE_ID|PWD|_|H2_STREAM_TAG|ERRWATCH_[A-Z]+)=' | sort)"
printf 'Content-Type: text/plain\\r\\nX-Script: yes\\r\\nContent-Length: %d\\r\\n\\r\\n%s' "${#said}" "$said"
"""
DATES = re.compile(rb"(?mi)^(Date: ).*$")
METHODS = re.compile(rb"(?mi)^(Allow: )(.*?)(\r?)$")  # in the order of a hash table with a seed of its own
BOUNDARY = re.compile(rb"boundary=([0-9a-f]{8,})")
LENGTH = re.compile(rb"(?mi)^(Content-Length: .*|[0-9a-f]+)\r\n")  # of the whole, or of a chunk


def configure(config):
    config.load("proxy", "proxy_http", "rewrite", "deflate", "filter", "include", "autoindex", "negotiation", "cgi" if config.mpm == "prefork" else "cgid")
    config.load_test_module("mod_readbody")
    if config.mpm != "prefork":
        config.load("http2").add("Protocols h2c http/1.1", "ScriptSock cgisock")
    config.add(SITE, *(f"Redirect {status} /answer/{status}" for status in STATUSES))
    config.file("htdocs/big.txt", "a line of a file that is not small\n" * 1000)
    config.file("htdocs/big.css", "p { color: black }\n" * 1000)
    config.file("htdocs/list/one.txt", "one\n").file("htdocs/list/two.txt", "two\n").file("htdocs/refused/index.html", "refuses some\n")
    config.file("htdocs/included.shtml", 'before <!--#include virtual="/page.html" --> <!--#include virtual="/missing" --> <!--#echo var="REQUEST_METHOD" --> after\n')
    config.file("htdocs/negotiated.html.en", "in English\n").file("htdocs/negotiated.html.de", "auf Deutsch\n").file("htdocs/errors/401.html", "who are you?\n")
    config.file("cgi-bin/echo", ECHO)
    config.add("AddLanguage en .en", "AddLanguage de .de")
    return config


def prepare(server):
    """Once its files are there."""
    (server.root / "cgi-bin/echo").chmod(0o755)
    for path in (server.root / "htdocs", *(server.root / "htdocs").rglob("*")):
        os.utime(path, (MTIME, MTIME))


def settled(server, answer):
    """An answer, or a message of the log, without what differs from one server to the next, or one second."""
    answer = answer.replace(str(server.root).encode(), b"ROOT").replace(b":%d" % server.port, b":PORT")
    for boundary in set(BOUNDARY.findall(answer)):  # of any length
        answer = LENGTH.sub(b"", answer.replace(boundary, b"BOUNDARY"))
    answer = METHODS.sub(lambda line: line[1] + b",".join(sorted(line[2].split(b","))) + line[3], answer)
    return DATES.sub(rb"\1now", answer)
