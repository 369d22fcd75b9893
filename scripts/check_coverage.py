#!/usr/bin/env python3
"""How many of the lines of mod_errwatch below httpd/ the unit tests run: all together at least 95 %.

    scripts/check_coverage.py [--missing [FOLDER]] [BUILD]     a build of clang with -DERRWATCH_COVERAGE=ON (build-coverage unless named)

Runs BUILD/errwatch_unit; --missing prints the lines that did not run. What children run counts, too, whatever ends them. Without
llvm-cov 14 ends with 77.
"""
import argparse
import collections
import json
import pathlib
import shutil
import subprocess
import sys
import os

PROJECT = pathlib.Path(__file__).resolve().parents[1]
SOURCES = PROJECT / "mod_errwatch"
LEAST = 95.0
# It needs httpd; what of it does not is tested beside the folders, but is none of them.
NOT_COUNTED = "httpd"


def llvm(name):
    return next((found for found in (f"{name}-14", name) if shutil.which(found)), None)


def counted(build):
    """What llvm-cov says of each file of ours."""
    program, raw, data = build / "errwatch_unit", build / "unit.profraw", build / "unit.profdata"
    raw.unlink(missing_ok=True)
    # %c: counters are in the file from the beginning
    tests = subprocess.run([program], env=os.environ | {"LLVM_PROFILE_FILE": f"{raw}%c"}, capture_output=True, text=True)
    if tests.returncode:
        sys.exit(tests.stdout + tests.stderr)
    subprocess.run([llvm("llvm-profdata"), "merge", "-sparse", "-o", data, raw], check=True)
    text = subprocess.run([llvm("llvm-cov"), "export", f"-instr-profile={data}", program], check=True, capture_output=True, text=True).stdout
    for file in json.loads(text)["data"][0]["files"]:
        path = pathlib.Path(os.path.realpath(file["filename"]))
        if SOURCES in path.parents and path.relative_to(SOURCES).parts[0] != NOT_COUNTED:
            yield path.relative_to(SOURCES), file


def without(segments):
    """Numbers of lines in which no counted region ran. Segments: line, column, count, is counted, begins a region, is a gap."""
    runs, dark, known = collections.Counter(), set(), set()
    for (line, _, count, has_count, _, gap), following in zip(segments, segments[1:]):
        if not has_count or gap:
            continue
        for number in range(line, following[0] + (following[1] > 1)):
            known.add(number)
            runs[number] = max(runs[number], count)
    dark = {number for number in known if runs[number] == 0}
    return sorted(dark)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--missing", nargs="?", const="", metavar="FOLDER")
    parser.add_argument("build", nargs="?", type=pathlib.Path, default=PROJECT / "build-coverage")
    options = parser.parse_args()
    if llvm("llvm-cov") is None or llvm("llvm-profdata") is None:
        print("check_coverage: not checked, llvm-cov is missing", file=sys.stderr)
        return 77
    lines, ran = collections.Counter(), collections.Counter()
    for path, file in counted(options.build.resolve()):
        folder = str(path.parent)
        if options.missing is not None and (folder + "/").startswith(options.missing):
            print("\n".join(f"{path}:{number}" for number in without(file["segments"])))
        summary = file["summary"]["lines"]
        for name in {folder.split("/")[0], folder, "all"}:
            lines[name] += summary["count"]
            ran[name] += summary["covered"]
    for name in sorted(lines, key=lambda name: (name == "all", name)):
        print(f"{name:16} {ran[name]:6} of {lines[name]:6} lines  {100 * ran[name] / lines[name]:5.1f} %")
    share = 100 * ran["all"] / lines["all"] if lines["all"] else 0.0
    print(f"coverage: {share:.1f} % of lines, at least {LEAST:.0f} % wanted")
    return 0 if share >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
