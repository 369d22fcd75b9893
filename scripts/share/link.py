"""Connections to Redis: one server, the master that sentinels name, or the nodes of a cluster.

python3-redis speaks with each server; what it would do silently is not wanted here. Whenever a connection is new, somebody has to look
whether Redis still has what it had, before anything more is sent: so none is made but by open(), and a cluster's answers (MOVED) are
seen here instead of being followed.
"""
from __future__ import annotations

import dataclasses
import logging
import os
from typing import Any, Callable, Iterator, Optional

import redis
from redis.crc import key_slot
from redis.sentinel import MasterNotFoundError, Sentinel

from share.bounded_answers import BoundedParser
from share.configuration import Configuration
from share.message import Place
from share.reason import reason_of
from share.sharding import STREAMS

logging.getLogger("redis").setLevel(logging.CRITICAL)
Failure = (redis.RedisError, OSError)


def trust(configuration: Configuration) -> None:
    """For the whole process. python3-redis trusts the system's authorities, and those of `ca_file` besides; where there is one, nobody
    else is meant. Which are the system's OpenSSL is told by these."""
    if ca_file := configuration.redis.files.get("ca_file"):
        os.environ |= {"SSL_CERT_FILE": ca_file, "SSL_CERT_DIR": os.devnull}


@dataclasses.dataclass
class Node:
    name: str
    client: redis.Redis
    shards: list[int]
    run_id: str = ""


class Link:
    def __init__(self, configuration: Configuration) -> None:
        self._configuration, self._redis = configuration, configuration.redis
        self._may_connect = self._has_answered = False
        self.nodes: list[Node] = []

    def reason_of(self, error: BaseException) -> str:
        return reason_of(error, self._configuration, self._has_answered)

    def place(self, shard: int, stream: str) -> Place:
        return Place(self._configuration.group, self._configuration.shards, shard, stream)

    def marker(self, shard: int) -> str:
        """What is in it tells this data from other data: it is gone when the data is."""
        return f"errwatch:{{{self._configuration.group}:{shard}}}:marker"

    def keys(self, shards: list[int]) -> Iterator[tuple[int, str, str]]:
        for shard in shards:
            for stream in STREAMS:
                yield shard, stream, self.place(shard, stream).key

    def _on_connect(self, connection: Any) -> None:
        if not self._may_connect:
            raise redis.ConnectionError("the connection was lost")
        connection.on_connect()

    def _security(self, user: str, password: str) -> dict[str, Any]:
        settings = self._redis
        options: dict[str, Any] = {"socket_timeout": settings.timeout, "socket_connect_timeout": settings.timeout, "socket_keepalive": True}
        if password:
            options |= {"username": user or None, "password": password}
        if settings.tls:
            options |= {"ssl": True, "ssl_cert_reqs": "required", "ssl_check_hostname": True, "ssl_ca_certs": settings.files.get("ca_file"),
                        "ssl_certfile": settings.files.get("certificate_file"), "ssl_keyfile": settings.files.get("certificate_key_file"),
                        "ssl_password": ""}  # nobody is asked for that of a key
        return options

    def _client(self, server: str) -> redis.Redis:
        options = self._security(self._redis.user, self._redis.password)
        options |= {"redis_connect_func": self._on_connect}
        if server.startswith("unix:"):
            for name in ("socket_keepalive", "socket_connect_timeout"):
                options.pop(name)
            client = redis.Redis(unix_socket_path=server[5:], **options)
        else:
            host, _, port = server.rpartition(":")
            client = redis.Redis(host=host.strip("[]"), port=int(port), **options)
        client.connection_pool.connection_kwargs["parser_class"] = BoundedParser
        return client

    def _master(self) -> str:
        settings = self._redis
        own = self._security(settings.sentinel_user, settings.sentinel_password)
        places = [(host.strip("[]"), int(port)) for host, _, port in (server.rpartition(":") for server in settings.servers)]
        sentinels = Sentinel(places, sentinel_kwargs=own)
        try:
            host, port = sentinels.discover_master(settings.master)
        except MasterNotFoundError as error:
            self._ask(sentinels.sentinels)
            raise error from None
        return f"{host}:{port}"

    @staticmethod
    def _ask(sentinels: list[redis.Redis]) -> None:
        """That none of them could be asked for the master looks like none that knows it. Raises one of Failure then."""
        last: Optional[BaseException] = None
        for sentinel in sentinels:
            try:
                sentinel.ping()
                return
            except Failure as error:
                last = error
        if last:
            raise last

    def _cluster(self) -> list[Node]:
        """Who has which shard, as the first server says that answers."""
        last: Optional[BaseException] = None
        for server in self._redis.servers:
            try:
                client = self._client(server)
                slots = client.execute_command("CLUSTER SLOTS")
                client.close()
                break
            except Failure as error:
                last = error
        else:
            raise last or redis.ConnectionError("no server of the cluster answers")
        found: dict[str, list[int]] = {}
        for shard in range(self._configuration.shards):
            slot = key_slot(self.marker(shard).encode())
            owner = next((one[2] for one in slots if one[0] <= slot <= one[1]), None)
            if owner is None:
                raise redis.ConnectionError("the cluster serves not all slots")
            host = owner[0].decode() or server.rpartition(":")[0]
            found.setdefault(f"{host}:{owner[1]}", []).append(shard)
        return [Node(name, self._client(name), shards) for name, shards in found.items()]

    def open(self) -> None:
        """Raises one of Failure. All connections are new after that."""
        self.close()
        self._may_connect = True
        try:
            if self._redis.kind == "cluster":
                self.nodes = self._cluster()
            else:
                server = self._master() if self._redis.kind == "sentinel" else self._redis.servers[0]
                self.nodes = [Node(server, self._client(server), list(range(self._configuration.shards)))]
            for node in self.nodes:
                about = node.client.info("server")
                self._has_answered = True
                node.run_id = str(about.get("run_id", ""))
                if node.client.info("replication").get("role") != "master":
                    raise redis.exceptions.ReadOnlyError("a replica")
        except BaseException:
            self.close()
            raise
        finally:
            self._may_connect = False

    def close(self) -> None:
        for node in self.nodes:
            try:
                node.client.close()
                node.client.connection_pool.disconnect()
            except Failure:
                pass
        self.nodes = []

    @property
    def is_open(self) -> bool:
        return bool(self.nodes)

    def node_of(self, shard: int) -> Node:
        return next(node for node in self.nodes if shard in node.shards)


def pipelined(client: redis.Redis, calls: list[Callable[[Any], Any]]) -> list[Any]:
    """Sent together, answered together. Raises the first error, of the connection or of a command."""
    pipeline = client.pipeline(transaction=False)
    for call in calls:
        call(pipeline)
    answers = pipeline.execute(raise_on_error=False)
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
    return answers


def id_of(entry_id: bytes) -> tuple[int, int]:
    ms, _, number = entry_id.partition(b"-")
    return int(ms), int(number or 0)
