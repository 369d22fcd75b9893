"""What scripts/quickstart-hosts shows: three real servers with a sidecar each."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import pytest

from harness import paths
from harness.wait import wait_until

SCRIPT = paths.REPOSITORY / "scripts/quickstart_hosts.py"

pytestmark = [
    pytest.mark.skipif(not paths.MODULE.exists() or not paths.CLI.exists(), reason="the module is not built"),
    pytest.mark.skipif(not shutil.which("redis-server") or not shutil.which("redis-cli"), reason="there is no redis-server"),
]


@pytest.fixture
def place():
    """Unlike pytest's own, httpd's children may come here: they run as another user."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        path = pathlib.Path(name)
        path.chmod(0o755)
        yield path


def run(place, *arguments):
    return subprocess.run(["/usr/bin/python3", SCRIPT, "--build", paths.BUILD, *arguments], capture_output=True, text=True, timeout=300,
                          env={**os.environ, "TMPDIR": str(place)})


def test_one_attacker_is_one_count(place):
    result = run(place)
    assert result.returncode == 0, result.stdout + result.stderr
    through = {name: int(count) for name, count in re.findall(r"^(one host|3 hosts that share|3 hosts, each .*?) +(\d+)$", result.stdout, re.M)}
    assert through["3 hosts that share"] <= 17 < 24 <= through["3 hosts, each with a count of its own"], result.stdout
    assert len(re.findall(r"^web\d .* ms after the last straw", result.stdout, re.M)) == 3, result.stdout
    assert not list(place.iterdir())


def test_what_is_kept_can_be_stopped_as_it_says(place):
    result = run(place, "--keep")
    stop = re.search(r"^To stop it: kill ([\d ]+) && rm -r (\S+)$", result.stdout, re.M)
    assert stop, result.stdout + result.stderr
    pids = stop[1].split()
    assert result.returncode == 0, result.stderr
    assert all(pathlib.Path("/proc", pid).exists() for pid in pids)
    subprocess.run(["bash", "-c", stop[0].removeprefix("To stop it: ")], check=False)  # one may write while it is removed

    def ended(pid):
        """Whatever became of its parent: what only waits to be collected runs no more."""
        try:
            return pathlib.Path("/proc", pid, "stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
        except OSError:
            return True
    wait_until(lambda: all(map(ended, pids)), 20)
