"""A disk of its own that can be filled up."""
import errno
import os
import pathlib
import subprocess
import tempfile

import pytest

BLOCK = 4096


class SmallDisk:
    """A tmpfs, so that nothing of the machine is filled. Without the right to mount one the test is skipped, and pytest says why (-rs)."""

    def __init__(self, size):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="errwatch-disk-"))
        self.path.chmod(0o755)
        command = ["mount", "-t", "tmpfs", "-o", f"mode=755,size={size}", "errwatch-test", str(self.path)]
        try:
            tried = subprocess.run(command, capture_output=True, text=True, timeout=60)
            why = tried.stderr.strip() if tried.returncode else ""
        except OSError as error:
            why = str(error)
        if why:
            self.path.rmdir()
            pytest.skip(f"no small disk can be mounted: {why}")

    def fill(self, leave=0):
        """To the last block; or so that `leave` bytes are free."""
        free = os.statvfs(self.path)
        left = free.f_bfree * free.f_frsize - leave
        descriptor = os.open(self.path / f"full-{len(self._filled())}", os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        try:
            while left > 0:
                left -= os.write(descriptor, bytes(min(BLOCK, left)))
        except OSError as error:
            assert error.errno == errno.ENOSPC
        finally:
            os.close(descriptor)

    def _filled(self):
        return list(self.path.glob("full-*"))

    def free(self):
        for path in self._filled():
            path.unlink()

    def names(self):
        """What is there, but for what fills it."""
        return sorted(path.name for path in set(self.path.iterdir()) - set(self._filled()))

    def remove(self):
        subprocess.run(["umount", str(self.path)], check=True, timeout=60)
        self.path.rmdir()
