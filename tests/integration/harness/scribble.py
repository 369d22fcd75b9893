"""What a child that was taken over can do to the memory that all processes share. As a program: writes whatever it likes over a
part of it, with a child's rights, until it is killed."""
import mmap
import os
import pwd
import random
import subprocess
import sys

from . import paths

TEXT = b"\x1b]0;x\x07\x9b<script>alert(1)</script>\"'%n\r\n"
FIXED = 64  # bytes at the beginning that nobody changes, but whoever was taken over
HEADER = 3904


def patterns(size):
    """Each is laid over a part in turn."""
    return {"zeros": bytes(size), "ones": b"\xff" * size, "text": (TEXT * (size // len(TEXT) + 1))[:size], "random": os.urandom(size)}


class Memory:
    """The server's, to be written to."""

    def __init__(self, path):
        descriptor = os.open(path, os.O_RDWR)
        self.size = os.fstat(descriptor).st_size
        self.bytes = mmap.mmap(descriptor, self.size)
        os.close(descriptor)

    def write(self, begin, data):
        self.bytes[begin:begin + len(data)] = data

    def read(self, begin, end):
        return self.bytes[begin:end]


class Scribbler:
    """The program, at work from the moment this returns until the end of the `with`."""

    def __init__(self, server, begin):
        command = [sys.executable, "-m", "harness.scribble", server.memory_file(), str(begin), str(server.children()[0])]
        self._process = subprocess.Popen(command, cwd=paths.TEST_MODULE_SOURCES.parent, stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        assert self._process.stdout.readline() == "begun\n"
        return self

    def __exit__(self, *_):
        alive = self._process.poll() is None
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()
        assert alive


def become(process):
    """As whom that process runs."""
    owner = os.stat(f"/proc/{process}").st_uid
    user = next(int(line.split()[1]) for line in open(f"/proc/{process}/status") if line.startswith("Uid:"))
    if os.geteuid() == 0 and (user or owner):
        os.setgid(pwd.getpwuid(user).pw_gid)
        os.setuid(user)


def main(path, begin, child):
    memory = Memory(path)
    become(child)
    print("begun", flush=True)
    before = memory.read(0, memory.size)
    while True:
        size = random.choice((8, 64, 4096, 262_144))
        at = random.randrange(begin, memory.size - size) // 8 * 8
        at = max(at, begin)
        wild = random.choice((*patterns(size).values(), before[at:at + size]))
        memory.write(at, wild)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
