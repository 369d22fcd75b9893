#!/usr/bin/python3
"""An ordinary visitor with a browser: looks at pages and what belongs to them, misses a favicon, follows a few dead links, mistypes a
password once. Goes on until standard input ends, at least for some page views."""
import http.client
import itertools
import random
import re
import select
import sys
import time

AT_LEAST_VIEWS = 8
PAUSE_S = (0.3, 0.8)  # between two page views: a hasty reader
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Accept-Language": "en-GB,en;q=0.7",
           "Accept-Encoding": "gzip, deflate", "DNT": "1", "Upgrade-Insecure-Requests": "1"}
PAGE = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"}
PART = {".css": "text/css,*/*;q=0.1", ".js": "*/*", ".png": "image/avif,image/webp,*/*", ".ico": "image/avif,image/webp,*/*"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DEAD = ("/news/99.html", "/img/old-logo.png", "/downloads/manual-2019.pdf")  # links that rotted


class Visitor:
    def __init__(self, server, address):
        self.server, self.address = server, address
        self.connection = None
        self.seen = {}  # what the browser keeps: path, date
        self.cookie = None
        self.referer = None

    def ask(self, path, method="GET", body=None, **more):
        headers = {**BROWSER, **more}
        if self.referer:
            headers["Referer"] = f"http://{self.server}{self.referer}"
        if self.cookie:
            headers["Cookie"] = self.cookie
        if path in self.seen:
            headers["If-Modified-Since"] = self.seen[path]
        for _ in range(2):  # a connection that the server closed meanwhile is opened again
            try:
                if self.connection is None:
                    self.connection = http.client.HTTPConnection(self.server, timeout=15, source_address=(self.address, 0))
                self.connection.request(method, path, body, headers)
                answer = self.connection.getresponse()
                text = answer.read().decode("latin-1")
                break
            except (OSError, http.client.HTTPException):
                self.connection.close()
                self.connection = None
        else:
            return 0, ""
        if answer.headers["Last-Modified"]:
            self.seen[path] = answer.headers["Last-Modified"]
        if answer.headers["Set-Cookie"]:
            self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        if answer.status == 302:
            return self.ask(answer.headers["Location"], **PAGE)
        return answer.status, text

    def view(self, path, method="GET", body=None, **more):
        _, text = self.ask(path, method, body, **{**PAGE, **more})
        self.referer = path
        for part in dict.fromkeys(re.findall(r'(?:src|href)="(/[^"]+\.(?:css|js|png))"', text)):
            self.ask(part, Accept=PART[part[part.rindex("."):]])


def views():
    """Page after page: news and items, now and then a search or a dead link, and one log-in with a slip."""
    yield ("/",)
    for n in itertools.count(1):
        yield (f"/news/{n % 12 + 1}.html",)
        yield (f"/item?id={n % 20 + 1}",)
        if n == 2:
            yield ("/login",)
            yield "/login", "POST", "user=alice&password=correct+hose&submit=Log+in"
            yield "/login", "POST", "user=alice&password=correct+horse&submit=Log+in"
        if n % 3 == 0:
            yield (f"/search?q=winter+boots+{n}+union+square",)
        if n % 5 == 1:
            yield (DEAD[n // 5 % len(DEAD)],)
        if n % 6 == 0:
            yield ("/",)


def main():
    visitor = Visitor(sys.argv[1], sys.argv[2])
    for count, view in enumerate(views(), 1):
        visitor.view(*view, **(FORM if len(view) == 3 else {}))
        if count == 1:
            visitor.ask("/favicon.ico", Accept=PART[".ico"])
        pause_s = random.uniform(*PAUSE_S)
        if count < AT_LEAST_VIEWS:
            time.sleep(pause_s)
        elif select.select([sys.stdin], [], [], pause_s)[0]:
            return


if __name__ == "__main__":
    main()
