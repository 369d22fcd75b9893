"""Programs of Debian packages that are unpacked, not installed: scripts/unpack-packages says why."""
import os
import pathlib
import subprocess

import pytest

from . import paths

DIRECTORY = pathlib.Path(os.environ.get("ERRWATCH_UNPACKED", paths.REPOSITORY / "build-unpacked"))
PACKAGES = {
    "rsyslog": "rsyslog rsyslog-relp rsyslog-elasticsearch librelp0 liblognorm5 libestr0 libfastjson4".split(),
    "prometheus": ["prometheus"],
}


class Program:
    """A running program that ends with the test."""

    def __init__(self, command, log, environment=None):
        self._log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(list(map(str, command)), stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                                             env=dict(os.environ, **(environment or {})), start_new_session=True)

    def output(self):
        return self._log.read_text(errors="replace")

    def stop(self, signal=15):
        if self._process.poll() is None:
            self._process.send_signal(signal)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(30)
            raise


def root(name):
    """Where the packages of a program are unpacked: done at the first time."""
    made = subprocess.run([paths.REPOSITORY / "scripts/unpack-packages", DIRECTORY, *PACKAGES[name]], capture_output=True, text=True, timeout=600)
    if made.returncode != 0 and "ERRWATCH_NO_INSTALL" in os.environ:  # scripts/test --no-install
        pytest.skip(f"{name} is not unpacked: {made.stderr.strip()[-300:]}")
    assert made.returncode == 0, made.stdout + made.stderr
    return DIRECTORY


def rsyslog(arguments):
    """The command of a rsyslogd, and its environment."""
    at = root("rsyslog")
    modules = next(at.glob("usr/lib/*/rsyslog"))
    libraries = f"{modules.parent}:{os.environ.get('LD_LIBRARY_PATH', '')}".rstrip(":")
    return [at / "usr/sbin/rsyslogd", "-M", modules, *arguments], {"LD_LIBRARY_PATH": libraries}
