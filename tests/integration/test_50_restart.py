"""Counts and blocks live over restarts; a state file that does not fit is set aside."""
import os
import stat
import struct

import pytest

from harness.config import Config
from harness.wait import wait_until

LIMITS = """
    ErrWatchLimit resource_exhaustion 5/10m
    ErrWatchLimit unauthorized_access 5/10m
"""


@pytest.mark.all_mpms
class TestRestart:
    @classmethod
    def configure(cls, config):
        config.errwatch(LIMITS)

    @pytest.mark.parametrize("again", ["graceful", "restart"])
    def test_blocks_are_kept(self, server, client, log, again):
        log.expect("AH00128", count=5)
        log.expect_blocked(client)
        client.miss(5)
        before = server.status.client(client.address)
        getattr(server, again)()
        assert client.get("/page.html").status == 403
        after = server.status.client(client.address)
        assert after["blocked_until"] == before["blocked_until"] and after["strikes"] == before["strikes"]

    @pytest.mark.parametrize("again", ["graceful", "restart"])
    def test_counts_are_kept(self, server, client, log, again):
        log.expect("AH00128", count=5)
        log.expect_blocked(client)
        client.miss(4)
        getattr(server, again)()
        assert 3 < server.status.score(client.address, "resource_exhaustion") <= 4
        assert client.miss(1) == [404]
        assert client.get("/page.html").status == 403

    # Counters and incidents too; the generation tells that there was a restart.
    def test_history_is_kept(self, server, client, log):
        log.expect("AH00128", count=5)
        log.expect_blocked(client)
        client.miss(5)
        before = server.status.document()
        server.graceful()
        wait_until(lambda: server.status.document()["generation"] == before["generation"] + 1)
        after = server.status.document()
        assert after["counters"]["blocks"] >= before["counters"]["blocks"]
        assert after["counters"]["entries"] >= before["counters"]["entries"]
        assert after["started"] == before["started"]
        assert server.status.incidents(client=client.address, kind="block")

    # A message about a block is written once, not once a generation.
    def test_messages_are_not_repeated(self, server, client, log):
        log.expect("AH00128", count=5)
        log.expect_blocked(client)
        client.miss(5)
        client.get("/page.html")
        for _ in range(2):
            server.graceful()
            client.get("/page.html")

    # Children of the old generation go on counting in the same memory: a kept-alive connection over a graceful restart.
    def test_old_generation(self, server, client, log):
        log.expect("AH00128", count=5)
        log.expect_blocked(client)
        with client.connect() as connection:
            assert connection.get(f"/missing/{client.address}/old").status == 404
            server.graceful()
            statuses = []
            for number in range(4):
                response = connection.get(f"/missing/{client.address}/{number}")
                statuses.append(response.status if response.status else client.get(f"/missing/{client.address}/{number}").status)
            assert statuses == [404] * 4
        assert client.get("/page.html").status == 403

    # Many restarts in a row leave nothing behind: no memory mapped twice, no descriptors.
    def test_many_restarts(self, server):
        def held():
            pid = server.process.pid
            with open(f"/proc/{pid}/maps") as maps:
                mapped = sum("memfd:errwatch" in line for line in maps)
            return mapped, len(os.listdir(f"/proc/{pid}/fd"))

        server.graceful()
        first = held()
        for _ in range(5):
            server.graceful()
        assert held() == first


