import pytest

from share_harness.host import Host
from share_harness.proxy import Proxy
from share_harness.redis_server import RedisServer


@pytest.fixture
def redis(tmp_path):
    """redis(...): a server of the test's own, started."""
    made = []

    def make(name="redis", start=True, **options):
        made.append(RedisServer(tmp_path / f"{name}-{len(made)}", **options))
        return made[-1].start() if start else made[-1]

    yield make
    for server in made:
        server.kill()


@pytest.fixture
def hosts(tmp_path):
    """hosts(server, "web1", ...): sidecars that are started, each with an exchange."""
    made = []

    def make(servers, *names, start=True, **options):
        if not isinstance(servers, list):
            servers = [f"127.0.0.1:{servers.port}"]
        new = []
        for name in names:
            new.append(Host(tmp_path, name, servers, **options))
            made.append(new[-1])
            if start:
                new[-1].start()
        return new

    yield make
    for host in made:
        host.kill()
        assert not host.state.get("errors")


@pytest.fixture
def proxy():
    made = []

    def make(server):
        made.append(Proxy(server.port))
        return made[-1]

    yield make
    for one in made:
        one.close()
