"""What a child has to itself: memory that is made for each child is there a hundred times on a busy server of prefork, and memory that is
made for each thread as often under event."""
import glob
import pathlib

import pytest

from harness import paths
from harness.config import PREFORK, THREADED


def private_kilobytes(pid):
    lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty:"))


def children_of(pid):
    return [int(path.split("/")[2]) for path in glob.glob("/proc/[0-9]*/stat") if parent_of(path) == pid]


def parent_of(stat):
    try:
        return int(pathlib.Path(stat).read_text().rsplit(")", 1)[1].split()[1])
    except (OSError, IndexError, ValueError):
        return 0


class Little:
    MPM = WORKERS = MOST_KILOBYTES = None

    @classmethod
    def configure(cls, config):
        config.mpm, config.workers = cls.MPM, cls.WORKERS
        config.known_entries = "AH00128"
        config.errwatch(rules=f"Include {paths.CONF}/rules/*.conf\n")

    def test_little_is_private(self, server, client):
        for i in range(50):
            client.get(f"/page.html?q={i}")
        sizes = [private_kilobytes(child) for child in children_of(server.process.pid)]
        assert sizes and max(sizes) < self.MOST_KILOBYTES, sizes


@pytest.mark.skipif(paths.is_sanitized(), reason="sanitizers have memory of their own")
class TestPrefork(Little):
    MPM, WORKERS, MOST_KILOBYTES = "prefork", PREFORK, 2048


# Twenty threads, and as many scratches and more: of those that nobody has used nothing is there.
@pytest.mark.skipif(paths.is_sanitized(), reason="sanitizers have memory of their own")
class TestThreads(Little):
    MPM, WORKERS, MOST_KILOBYTES = "event", THREADED, 8192
