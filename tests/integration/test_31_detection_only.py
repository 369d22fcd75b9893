"""DetectionOnly says what it would do and does nothing."""
import pytest

from harness.wait import wait_until


@pytest.mark.all_mpms
class TestDetectionOnly:
    @classmethod
    def configure(cls, config):
        config.errwatch("""
            ErrWatchEngine DetectionOnly
            ErrWatchLimit resource_exhaustion 5/10m
            LogFormat "%a %>s %{ERRWATCH_DECISION}e %{ERRWATCH_DECISION}n %{ERRWATCH_CATEGORY}e" seen
            CustomLog logs/access.log seen
        """)

    def test_nobody_is_denied(self, server, client, log):
        log.expect("AH00128", count=12)
        log.expect("EW0103", text=rf"client {client.address} would have been blocked", at_least=1)
        assert client.miss(12) == [404] * 12
        assert client.get("/page.html").status == 200

    def test_status_page(self, server, client, log):
        log.expect("AH00128", count=5)
        log.expect("EW0103", text=rf"client {client.address} would have been blocked", count=1)
        before = server.status.document()["counters"]
        client.miss(5)
        client.get("/page.html")
        after = server.status.document()
        row = server.status.client(client.address)
        assert row["detection_only"] and not row["blocked"] and row["denials"] == 0
        assert after["counters"]["detections"] == before["detections"] + 1
        assert after["counters"]["would_deny"] == before["would_deny"] + 1
        assert after["counters"]["blocks"] == before["blocks"]
        assert after["counters"]["denials"] == before["denials"]
        assert [i["kind"] for i in server.status.incidents(client=client.address)] == ["detection"]

    # Other modules and the access log learn it.
    def test_environment(self, server, client, log):
        log.expect("AH00128", count=5)
        log.expect("EW0103", text=client.address, count=1)
        client.miss(5)
        client.get("/page.html")

        def mine():
            lines = (server.root / "logs/access.log").read_text().splitlines()
            return sorted(line for line in lines if line.startswith(client.address + " "))

        wait_until(lambda: len(mine()) == 6)
        assert mine()[0] == f"{client.address} 200 would_deny would_deny resource_exhaustion"
        assert mine()[1] == f"{client.address} 404 - - -"


class TestSwitchingOn:
    @classmethod
    def configure(cls, config):
        config.errwatch("ErrWatchLimit resource_exhaustion 5/10m\nInclude ${ROOT}/engine.conf")
        config.file("engine.conf", "ErrWatchEngine DetectionOnly\n")

    # What was only detected does not turn into a block when the engine is switched on; what comes then does.
    def test_detected_client_is_not_blocked_by_it(self, server, client, log):
        log.expect("AH00128", count=10)
        log.expect("EW0103", text=client.address, count=1)
        log.expect_blocked(client)
        client.miss(5)
        server.config.file("engine.conf", "ErrWatchEngine On\n")
        server.write()
        server.graceful()
        assert client.get("/page.html").status == 200
        assert client.miss(5) == [404] * 5
        assert client.get("/page.html").status == 403
