"""Servers whose files something happens to: a client that is blocked by one of them, and starts that are refused."""

LIMITS = "ErrWatchLimit resource_exhaustion 5/10m\n"
REFUSED = ("EW0200", "AH00020", "AH00014", "AH00016")


def block(server):
    client = server.client()
    server.log.expect("AH00128", count=5)
    server.log.expect_blocked(client)
    assert client.miss(5) == [404] * 5
    server.log.finish()
    return client


def allow_refusal(server):
    for number in REFUSED:
        server.log.allow(number)
    server.log.allow(text="Configuration Failed")


def refused(server):
    """What a server said that did not start."""
    server.launch()
    assert server.process.wait(30) != 0
    allow_refusal(server)
    return server.output() + server.log.text()
