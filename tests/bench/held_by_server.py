"""What a running httpd says and holds while endurance.py mistreats it."""
import os
import pathlib
import re


class Log:
    """What is new in the error log."""

    def __init__(self, path):
        self.path, self.offset, self.starts = path, 0, 0
        self.wrong = []
        self.killed = 0

    def read(self):
        with open(self.path, "rb") as file:
            file.seek(self.offset)
            new = file.read()
        end = new.rfind(b"\n") + 1
        self.offset += end
        for line in new[:end].decode("utf-8", "replace").splitlines():
            self.starts += "resuming normal operations" in line
            if "AH00052" in line or "AH00051" in line:
                if "Killed (9)" in line:
                    self.killed += 1
                else:
                    self.wrong.append(line)
            elif re.search(r"EW0(?:200|3\d\d)|:emerg\]|:alert\]|:crit\]", line):
                self.wrong.append(line)


class Held:
    """What the parent and its children hold, that must not grow."""

    def __init__(self, server):
        pid = server.process.pid
        self.descriptors = len(os.listdir(f"/proc/{pid}/fd"))
        maps = pathlib.Path(f"/proc/{pid}/maps").read_text().splitlines()
        self.mappings = len(maps)
        self.shared = sum("memfd:errwatch" in line for line in maps)
        self.private = self.private_of(pid)
        children = []
        for child in server.children():
            try:
                children.append((len(os.listdir(f"/proc/{child}/fd")), self.private_of(child)))
            except OSError:
                pass  # it has just ended
        self.child_descriptors = max((count for count, _ in children), default=0)
        self.child_private = max((size for _, size in children), default=0)

    @staticmethod
    def private_of(pid):
        """KiB that this process alone has."""
        text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
        return sum(int(size) for size in re.findall(r"^Private_(?:Clean|Dirty): +(\d+) kB", text, re.M))

    def __str__(self):
        return (f"parent: {self.descriptors} descriptors, {self.mappings} mappings ({self.shared} of the memory), {self.private} KiB private; "
                f"a child at most: {self.child_descriptors} descriptors, {self.child_private} KiB private")
