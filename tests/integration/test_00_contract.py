"""Facts about httpd that the module's design rests on. A failure here says that the ground has changed, not that the module is wrong."""
import os
import tempfile
import pathlib

import pytest

from harness.config import Config
from harness.record import Record
from harness.wait import wait_until

ERROR, NOTICE, INFO = 3, 5, 6


class Recorded:
    """A class whose server has mod_contract loaded. The record of each test begins empty, and shows the test's own client alone."""

    @classmethod
    def configure(cls, config):
        handle, name = tempfile.mkstemp(prefix="errwatch-contract-")
        os.close(handle)
        cls.record = Record(config, pathlib.Path(name))
        cls.more(config)

    @classmethod
    def more(cls, config):
        pass

    @classmethod
    def teardown_class(cls):
        cls.record.path.unlink()

    @pytest.fixture(autouse=True)
    def _own_record(self, server, client):
        self.record.clear(only=client.address)


@pytest.mark.all_mpms
class TestErrorLogHook(Recorded):
    @classmethod
    def more(cls, config):
        config.add("""
            <Location /quiet>
              LogLevel warn
            </Location>
        """)

    # The hook gets the message alone, from its AH number on; httpd's prefix is not part of it.
    def test_message_body_only(self, client, log):
        log.expect("AH01630")
        client.get("/denied/page.html", {"Referer": "http://referer.example/"})
        log.wait()
        entry = self.record.entry("AH01630: client denied by server configuration: ")
        assert entry["errstr"].endswith("/htdocs/denied/page.html")
        assert "[" not in entry["errstr"] and "referer" not in entry["errstr"]
        assert entry["level"] == ERROR
        assert entry["module"] == "authz_core"
        assert entry["has_s"] and entry["has_c"] and entry["has_r"] and entry["has_rmain"]

    # info->format is the format string as it stands in the source.
    def test_raw_format(self, client, log):
        log.expect("AH01630")
        client.get("/denied/page.html")
        log.wait()
        assert self.record.entry("AH01630")["format"] == "AH01630: client denied by server configuration: %s%s"

    # errno texts stay in the line; the hook gets the number.
    def test_errno_is_a_field(self, client, log):
        log.expect("AH00036", text=r"\(36\)File name too long")
        client.get("/" + "a" * 300)
        log.wait()
        entry = self.record.entry("AH00036")
        assert entry["status"] == 36
        assert "File name too long" not in entry["errstr"]

    # Control characters and backslashes arrive escaped, so one entry is one line; the double quote does not.
    def test_escaped(self, client, log):
        log.expect("AH01630")
        client.get("/denied/a%0D%0Ab%09c%01d%5Ce%C3%A9%22f")
        log.wait()
        assert self.record.entry("AH01630")["errstr"].endswith('/denied/a\\r\\nb\\tc\\x01d\\\\e\\xc3\\xa9"f')

    # A message is cut to what fits a line of 8 KiB, always ends, and says nothing about it.
    def test_long_message(self, client, log):
        log.allow("AH01630")
        log.allow("AH00127")
        log.allow("AH00036")
        client.get("/denied" + "/abcdefg" * 900)
        log.wait()
        longest = max(len(r["errstr"]) for r in self.record.hook("error_log"))
        assert 7000 < longest < 8192

    # When the hook runs, the line has been written: nothing can be held back.
    def test_runs_after_the_line_was_written(self, server, client, log):
        expected = log.expect("AH01630")
        before = len(log.text())
        client.get("/denied/page.html")
        log.wait(expected)
        assert self.record.entry("AH01630")["log_size"] >= before + len(expected.entries[0].line)

    # httpd does not guard the hook against itself.
    def test_no_recursion_guard(self, client, log):
        log.expect("AH01630", text="recurse-please")
        log.expect(text="recurse-please again", count=2)
        client.get("/denied/recurse-please")
        log.wait()
        assert [r["depth"] for r in self.record.hook("error_log") if "recurse-please" in r["errstr"]] == [1, 2, 3]

    # "File does not exist" is of level info: below that level the hook is never called for it.
    def test_404_is_info(self, client, log):
        log.expect("AH00128", count=1)
        assert client.get("/nothing-here").status == 404
        assert client.get("/quiet/nothing-here").status == 404
        log.wait()
        assert self.record.entry("AH00128: File does not exist")["level"] == INFO

    # The status of a request that is about to fail is still 200 in the hook.
    def test_status_is_not_known_yet(self, client, log):
        log.expect("AH01630")
        assert client.get("/denied/page.html").status == 403
        log.wait()
        self.record.wait_logged()
        assert self.record.entry("AH01630")["r_status"] == 200
        assert self.record.hook("log_transaction")[0]["r_status"] == 403

    # The URI at AH10244 has lost what made it an attack; unparsed_uri has it.
    def test_traversal_is_in_the_unparsed_uri(self, client, log):
        log.expect("AH10244")
        assert client.get("/%2e%2e/%2e%2e/etc/passwd").status == 400
        log.wait()
        entry = self.record.entry("AH10244")
        assert entry["uri"] == "/etc/passwd"
        assert entry["unparsed_uri"] == "/%2e%2e/%2e%2e/etc/passwd"

    # Entries of one request carry one id.
    def test_log_id_is_known(self, client, log):
        log.expect("AH01630")
        client.get("/denied/page.html")
        log.wait()
        assert self.record.entry("AH01630")["log_id"]

    # A query string is never part of core's message.
    def test_query_is_not_in_the_message(self, client, log):
        log.expect("AH00128")
        client.get("/nothing?id=1'%20OR%20'1'='1")
        log.wait()
        entry = self.record.entry("AH00128")
        assert "OR" not in entry["errstr"]
        assert entry["args"] == "id=1'%20OR%20'1'='1"


