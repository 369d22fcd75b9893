"""The allow list: never counted, never denied."""


class TestAllow:
    @classmethod
    def configure(cls, config):
        config.file("allow.txt", "# friends\n127.9.1.0/24\n127.9.2.7 # one more\n")
        config.errwatch("""
            ErrWatchLimit resource_exhaustion 3/10m
            ErrWatchAllow 127.9.0.1 127.9.3.0/30
            ErrWatchAllow @allow.txt
            Include ${ROOT}/more.conf
        """)
        config.file("more.conf", "")

    def test_addresses_and_ranges(self, server, log):
        log.expect("AH00128", count=6 * 5)
        for address in ("127.9.0.1", "127.9.1.0", "127.9.1.255", "127.9.2.7", "127.9.3.3"):
            before = server.status.counter("allowed")
            assert server.client(address).miss(6) == [404] * 6
            assert server.status.client(address) is None
            assert server.status.counter("allowed") == before + 6

    def test_neighbours_are_not_allowed(self, server, log):
        log.expect("AH00128", count=3 * 3)
        for address in ("127.9.0.2", "127.9.2.8", "127.9.3.4"):
            client = server.client(address)
            log.expect_blocked(client)
            assert client.miss(4) == [404] * 3 + [403]

    # Whoever is put on the list is let in at once, blocked or not.
    def test_allowed_after_blocked(self, server, client, log):
        log.expect("AH00128", count=3)
        log.expect_blocked(client)
        assert client.miss(4) == [404] * 3 + [403]
        server.config.file("more.conf", f"ErrWatchAllow {client.address}\n")
        server.write()
        server.graceful()
        assert client.get("/page.html").status == 200
