"""The benchmark of event logs, small: whatever takes the events, each incident is written and arrives, or is counted as dropped."""
import os
import subprocess
import sys

import pytest

from harness import paths


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes network namespaces")
def test_nothing_is_lost_that_nobody_counted():
    done = subprocess.run([sys.executable, paths.REPOSITORY / "tests/bench/event_storm", "--build", paths.BUILD, "--rate", "1000", "--seconds", "2",
                           "--rounds", "1"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr[-5000:]
    rows = [line.split("|")[1].strip() for line in done.stdout.splitlines() if line.startswith("|")]
    for name in ("piped program", "syslog (a stand-in)", "errwatch-notify", "errwatch-firewall", "rsyslog"):
        assert rows.count(name) == 2, done.stdout
