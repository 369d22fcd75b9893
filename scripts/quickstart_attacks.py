"""The attacks that scripts/quickstart sends: real requests, as they arrive at any server on the Internet."""
import itertools


class Request:
    """One curl call. `shown` is what the table says about it."""

    def __init__(self, shown, path="/", *options):
        self.shown, self.path, self.options = shown, path, options


def get(path, *options):
    return Request(f"GET {path}", path, *options)


class Attack:
    """One kind of attack by one client: its requests are sent in turn, over and over, until the client is refused."""

    def __init__(self, kind, client, categories, shown, requests, most=40, peer=None):
        self.kind, self.client, self.categories, self.shown, self.most = kind, client, categories, shown, most
        self.requests = itertools.cycle(requests)
        self.peer = peer  # sent from this loopback address, not through the proxy


PROBED = ("/wp-login.php /phpmyadmin/ /admin/config.php /xmlrpc.php /cgi-bin/test.cgi /manager/html /solr/admin/ /boaform/admin/formLogin "
          "/HNAP1 /owa/auth/logon.aspx /actuator/health /struts2/index.action /vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php "
          "/pma/index.php /jenkins/login /cgi-bin/luci /invoker/JMXInvokerServlet /joomla/administrator/ /ecp/Current/exporttool/").split()
LEAKS = ("/.env /.git/config /.aws/credentials /backup.sql /wp-config.php.bak /.htpasswd /.ssh/id_rsa /.svn/entries /dump.sql /db.sqlite "
         "/config.php.old /.npmrc").split()
INTERNAL = ("report payroll salaries customers invoices contracts budget passwords accounts employees minutes strategy forecast suppliers orders "
            "archive legal board audit taxes payments bonuses mergers patents roadmap incidents backups keys servers network vpn wiki "
            "calendar directory tickets releases metrics dashboard").split()
PASSWORDS = ("123456 password qwerty letmein dragon monkey iloveyou sunshine princess football welcome shadow master superman batman trustno1 "
             "starwars whatever freedom hunter2 summer winter").split()
COLUMNS = "password passwd pass pwd hash token secret email login phone card pin".split()
METHODS = "FOO TRACE DEBUG TRACK INVOKE TEST BOGUS QUIT HELO NOOP".split()
WEB_SHELL = ("--data-binary", "<?php system($_GET['c']); ?>")


def injected(column):
    return get(f"/index.html?id=1%27%20UNION%20SELECT%20user,{column}%20FROM%20users--%20-")


ATTACKS = [
    Attack("unauthorised access", "203.0.113.11", {"unauthorized_access"}, "GET /internal/report.html, payroll.html, ..., denied to all",
           [get(f"/internal/{name}.html") for name in INTERNAL], most=len(INTERNAL)),
    Attack("vulnerability scan", "203.0.113.12", {"vuln_scan"}, "GET /wp-login.php, /phpmyadmin/, /manager/html, ...",
           [get(path) for path in PROBED]),
    Attack("vulnerability scan", "203.0.113.13", {"sql_injection"}, "GET /index.html?id=1' UNION SELECT ... (a page that exists)",
           [injected(column) for column in COLUMNS]),
    Attack("denial of service", "203.0.113.14", {"resource_exhaustion"}, "GET / with a Range header of 200 overlapping parts",
           [get("/", "-H", "Range: bytes=" + ",".join(f"0-{n}" for n in range(200)))]),
    Attack("brute force", "203.0.113.15", {"auth_failure"}, "GET /private/ with one password after another",
           [get("/private/", "-u", f"alice:{word}") for word in PASSWORDS]),
    Attack("malware upload", "203.0.113.16", {"malware_upload"}, "PUT /uploads/shell.php; POST to web shells",
           [Request("PUT /uploads/shell.php", "/uploads/shell.php", "-X", "PUT", *WEB_SHELL)] +
           [Request(f"POST {path}", f"{path}?cmd=id", *WEB_SHELL) for path in ("/c99.php", "/r57.php", "/wso.php", "/b374k.php")]),
    Attack("leaked configuration", "203.0.113.17", {"info_leak"}, "GET /.env, /.git/config, /backup.sql, ...",
           [get(path) for path in LEAKS]),
    Attack("illegal method", "203.0.113.18", {"bad_method"}, "FOO /, TRACE /, DEBUG /, ...",
           [Request(f"{method} /", "/", "-X", method) for method in METHODS]),
    Attack("proxies and bots", "203.0.113.19", {"bot_proxy"}, "GET http://www.example.net/, CONNECT www.example.net:443",
           [request for host in ("www.example.net", "mail.example.org", "shop.example.com", "smtp.example.edu", "chat.example.info")
            for request in (Request(f"GET http://{host}/", "/", "--request-target", f"http://{host}/"),
                            Request(f"CONNECT {host}:443", "/", "-X", "CONNECT", "--request-target", f"{host}:443"))]),
]
