#!/usr/bin/env python3
"""The commands of docs/guide.md print what it says.

    scripts/check_guide.py [build directory]            what differs
    scripts/check_guide.py --write [build directory]    the document with the output of this machine

A block ```console holds commands ("$ ", continued by "> ") and their output, standard error included. A line "..." stands for any
lines, and so does "..." at the end of one. A command that names a tool that is not installed is left out, and that is said.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PROJECT = pathlib.Path(__file__).resolve().parents[1]
DOCUMENT = PROJECT / "docs/guide.md"
SAMPLES = PROJECT / "tests/guide"
BLOCK = re.compile(r"^```console\n(.*?)^```", re.S | re.M)
# Beside those that every system has.
TOOLS = ("logwatch", "goaccess", "swatchdog", "incrond", "fail2ban-regex", "errwatch")
SECONDS = 60


def commands(block):
    """(command, lines of output)"""
    found = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append([line[2:], []])
        elif line.startswith("> ") and found and not found[-1][1]:
            found[-1][0] += "\n" + line[2:]
        elif found:
            found[-1][1].append(line)
    return found


def missing_tool(command, path):
    for tool in TOOLS:
        if re.search(rf"(?:^|[|;&(\s]){re.escape(tool)}(?:\s|$)", command) and not shutil.which(tool, path=path):
            return tool
    return None


def run(command, directory, path):
    environment = {"PATH": path, "TZ": "UTC", "LC_ALL": "C", "HOME": directory,
                   "ERRWATCH_CONFIG": str(PROJECT / "conf/rules")}
    result = subprocess.run(["bash", "-c", command], cwd=directory, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, timeout=SECONDS)
    return [line.rstrip() for line in result.stdout.decode("utf-8", "replace").splitlines()]


def fits(wanted, got):
    if not wanted:
        return not got
    first, rest = wanted[0].rstrip(), wanted[1:]
    if first == "...":
        return any(fits(rest, got[skipped:]) for skipped in range(len(got) + 1))
    if not got:
        return False
    same = got[0].startswith(first[:-3]) if first.endswith("...") else got[0] == first
    return same and fits(rest, got[1:])


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--write"]
    build = pathlib.Path(arguments[0] if arguments else PROJECT / "build").resolve()
    path = f"{build}:{os.environ['PATH']}:/usr/sbin:/sbin"
    text, problems, ran, left_out = DOCUMENT.read_text(), [], 0, []
    with tempfile.TemporaryDirectory(prefix="errwatch-guide-") as directory:
        shutil.copytree(SAMPLES, directory, dirs_exist_ok=True)
        for block in list(BLOCK.finditer(text)):
            line = DOCUMENT.read_text().count("\n", 0, block.start()) + 1
            for command, wanted in commands(block[1]):
                if tool := missing_tool(command, path):
                    left_out.append(f"{tool} is not installed: {command.splitlines()[0]}")
                    continue
                got = run(command, directory, path)
                ran += 1
                if fits(wanted, got):
                    continue
                problems.append("\n".join([f"docs/guide.md:{line}: {command}", "  wanted", *("    " + each for each in wanted), "  got",
                                           *("    " + each for each in got)]))
                if "--write" in sys.argv:
                    shown = "$ " + command.replace("\n", "\n> ") + "\n"
                    text = text.replace(shown + "".join(each + "\n" for each in wanted), shown + "".join(each + "\n" for each in got))
    if "--write" in sys.argv:
        DOCUMENT.write_text(text)
    print("\n".join(problems + left_out + [f"guide: {ran} commands ran, {len(problems)} differ, {len(left_out)} left out"]))
    return 1 if problems or not ran else 0


if __name__ == "__main__":
    sys.exit(main())
