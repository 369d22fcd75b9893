"""Whether all is as the configuration says: Redis (each command that is needed is asked once, and leaves at most a marker behind), what is
in the streams, and this host."""
from __future__ import annotations

import secrets
from typing import Any, Callable, Optional

from share import files, own_host, overheard
from share.configuration import DEFAULT_PATH, Configuration
from share.findings import Findings
from share.link import Failure, Link, Node
from share.message import Message, encode

OLDEST = (6, 2)  # XTRIM MINID
# The least that Redis' user has to be allowed, beside the keys of the group.
COMMANDS = ("info", "time", "get", "setnx", "eval", "xadd", "xread", "xrange", "xrevrange", "xtrim")


def findings_of(configuration: Configuration, by_hand: bool = False) -> Findings:
    """`by_hand`: a command is given that errwatch-share.service does not start."""
    findings = Findings()
    files.look_at_files(configuration, findings)
    if configuration.path == DEFAULT_PATH and not by_hand:  # which the unit reads
        files.look_at_unit(configuration, findings)
    own_host.look_at_exchange(configuration, findings)
    told_ago = own_host.look_at_httpd(configuration, findings)
    link = Link(configuration)
    try:
        link.open()
        for node in link.nodes:
            _look_at_server(configuration, link, node, findings)
        _look_at_streams(configuration, link, told_ago, findings)
    except Failure as error:
        findings.problem(link.reason_of(error))
    finally:
        link.close()
    return findings


def _look_at_server(configuration: Configuration, link: Link, node: Node, findings: Findings) -> None:
    version = str(node.client.info("server").get("redis_version", "0"))
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        findings.problem(f"Redis {version}: it must be 6.2 or later")
    for name, call in _calls(configuration, link, node).items():
        try:
            call(node.client)
        except Failure as error:
            findings.problem(f"{node.name}: {link.reason_of(error)}")
    _look_at_memory(node, findings)
    _look_at_replicas(configuration, node, findings)


def _calls(configuration: Configuration, link: Link, node: Node) -> dict[str, Callable[[Any], Any]]:
    key, marker = link.place(node.shards[0], "pours").key, link.marker(node.shards[0])
    message = Message(configuration.host, "0", 0, "0" * 16, 0, [])
    fields = encode(configuration.key, link.place(node.shards[0], "pours"), message, 1 << 20)
    calls: dict[str, Callable[[Any], Any]] = {
        "time": lambda redis: redis.time(), "get": lambda redis: redis.get(marker),
        "setnx": lambda redis: redis.setnx(marker, secrets.token_hex(8)),
        "eval": lambda redis: redis.eval("return 1", 1, key),
        # Of a stream that is not there nothing is made.
        "xadd": lambda redis: redis.xadd(key + ":check", fields, nomkstream=True), "xread": lambda redis: redis.xread({key: "$"}, count=1),
        "xrange": lambda redis: redis.xrange(key, count=1), "xrevrange": lambda redis: redis.xrevrange(key, count=1),
        "xtrim": lambda redis: redis.xtrim(key, maxlen=configuration.limits.pours_most, approximate=True),
    }
    if configuration.redis.replicas:
        calls["wait"] = lambda redis: redis.wait(0, 1)
    return calls


def _look_at_memory(node: Node, findings: Findings) -> None:
    """Some that are rented do not say."""
    about = node.client.info("memory")
    most, policy = about.get("maxmemory"), str(about.get("maxmemory_policy", "noeviction"))
    if most == 0:
        findings.remark(f"{node.name}: Redis has no maxmemory, and may take what memory its machine has: say one, with maxmemory-policy noeviction")
    elif most is not None and policy != "noeviction":
        findings.problem(f"{node.name}: when its memory is full Redis throws away what it has (maxmemory-policy {policy}), also what no host has "
                         "read yet: CONFIG SET maxmemory-policy noeviction, and the same in its configuration file")


def _look_at_replicas(configuration: Configuration, node: Node, findings: Findings) -> None:
    wanted = configuration.redis.replicas
    if not wanted:
        return
    about = node.client.info("replication")
    replicas = [value for key, value in about.items() if key.startswith("slave") and isinstance(value, dict)]
    connected = sum(replica.get("state") == "online" for replica in replicas)
    if connected < wanted:
        findings.problem(f"{node.name}: redis.replicas = {wanted}, but Redis has {connected or 'no'} replica{'s' * (connected != 1)} that "
                         f"follow{'s' * (connected == 1)}: nothing that this host sends counts as sent until it has {wanted}; or say less")


def _look_at_streams(configuration: Configuration, link: Link, told_ago: Optional[float], findings: Findings) -> None:
    """What may not be read there was said already."""
    try:
        heard = overheard.listen(configuration, link)
    except Failure as error:
        findings.problem(f"{link.nodes[0].name}: {link.reason_of(error)}")
        return
    overheard.judge_keys(configuration, heard, findings)
    overheard.judge_settings(configuration, heard, findings)
    overheard.judge_names(configuration, heard, told_ago, findings)
