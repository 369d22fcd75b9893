"""Patterns of rules are compiled once: a start reads its configuration twice, and a restart mostly what it was before."""
import re

import pytest

from harness import paths
from harness.config import Config

BUILD_ID = re.compile(rb"\x04\0\0\0\x14\0\0\0\x03\0\0\0GNU\0(.{20})", re.S)


def rules_for(*names):
    """Each with a pattern of its own; one unit for a request that names one."""
    return "".join(f'ErrWatchRule {9_005_000 + i} resource_exhaustion target=uri "/{name}-[^/]{{1,40}}x" cost=1\n' for i, name in enumerate(names))


def compiled(server):
    """How many patterns each reading of a configuration that was used had compiled."""
    return [int(number) for number in re.findall(r"EW0219: compiled patterns: (\d+)", server.log.text())]


def is_counted(server, client, name):
    def score():
        return server.status.score(client.address, "resource_exhaustion")

    before = score()
    assert client.get(f"/{name}-{client.address}x").status == 404
    return score() > before + 0.5


class TestKeptPatterns:
    @pytest.fixture
    def server(self, make_server):
        config = Config()
        config.log_level = "warn core:info errwatch:debug"
        config.known_entries = "AH00128|EW0219"
        config.file("rules.conf", rules_for("one", "two", "three"))
        # A file of its own, which another build can take the place of.
        config.file("mod_errwatch.so", paths.MODULE.read_bytes())
        config.errwatch(rules="Include ${ROOT}/rules.conf\n", module="${ROOT}/mod_errwatch.so")
        server = make_server(config)
        server.start()
        return server

    def test_each_is_compiled_once(self, server, client):
        server.graceful()
        server.restart()
        assert compiled(server) == [3, 0, 0]
        assert is_counted(server, client, "three")

    def test_what_is_new_is_compiled_and_what_is_gone_is_gone(self, server, client):
        assert is_counted(server, client, "one") and not is_counted(server, client, "four")
        (server.root / "rules.conf").write_text(rules_for("four", "three", "two"))
        server.graceful()
        assert compiled(server) == [3, 1]
        assert not is_counted(server, client, "one")
        assert all(is_counted(server, client, name) for name in ("two", "three", "four"))
        server.graceful()
        assert compiled(server) == [3, 1, 0]

    # What another build has made this one cannot read.
    def test_another_build_begins_anew(self, server, client):
        library = server.root / "mod_errwatch.so"
        other = bytearray(library.read_bytes())
        other[BUILD_ID.search(other).start(1)] ^= 0xff
        library.unlink()
        library.write_bytes(other)
        server.graceful()
        assert compiled(server) == [3, 3]
        assert is_counted(server, client, "two")
        server.graceful()
        assert compiled(server) == [3, 3, 0]
