"""Facts about httpd that the module's design rests on, of the error_log hook. A failure here says that the ground has changed, not that the
module is wrong."""
import pytest

from harness.recorded import ERROR, INFO, NOTICE, Recorded


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
