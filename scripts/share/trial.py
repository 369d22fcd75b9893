"""Whether Redis can be used as the configuration says: each command that is needed is asked once, and leaves at most a marker behind."""
from __future__ import annotations

import secrets
from typing import Any, Callable

from share.configuration import Configuration
from share.link import Failure, Link, reason_of
from share.message import Message, encode

OLDEST = (6, 2)  # XTRIM MINID
# The least that Redis' user has to be allowed, beside the keys of the group.
COMMANDS = ("info", "time", "get", "setnx", "eval", "xadd", "xread", "xrange", "xrevrange", "xtrim")


def problems_of(configuration: Configuration) -> list[str]:
    """Raises one of link.Failure where nothing can be asked at all."""
    link = Link(configuration)
    link.open()
    problems = []
    try:
        for node in link.nodes:
            version = str(node.client.info("server").get("redis_version", "0"))
            if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
                problems.append(f"Redis {version}: it must be 6.2 or later")
            key = link.place(node.shards[0], "pours").key
            message = Message(configuration.host, "0", 0, "0" * 16, 0, [])
            fields = encode(configuration.key, link.place(node.shards[0], "pours"), message, 1 << 20)
            calls: dict[str, Callable[[Any], Any]] = {
                "time": lambda redis: redis.time(), "get": lambda redis: redis.get(link.marker(node.shards[0])),
                "setnx": lambda redis: redis.setnx(link.marker(node.shards[0]), secrets.token_hex(8)),
                "eval": lambda redis: redis.eval("return 1", 1, key),
                # Of a stream that is not there nothing is made.
                "xadd": lambda redis: redis.xadd(key + ":check", fields, nomkstream=True), "xread": lambda redis: redis.xread({key: "$"}, count=1),
                "xrange": lambda redis: redis.xrange(key, count=1), "xrevrange": lambda redis: redis.xrevrange(key, count=1),
                "xtrim": lambda redis: redis.xtrim(key, maxlen=configuration.limits.pours_most, approximate=True),
            }
            for call in calls.values():
                try:
                    call(node.client)
                except Failure as error:
                    problems.append(f"{node.name}: {reason_of(error)}")
    finally:
        link.close()
    return problems