class TestMalformedAtDebug(Recorded):
    @classmethod
    def more(cls, config):
        config.log_level = "warn core:debug"
        config.known_entries = r"\[core:debug\]"

    # A request line that cannot be parsed: the hook gets a request whose URI and method are NULL.
    def test_null_uri_and_method(self, client, log):
        log.allow(text=r"\[core:info\]")
        assert client.raw(b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n").status == 414
        self.record.wait_logged()
        entry = self.record.entry("AH00565")
        assert entry["uri"] is None and entry["unparsed_uri"] is None
        assert self.record.hook("log_transaction")[0]["r_status"] == 414

    def test_malformed_header(self, client, log):
        log.allow(text=r"\[core:info\]")
        assert client.raw(b"GET / HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n").status == 400
        self.record.wait_logged()
        assert self.record.hook("error_log", r_status=400)


class TestLevels(Recorded):
    @classmethod
    def more(cls, config):
        config.log_level = "emerg"

    # Notices pass every LogLevel when the log is a file.
    def test_notice_passes_at_emerg(self, server, client):
        server.graceful()
        assert self.record.entries("AH00489")[0]["level"] == NOTICE

    def test_error_does_not(self, client):
        assert client.get("/denied/page.html").status == 403
        self.record.wait_logged()
        assert not self.record.entries("AH01630")


@pytest.mark.all_mpms
class TestWhichHooksRun(Recorded):
    """Who sees what: post_read_request is the widest gate, log_transaction sees still more."""

    @classmethod
    def more(cls, config):
        config.add("""
            ErrorDocument 404 /errors/404.html
            TraceEnable Off
            <Location /errors>
              Require all granted
            </Location>
        """)

    GATES = ("post_read_request", "map_to_storage", "access_checker")

    @pytest.mark.parametrize("name, request_bytes, status, gates", [
        ("normal", b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200, GATES),
        ("denied", b"GET /denied/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 403, GATES),
        ("traversal", b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 400, GATES[:1]),
        ("encoded slash", b"GET /x%2fy HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404, GATES[:1]),
        ("trace", b"TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 405, GATES[:2]),
        ("options *", b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200, GATES[:2]),
        ("malformed header", b"GET / HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n", 400, ()),
        ("malformed line", b"GET  /\r\n\r\n", 400, ()),
        ("no host", b"GET / HTTP/1.1\r\n\r\n", 400, ()),
        ("too long", b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, ()),
    ])
    def test_gates(self, client, log, name, request_bytes, status, gates):
        log.allow(text=r"AH01630|AH10244|AH00026|AH00565|AH00128|AH00127")
        assert client.raw(request_bytes).status == status
        self.record.wait_logged()
        seen = {r["hook"] for r in self.record.all() if "prev" in r and not r["prev"]}
        assert seen & set(self.GATES) == set(gates)
        assert len(self.record.hook("log_transaction")) == 1
        assert self.record.hook("log_transaction")[0]["r_status"] in (status, 200)  # an ErrorDocument may follow

    # At post_read_request no <Location> has been applied yet.
    def test_early_gate_knows_no_location(self, client):
        client.get("/page.html")
        assert self.record.hook("post_read_request")[0]["server_level_dir_config"] == 1
        assert self.record.hook("access_checker")[0]["server_level_dir_config"] == 0

    # An ErrorDocument is a request of its own, with prev set: a gate that does not look at it judges twice. (access_checker is
    # left out where the ErrorDocument has the very same directory configuration.)
    def test_error_document_passes_the_gates_again(self, client, log):
        log.expect("AH00128")
        assert client.get("/nothing-here").text == "our own words on 404\n"
        assert [r["prev"] for r in self.record.hook("post_read_request")] == [0, 1]
        assert [r["prev"] for r in self.record.hook("access_checker")] == [0, 1]

    # DirectoryIndex is a sub-request: it passes access_checker but not post_read_request.
    def test_subrequest(self, client):
        client.get("/")
        assert len(self.record.hook("post_read_request")) == 1
        assert any(r["main"] for r in self.record.hook("map_to_storage"))


@pytest.mark.all_mpms
class TestDenying(Recorded):
    @classmethod
    def more(cls, config):
        config.add("""
            ErrorDocument 403 /errors/403.html
            <Location /satisfy-require>
              Satisfy Any
              Require all granted
            </Location>
            <Location /satisfy-allow>
              Satisfy Any
              Order deny,allow
              Allow from all
              AuthType Basic
              AuthName x
              AuthUserFile ${ROOT}/users
              Require valid-user
            </Location>
            Alias /satisfy-require ${ROOT}/htdocs
            Alias /satisfy-allow ${ROOT}/htdocs
        """)

    # A denial leaves no entry of its own, so it cannot feed on itself.
    @pytest.mark.parametrize("gate", ["post_read", "access", "access_ex"])
    @pytest.mark.parametrize("status", [403, 429])
    def test_logs_nothing(self, client, gate, status):
        assert client.get("/page.html", {"X-Contract-Deny": f"{gate}:{status}"}).status == status
        self.record.wait_logged()
        assert not self.record.hook("error_log", has_c=1)  # the parent may still be telling that it has started

    # Satisfy Any lets through what either gate alone has denied; both together hold, and so does the early gate.
    @pytest.mark.parametrize("path, gate, status", [
        ("/satisfy-require/page.html", "access", 200),
        ("/satisfy-allow/page.html", "access_ex", 200),
        ("/satisfy-require/page.html", "both", 403),
        ("/satisfy-allow/page.html", "both", 403),
        ("/satisfy-require/page.html", "post_read", 403),
        ("/satisfy-allow/page.html", "post_read", 403),
    ])
    def test_satisfy_any(self, client, path, gate, status):
        assert client.get(path, {"X-Contract-Deny": gate}).status == status

    # Without a guard the ErrorDocument of a denial is denied as well.
    def test_error_document_is_denied_too(self, client):
        response = client.get("/page.html", {"X-Contract-Deny": "post_read"})
        assert response.status == 403
        assert "our own words" not in response.text

    # A denial at post_read_request ends a kept-alive connection in an orderly way or goes on; it never answers the next request.
    def test_next_request_on_the_connection(self, client):
        with client.connect() as connection:
            assert connection.get("/page.html", {"X-Contract-Deny": "post_read"}).status == 403
            assert connection.get("/page.html").status in (0, 200)


class TestRemoteip(Recorded):
    @classmethod
    def more(cls, config):
        config.log_level = "warn core:debug"
        config.known_entries = r"\[core:debug\]"
        config.load("remoteip")
        config.add("RemoteIPHeader X-Forwarded-For", "RemoteIPInternalProxy 127.0.0.0/8")

    # From post_read_request on (after mod_remoteip) the request names the client; the connection goes on naming the balancer.
    def test_client_is_known_after_mod_remoteip(self, client):
        client.get("/page.html", {"X-Forwarded-For": "192.0.2.7"})
        seen = self.record.hook("post_read_request")[0]
        assert seen["useragent_ip"] == "192.0.2.7"
        assert seen["client_ip"] == client.address

    # What is logged before that names the balancer: it must never be counted against it.
    def test_earlier_entries_name_the_balancer(self, client):
        request = b"GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.7\r\nno colon here\r\n\r\n"
        assert client.raw(request).status == 400
        self.record.wait_logged()
        assert {r["useragent_ip"] for r in self.record.hook("error_log", r_status=400)} == {client.address}


class TestHttp2(Recorded):
    @classmethod
    def more(cls, config):
        config.load("http2")
        config.add("Protocols h2c http/1.1")

    # An HTTP/2 request lives on a secondary connection without a scoreboard handle; its entries say [remote, not [client.
    def test_secondary_connection(self, server, client, log):
        from harness.http2 import Http2Connection
        expected = log.expect("AH01630", text=r"\[remote ")
        with Http2Connection(server.port, client.address) as connection:
            assert connection.get("/denied/page.html").status == 403
        log.wait(expected)
        entry = self.record.entry("AH01630")
        assert entry["secondary"] == 1 and entry["scoreboard"] == 0
        assert entry["client_ip"] == client.address


@pytest.mark.all_mpms
class TestLifeCycle(Recorded):
    # The DSO is loaded afresh for each pass over the configuration: statics begin again, retained data goes on.
    def test_reload(self, server):
        server.graceful()
        stages = self.record.all()
        assert [r["register_calls"] for r in stages if r["hook"] == "register_hooks"] == [1]
        before = self.record.hook("post_config")[-1]["retained"]
        server.graceful()
        assert self.record.hook("post_config")[-1]["retained"] == before + 1

    # pre_mpm runs on a restart, not on a graceful one.
    def test_pre_mpm(self, server):
        server.graceful()
        assert not self.record.hook("pre_mpm")
        server.restart()
        wait_until(lambda: self.record.hook("pre_mpm"))

    # The generation goes up by one each time; children know it, and are not root when they start working.
    def test_generation(self, server):
        server.restart()
        wait_until(lambda: self.record.hook("child_init"))
        first = max(r["generation"] for r in self.record.hook("child_init"))
        self.record.clear()
        server.graceful()
        # A spare child of the old generation may still have come up.
        wait_until(lambda: any(r["generation"] == first + 1 for r in self.record.hook("child_init")))
        assert max(r["generation"] for r in self.record.hook("child_init")) == first + 1
        if os.geteuid() == 0:
            assert all(r["uid"] != 0 for r in self.record.hook("child_init"))

    # The parent, with the rights of root, runs the hook too.
    def test_parent_calls_the_hook(self, server):
        server.graceful()
        assert server.process.pid in {r["pid"] for r in self.record.entries("AH0")}


class TestStart:
    @pytest.fixture
    def recorded(self, make_server, tmp_path_factory):
        config = Config()
        with tempfile.NamedTemporaryFile(prefix="errwatch-contract-") as file:
            record = Record(config, pathlib.Path(file.name))
            yield make_server(config), record

    # The hook is alive while the configuration is being read, also under -t: no server, and a message meant for the terminal.
    def test_syntax_error_under_t(self, recorded):
        server, record = recorded
        server.config.add("NoSuchDirective on")
        server.write()
        code, output = server.check()
        assert code == 1 and "NoSuchDirective" in output
        entry = record.entry("AH00526")
        assert entry["has_s"] == 0 and entry["startup"] == 1 and entry["module"] == "core"

    # -t reads the configuration once and never comes to post_config: what must be refused there must be refused while parsing.
    def test_no_post_config_under_t(self, recorded):
        server, record = recorded
        assert server.check()[0] == 0
        assert [r["main_state"] for r in record.hook("pre_config")] == [2]
        assert not record.hook("post_config")

    # A start reads the configuration twice; the first pass is recognised by its state.
    def test_two_passes(self, recorded):
        server, record = recorded
        server.start()
        assert [r["main_state"] for r in record.hook("post_config")] == [2, 4]

    # Retained data outlives both passes.
    def test_retained_over_both_passes(self, recorded):
        server, record = recorded
        server.start()
        assert [r["retained"] for r in record.hook("post_config")] == [1, 2]
