"""A client that gets itself blocked, where three missing files are enough."""


def block(client, log):
    """By paths of a kind that no other client asks for: what two dozen of them miss within a minute is the server's fault."""
    log.expect("AH00128", count=3)
    log.expect_blocked(client)
    kind = "".join(chr(ord("a") + int(digit)) for digit in client.address if digit.isdigit())
    assert [client.get(f"/{kind}/{number}").status for number in range(3)] == [404] * 3
