#!/usr/bin/python3
"""The dynamic part of the site, behind mod_proxy_http: pages with parameters and two log-ins that answer a wrong password with 200
and the right one with 302. Nothing in it can be broken into: a tool that finds a hole would stop asking."""
import html
import http.server
import sys
import urllib.parse

USER, PASSWORD = "alice", "correct horse"
LOGINS = {"/login": ("user", "password"), "/wp-login.php": ("log", "pwd")}  # path: names of its two fields


def page(title, body):
    return (f'<!DOCTYPE html><html lang="en"><head><title>{title}</title><link rel="stylesheet" href="/css/site.css"></head>'
            f'<body><h1>{title}</h1>{body}<p><a href="/">Home</a></p></body></html>\n')


def form(path):
    user, password = LOGINS[path]
    return (f'<form method="post" action="{path}"><input type="text" name="{user}"><input type="password" name="{password}">'
            '<input type="submit" name="submit" value="Log in"></form>')


class Application(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "application", ""

    def answer(self, status, text, **headers):
        body = text.encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_GET(self):
        split = urllib.parse.urlsplit(self.path)
        fields = urllib.parse.parse_qs(split.query)
        if split.path == "/item":
            number = fields.get("id", ["1"])[0]
            known = number.isascii() and number.isdigit() and 1 <= int(number[:6]) <= 20
            self.answer(200, page("Item", f"<p>Item {int(number[:6])}, in stock.</p>" if known else "<p>No such item.</p>"))
        elif split.path == "/search":
            self.answer(200, page("Search", f"<p>Nothing found for {html.escape(fields.get('q', [''])[0])}.</p>"))
        elif split.path in LOGINS:
            self.answer(200, page("Log in", form(split.path)))
        elif split.path == "/account":
            if "session=" in (self.headers["Cookie"] or ""):
                self.answer(200, page("Account", "<p>Hello.</p>"))
            else:
                self.answer(302, page("Moved", ""), Location="/login")
        else:
            self.answer(404, page("Not here", "<p>There is no such page.</p>"))

    do_HEAD = do_GET

    def do_POST(self):
        try:
            length = min(int(self.headers["Content-Length"] or 0), 1 << 20)
        except ValueError:
            length = 0
        sent = urllib.parse.parse_qs(self.rfile.read(length).decode("latin-1"))
        path = urllib.parse.urlsplit(self.path).path
        if path not in LOGINS:
            self.do_GET()
        elif [sent.get(name, [""])[0] for name in LOGINS[path]] == [USER, PASSWORD]:
            self.answer(302, page("Moved", ""), Location="/account", Set_Cookie="session=0123456789abcdef; HttpOnly")
        else:
            self.answer(200, page("Log in", f"<p>Wrong user name or password.</p>{form(path)}"))

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    http.server.ThreadingHTTPServer.request_queue_size = 128
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Application).serve_forever()