class TestLifeCycle:
    """Stop, start, and what is found in place of the state file."""

    @pytest.fixture
    def server(self, make_server, tmp_path):
        config = Config()
        config.errwatch(LIMITS)
        return make_server(config)

    def block(self, server):
        client = server.client()
        server.log.expect("AH00128", count=5)
        server.log.expect_blocked(client)
        assert client.miss(5) == [404] * 5
        server.log.finish()  # these have come; what follows is announced by the test
        return client

    def test_stop_and_start(self, server):
        server.start()
        client = self.block(server)
        server.stop()
        server.start()
        assert client.get("/page.html").status == 403

    # Nobody but the user who starts the server may read who is blocked, or write it.
    def test_mode_and_owner(self, server):
        server.start()
        info = server.state_file().stat()
        assert stat.S_IMODE(info.st_mode) == 0o600 and info.st_uid == os.geteuid()

    # -t does not touch it.
    def test_not_made_by_a_check(self, server):
        assert server.check()[0] == 0
        assert not server.state_file().exists()

    # A check beside the running server does it no harm either.
    def test_check_beside_the_server(self, server):
        server.start()
        client = self.block(server)
        assert server.check()[0] == 0
        assert client.get("/page.html").status == 403

    @staticmethod
    def overwrite(path, offset, data):
        with open(path, "r+b") as file:
            file.seek(offset)
            file.write(data)

    DAMAGES = {
        "truncated": lambda path: os.truncate(path, path.stat().st_size // 2),
        "header only": lambda path: os.truncate(path, 256),
        "signature only": lambda path: os.truncate(path, 8),
        "other version": lambda path: TestLifeCycle.overwrite(path, 8, struct.pack("<I", 4711)),
        "huge geometry": lambda path: TestLifeCycle.overwrite(path, 16, struct.pack("<IIII", 0xFFFFFFFF, 0x80000000, 1 << 31, 1 << 31)),
        "zero geometry": lambda path: TestLifeCycle.overwrite(path, 16, bytes(16)),
        "other key": lambda path: TestLifeCycle.overwrite(path, 32, bytes(16)),
        "no memory": lambda path: TestLifeCycle.overwrite(path, 4096, bytes(64)),
    }

    # What does not fit is renamed and replaced, with a notice; the server starts and works.
    @pytest.mark.parametrize("damage", DAMAGES)
    def test_damaged_file(self, server, damage):
        server.start()
        client = self.block(server)
        server.stop()
        self.DAMAGES[damage](server.state_file())
        damaged = server.state_file().read_bytes()
        server.log.expect("EW0202", text=r"does not fit.*set-aside", count=1)
        server.start()
        assert client.get("/page.html").status == 200
        assert (server.root / "run/errwatch.state.set-aside").read_bytes() == damaged
        assert any("does not fit" in warning for warning in server.status.document()["warnings"])

    # A header that is right and a body that is not: nothing in it is trusted.
    def test_damaged_table(self, server):
        server.start()
        client = self.block(server)
        server.stop()
        path = server.state_file()
        size = path.stat().st_size
        self.overwrite(path, 8192, os.urandom(size - 8192))
        server.log.allow("EW0202")
        server.log.allow(text="EW010[1-6]")
        server.start()
        for form in ("", "auto", "json", "prometheus"):
            assert server.status.fetch(form).status == 200
        assert server.client().get("/page.html").status in (200, 403)
        server.log.allow("AH00128")
        server.log.allow("AH00052")
        client.miss(10)
        assert "AH00052" not in server.log.text(), "a child crashed"

    # A whole state file with something behind it is still whole; what follows is not looked at.
    def test_longer_file(self, server):
        server.start()
        client = self.block(server)
        server.stop()
        os.truncate(server.state_file(), server.state_file().stat().st_size + 4096)
        server.start()
        assert client.get("/page.html").status == 403
        server.stop()
        server.start()
        assert client.get("/page.html").status == 403

    # Another table size is another file.
    def test_other_size(self, server):
        server.start()
        client = self.block(server)
        server.stop()
        server.config.add("ErrWatchClients 4096")
        server.write()
        server.log.expect("EW0202", text="4096", count=1)
        server.start()
        assert client.get("/page.html").status == 200
        assert server.status.document()["table"]["capacity"] == 4096

    # The same in a graceful restart.
    def test_other_size_in_a_graceful_restart(self, server):
        server.start()
        client = self.block(server)
        server.config.add("ErrWatchClients 4096")
        server.write()
        server.log.expect("EW0202", text="4096", count=1)
        server.graceful()
        wait_until(lambda: client.get("/page.html").status == 200)
        assert server.status.document()["table"]["capacity"] == 4096

    # Two servers cannot share one file.
    def test_second_server_is_refused(self, server, make_server):
        server.start()
        client = self.block(server)
        config = Config()
        config.errwatch(f"ErrWatchStateFile {server.state_file()}")
        second = make_server(config)
        second.launch()
        assert second.process.wait(30) != 0
        said = second.output() + second.log.text()
        assert "in use by another server" in said and "ErrWatchStateFile" in said
        second.log.allow("EW0200")
        second.log.allow("AH00020")
        second.log.allow(text="Configuration Failed")
        # The first one did not notice.
        assert client.get("/page.html").status == 403

    @pytest.mark.parametrize("prepare, text", [
        (lambda path: path.symlink_to("/etc/passwd"), "symbolic link"),
        (lambda path: path.mkdir(), "errwatch.state"),
        (lambda path: (path.write_text("x"), path.chmod(0o666)), "may be written by others"),
        (lambda path: os.mkfifo(path), "not a regular file"),
        (lambda path: (path.write_bytes(b"ERRWATCH"), os.link(path, f"{path}.other")), "hard links"),
    ], ids=["symbolic link", "directory", "writable by all", "fifo", "hard link"])
    def test_refused(self, server, prepare, text):
        prepare(server.state_file())
        server.launch()
        assert server.process.wait(30) != 0
        assert text in server.output() + server.log.text()
        server.log.allow("EW0200")
        server.log.allow("AH00020")
        server.log.allow(text="Configuration Failed")

    def test_directory_is_missing(self, server):
        server.config.add("ErrWatchStateFile nowhere/errwatch.state")
        server.write()
        server.launch()
        assert server.process.wait(30) != 0
        said = server.output() + server.log.text()
        assert "nowhere/errwatch.state" in said and "No such file or directory" in said
        server.log.allow("EW0200")
        server.log.allow("AH00020")
        server.log.allow(text="Configuration Failed")
