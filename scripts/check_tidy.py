#!/usr/bin/env python3
"""clang-tidy, as .clang-tidy says, over everything that makes the module and the command line tool.

    scripts/check_tidy.py [build directory]

The build directory (build-fuzz unless named) is one of clang, because clang-tidy refuses options of g++; with -DERRWATCH_UNITY=ON a
folder is read once instead of file by file, in a third of the time. Without clang-tidy 14 ends with 77.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[1]
# A folder's one file is nothing but includes.
NOT_IN_UNITY = "--checks=-bugprone-suspicious-include"
NOISE = re.compile(r"^\d+ warnings (and \d+ errors? )?generated\.$|^Suppressed|^Use -header-filter|^\d+ warnings treated as errors$|^Error while")


def tool():
    for name in ("clang-tidy-14", "clang-tidy"):
        if shutil.which(name) and "version 14." in subprocess.run([name, "--version"], capture_output=True, text=True).stdout:
            return name
    return None


def complaints(name, build, source):
    result = subprocess.run([name, "--quiet", "--warnings-as-errors=*", NOT_IN_UNITY, "-p", build, source], capture_output=True, text=True)
    lines = [line for line in (result.stdout + result.stderr).splitlines() if not NOISE.match(line)]
    if result.returncode == 0:
        return []
    return lines or [f"{source}: error: clang-tidy ended with {result.returncode} and said nothing"]


def main():
    name = tool()
    if name is None:
        print("check_tidy: not checked, clang-tidy-14 is missing", file=sys.stderr)
        return 77
    build = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else PROJECT / "build-fuzz").resolve()
    commands = json.loads((build / "compile_commands.json").read_text())
    # What the unit tests compile once more is part of its folder.
    sources = sorted({command["file"] for command in commands if " -o mod_errwatch/" in command["command"]})
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        said = [line for lines in pool.map(lambda source: complaints(name, build, source), sources) for line in lines]
    print("\n".join([*said, f"clang-tidy: {len(sources)} translation units, {sum(': error: ' in line for line in said)} problems"]))
    return 1 if said or not sources else 0


if __name__ == "__main__":
    sys.exit(main())
