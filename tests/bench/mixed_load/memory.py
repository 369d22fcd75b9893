"""What the processes of a server hold, without the memory that they share."""
import os
import pathlib
import statistics


def private_kib(pid):
    """Private pages of all mappings but the module's shared memory. None if the process has ended."""
    total, counts = 0, True
    try:
        text = pathlib.Path(f"/proc/{pid}/smaps").read_text()
    except OSError:
        return None
    for line in text.splitlines():
        name = line.split(None, 1)[0]
        if not name.endswith(":"):
            counts = "memfd:errwatch" not in line
        elif counts and name in ("Private_Clean:", "Private_Dirty:"):
            total += int(line.split()[1])
    return total


def descriptors(pid):
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return None


def threads(pid):
    try:
        return len(os.listdir(f"/proc/{pid}/task"))
    except OSError:
        return 0


def slope(points):
    """Of the line with the least squares through (x, y), y for each x."""
    if len(points) < 3 or len({x for x, _ in points}) < 2:
        return 0.0
    line = statistics.linear_regression([x for x, _ in points], [y for _, y in points])
    return line.slope


class Samples:
    """Of one server: (number, {pid: (KiB, descriptors)}), the parent's apart."""

    def __init__(self):
        self.parent, self.children = [], []

    def take(self, number, server):
        self.parent.append((number, private_kib(server.process.pid), descriptors(server.process.pid)))
        found = {pid: (private_kib(pid), descriptors(pid)) for pid in server.children() if server.config.mpm == "prefork" or threads(pid) > 1}  # not mod_cgid's daemon
        self.children.append((number, {pid: both for pid, both in found.items() if None not in both}))

    def parent_slope(self, begin, end, column=1):
        """KiB (column 1) or descriptors (2) from one sample to the next."""
        return slope([(row[0], row[column]) for row in self.parent if begin <= row[0] <= end])

    def child_slope(self, begin, end, column=0):
        """The median over children that were there from begin to end."""
        rows, always = self._lasting(begin, end)
        return statistics.median([slope([(number, found[pid][column]) for number, found in rows]) for pid in always]) if always else 0.0

    def _lasting(self, begin, end):
        rows = [(number, found) for number, found in self.children if begin <= number <= end]
        return rows, set.intersection(*(set(found) for _, found in rows)) if rows else set()

    def lasting(self, begin, end):
        return len(self._lasting(begin, end)[1])

    def children_at(self, number, column=0):
        """The median over the children of the last sample before that."""
        rows = [found for when, found in self.children if when <= number and found]
        return statistics.median(both[column] for both in rows[-1].values()) if rows else 0

    def parent_at(self, number, column=1):
        rows = [row for row in self.parent if row[0] <= number]
        return rows[-1][column] if rows else 0
