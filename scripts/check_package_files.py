#!/usr/bin/env python3
"""What is in the packages is what conf/package/files.txt says, with the modes and the marks that it says.

    scripts/check_package_files.py DIRECTORY     with *.deb or *.rpm in it
"""
import pathlib
import re
import subprocess
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[1]
LIST = PROJECT / "conf/package/files.txt"
SOURCES = {"/usr/share/errwatch/rules": PROJECT / "conf/rules", "/usr/share/errwatch/schema": PROJECT / "docs/schema",
           "/usr/share/errwatch/events": PROJECT / "scripts/events", "/usr/share/errwatch/firewall": PROJECT / "scripts/firewall",
           "/usr/share/errwatch/notify": PROJECT / "scripts/notify", "/usr/share/errwatch/settings": PROJECT / "scripts/settings",
           "/usr/share/errwatch/share": PROJECT / "scripts/share", "/usr/share/doc/errwatch-common/examples/guide": PROJECT / "tests/guide",
           "/usr/share/doc/errwatch-common/examples": PROJECT / "conf/examples"}


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def expanded(path):
    """A line that ends in /* stands for the files of a directory of the sources."""
    if not path.endswith("/*"):
        return [path]
    installed = next(directory for directory in SOURCES if path.startswith(directory + "/"))
    here = SOURCES[installed] / path.removeprefix(installed + "/").rstrip("*")
    return [path[:-1] + found.name for found in here.iterdir() if found.is_file()]


def expected(kind):
    """{package: {(path, mode, is a configuration file)}} of one kind of package."""
    lists = {}
    for line in LIST.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        kinds, package, mode, path, *conf = line.split()
        if kind in kinds.split(","):
            name = package.split(",")[-1 if kind == "rpm" else 0]
            lists.setdefault(name, set()).update((one, mode, conf == ["conf"]) for one in expanded(path))
    return lists


def in_deb(path):
    conffiles = set(subprocess.run(["dpkg-deb", "-I", path, "conffiles"], capture_output=True, text=True).stdout.split())
    found = set()
    for line in output("dpkg-deb", "-c", path).splitlines():
        rights, owner, _, _, _, name = line.split(None, 5)
        name = name[1:].rstrip("/")
        if owner != "root/root":
            yield f"{name} belongs to {owner}"
        # Directories of others have the usual mode; ours are named.
        if not rights.startswith("d") or "errwatch" in name:
            found.add((name, octal(rights), name in conffiles))
    yield found


def in_rpm(path):
    found = set()
    for line in output("rpm", "-qp", "--nosignature", "--qf", r"[%{FILENAMES}\t%{FILEMODES:perms}\t%{FILEUSERNAME}/%{FILEGROUPNAME}\t%{FILEFLAGS:fflags}\n]", path).splitlines():
        name, rights, owner, flags = line.split("\t")
        if owner != "root/root":
            yield f"{name} belongs to {owner}"
        found.add((name, octal(rights), "c" in flags))
    yield found


def octal(rights):
    bits = "".join("0" if letter == "-" else "1" for letter in rights[1:10])
    return f"{'d' if rights[0] == 'd' else ''}{int(bits, 2):04o}"


def problems_of(kind, paths):
    wanted = expected(kind)
    for path in paths:
        name = re.match(r"(.+?)[-_]\d", path.name)[1]
        *problems, found = (in_deb if kind == "deb" else in_rpm)(path)
        yield from (f"{name}: {problem}" for problem in problems)
        lists = wanted.pop(name, set())
        yield from (f"{name}: {row} is in the package, not in the list" for row in sorted(found - lists))
        yield from (f"{name}: {row} is in the list, not in the package" for row in sorted(lists - found))
    yield from (f"there is no package {name}" for name in wanted)


def main():
    directory = pathlib.Path(sys.argv[1])
    problems, counts = [], []
    for kind in ("deb", "rpm"):
        paths = sorted(directory.glob(f"*.{kind}"))
        if paths:
            problems += [f"{kind}: {problem}" for problem in problems_of(kind, paths)]
            counts.append(f"{len(paths)} {kind}")
    print("\n".join(problems + [f"package files: {', '.join(counts) or 'no packages'}, {len(problems)} problems"]))
    return 1 if problems or not counts else 0


if __name__ == "__main__":
    sys.exit(main())
