"""Settings of virtual hosts and directories."""
import pytest


class TestVirtualHosts:
    @classmethod
    def configure(cls, config):
        config.errwatch("""
            ErrWatchLimit resource_exhaustion 5/10m
            <VirtualHost *>
              ServerName main.example
              <Location /errwatch-status>
                SetHandler errwatch-status
              </Location>
            </VirtualHost>
            <VirtualHost *>
              ServerName off.example
              ErrWatchEngine Off
            </VirtualHost>
            <VirtualHost *>
              ServerName watch.example
              ErrWatchEngine DetectionOnly
              ErrWatchScope watch
            </VirtualHost>
            <VirtualHost *>
              ServerName strict.example
              ErrWatchLimit resource_exhaustion 2/10m
            </VirtualHost>
            <VirtualHost *>
              ServerName apart.example
              ErrWatchScope apart
              ErrWatchLimit resource_exhaustion 3/10m
              ErrWatchAction deny status=429
            </VirtualHost>
            <VirtualHost *>
              ServerName rules.example
              ErrWatchScope rules
              ErrWatchRuleRemove 900103
              ErrWatchRule 900199 unauthorized_access ah=AH01630 cost=1
              ErrWatchRuleRemove 900101
            </VirtualHost>
            <VirtualHost *>
              ServerName friendly.example
              ErrWatchAllow 127.64.0.0/10
              ErrWatchScope friendly
            </VirtualHost>
        """)

    def misses(self, client, host, count):
        return [client.get(f"/missing/{client.address}/{host}/{i}", {"Host": host}).status for i in range(count)]

    # Virtual hosts inherit what the server says.
    def test_inherits(self, client, log):
        log.expect("AH00128", count=5)
        log.expect_blocked(client)
        assert self.misses(client, "main.example", 7) == [404] * 5 + [403] * 2

    # Engine Off: not counted, and not denied either.
    def test_off(self, server, client, log):
        log.expect("AH00128", count=6 + 5)
        log.expect_blocked(client)
        assert self.misses(client, "off.example", 6) == [404] * 6
        assert server.status.client(client.address) is None
        assert self.misses(client, "main.example", 5) == [404] * 5
        assert client.get("/page.html", {"Host": "main.example"}).status == 403
        assert client.get("/page.html", {"Host": "off.example"}).status == 200

    def test_detection_only(self, server, client, log):
        log.expect("AH00128", count=8)
        log.expect("EW0103", text=client.address, count=1)
        assert self.misses(client, "watch.example", 8) == [404] * 8
        assert server.status.client(client.address, "watch")["detection_only"]

    # Hosts of one scope share the count; the limit is that of the host where the entry happens.
    def test_limit_is_of_the_host(self, server, client, log):
        log.expect("AH00128", count=2)
        log.expect_blocked(client)
        assert self.misses(client, "main.example", 1) == [404]
        assert self.misses(client, "strict.example", 2) == [404, 403]
        assert client.get("/page.html", {"Host": "main.example"}).status == 403

    # A scope of its own shares nothing.
    def test_scope(self, server, client, log):
        log.expect("AH00128", count=3 + 4)
        log.expect_blocked(client)
        assert self.misses(client, "main.example", 4) == [404] * 4
        assert self.misses(client, "apart.example", 4) == [404] * 3 + [429]
        assert client.get("/page.html", {"Host": "main.example"}).status == 200
        assert server.status.client(client.address, "apart")["blocked"]
        assert not server.status.client(client.address, "server")["blocked"]

    # Rules are added to those inherited, and taken out.
    def test_rules(self, server, client, log):
        log.expect("AH00128", count=6)
        log.expect("AH01630", count=1)
        assert self.misses(client, "rules.example", 6) == [404] * 6
        assert server.status.client(client.address, "rules") is None
        client.get("/denied/page.html", {"Host": "rules.example"})
        assert server.status.client(client.address, "rules")["last_rule"] == 900199

    def test_allow_of_a_host(self, server, client, log):
        log.expect("AH00128", count=6)
        assert self.misses(client, "friendly.example", 6) == [404] * 6
        assert server.status.client(client.address, "friendly") is None

    def test_status_page_tells(self, server):
        engines = {row["name"]: (row["engine"], row["scope"]) for row in server.status.document()["vhosts"]}
        assert engines["off.example"] == ("Off", "server")
        assert engines["watch.example"] == ("DetectionOnly", "watch")
        assert engines["apart.example"] == ("On", "apart")
        limits = {(row["vhost"], row["category"]): row["capacity"] for row in server.status.document()["limits"]}
        assert limits["strict.example", "resource_exhaustion"] == 2
        assert limits["apart.example", "resource_exhaustion"] == 3


@pytest.mark.all_mpms
class TestDirectories:
    @classmethod
    def configure(cls, config):
        config.file("htdocs/open/page.html", "open\n").file("htdocs/api/page.html", "api\n")
        config.file("htdocs/watched/page.html", "watched\n").file("htdocs/gone/page.html", "gone\n")
        config.file("htdocs/elsewhere/page.html", "elsewhere\n").file("htdocs/lenient/page.html", "lenient\n")
        config.errwatch("""
            ErrWatchLimit resource_exhaustion 5/10m
            ErrWatchGate access
            <Location /open>
              ErrWatchEngine Off
            </Location>
            <Location /watched>
              ErrWatchEngine DetectionOnly
            </Location>
            <Directory ${ROOT}/htdocs/lenient>
              ErrWatchRuleRemove resource_exhaustion
            </Directory>
            <Location /api>
              ErrWatchAction deny status=429
            </Location>
            <Location /gone>
              ErrWatchAction drop
            </Location>
            <Location /elsewhere>
              ErrWatchAction redirect=https://www.example.org/why
            </Location>
        """)

    def block(self, client, log):
        log.expect("AH00128", count=5)
        log.expect_blocked(client)
        assert client.miss(5) == [404] * 5

    def test_off_here_counts_nothing(self, server, client, log):
        log.expect("AH00128", count=7)
        assert client.repeat(7, "/open/missing") == [404] * 7
        assert server.status.client(client.address) is None

    def test_off_here_denies_nothing(self, client, log):
        self.block(client, log)
        assert client.get("/open/page.html").status == 200
        assert client.get("/page.html").status == 403

    # Detected here is detected only: it keeps nobody out elsewhere.
    def test_detection_only_here(self, server, client, log):
        log.expect("AH00128", count=5)
        log.expect("EW0103", text=client.address, count=1)
        client.repeat(5, "/watched/missing")
        assert client.get("/watched/page.html").status == 200
        assert client.get("/page.html").status == 200

    # A client that is really blocked passes where only detection is on.
    def test_blocked_client_passes_where_detection_is_on(self, client, log):
        self.block(client, log)
        assert client.get("/watched/page.html").status == 200

    def test_rules_removed_here(self, server, client, log):
        log.expect("AH00128", count=8)
        assert client.repeat(8, "/lenient/missing") == [404] * 8
        assert server.status.client(client.address) is None

    def test_status_here(self, client, log):
        self.block(client, log)
        response = client.get("/api/page.html")
        assert response.status == 429 and int(response.headers["Retry-After"]) > 0

    def test_drop_here(self, client, log):
        self.block(client, log)
        with client.connect() as connection:
            connection.send(b"GET /gone/page.html HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert connection.read_all() == b""

    def test_redirect_here(self, client, log):
        self.block(client, log)
        response = client.get("/elsewhere/page.html")
        assert response.status == 302 and response.headers["Location"] == "https://www.example.org/why"


class TestHtaccess:
    @classmethod
    def configure(cls, config):
        config.file("htdocs/user/.htaccess", "ErrWatchEngine Off\n").file("htdocs/user/page.html", "user\n")
        config.errwatch("""
            <Directory ${ROOT}/htdocs/user>
              AllowOverride All
            </Directory>
        """)

    # Whoever may write a .htaccess file must not be able to switch the watch off.
    def test_not_in_htaccess(self, client, log):
        log.expect(text=r"\.htaccess: ErrWatchEngine not allowed here")
        assert client.get("/user/page.html").status == 500
