#!/usr/bin/env python3
"""Files have at most 350 lines, functions of mod_errwatch at most 60: what is longer wants to be two. ctags finds the functions.
Lines of comments there have at most 110 characters, tables 120: clang-format does not wrap them.
Tests are measured by the file alone: one of them is often a table, as long as what it tries."""
import json
import pathlib
import re
import subprocess
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[1]
SOURCES = PROJECT / "mod_errwatch"
PROGRAMS = (".h", ".cc", ".c", ".py", ".js")
MOST_FILE_LINES = 350
MOST_FUNCTION_LINES = 60
MOST_COMMENT_CHARACTERS = 110
MOST_TABLE_CHARACTERS = 120


def functions(files):
    """(file, first line, last line, name) of each function that has a body."""
    said = subprocess.run(["ctags", "--languages=C++", "--language-force=C++", "--kinds-C++=f", "--fields=+ne", "--output-format=json",
                           "-f", "-", "-L", "-"], input="\n".join(map(str, files)), check=True, capture_output=True, text=True).stdout
    for tag in map(json.loads, said.splitlines()):
        if "end" in tag:
            yield pathlib.Path(tag["path"]), tag["line"], tag["end"], tag["name"]


def long_comments(text):
    """Numbers of lines that are nothing but a comment, and too long."""
    for number, line in enumerate(text.splitlines(), 1):
        comment = re.match(r"\s*//(.*)", line)
        if comment and len(line) > (MOST_TABLE_CHARACTERS if re.search(r"\S {2,}\S|^ {3}", comment[1]) else MOST_COMMENT_CHARACTERS):
            yield number


def is_program(path):
    """Those of scripts have no suffix."""
    return path.is_file() and (path.suffix in PROGRAMS or (path.suffix == "" and path.read_bytes()[:2] == b"#!"))


def main():
    problems, count = [], 0
    files = sorted(path for path in SOURCES.rglob("*") if path.suffix in (".h", ".cc"))
    for path in files:
        problems += [f"{path.relative_to(PROJECT)}:{number}: the comment is too long" for number in long_comments(path.read_text())]
    programs = sorted(path for folder in ("mod_errwatch", "scripts", "tests") for path in (PROJECT / folder).rglob("*") if is_program(path))
    for path in programs:
        lines = path.read_bytes().count(b"\n")
        if lines > MOST_FILE_LINES:
            problems.append(f"{path.relative_to(PROJECT)}: {lines} lines, more than {MOST_FILE_LINES}")
    for path, first, last, name in functions(files):
        count += 1
        if last - first + 1 > MOST_FUNCTION_LINES:
            problems.append(f"{path.relative_to(PROJECT)}:{first}: {name} has {last - first + 1} lines, more than {MOST_FUNCTION_LINES}")
    print("\n".join(problems + [f"sizes: {len(programs)} files, {count} functions, {len(problems)} too long"]))
    return 1 if problems or not count else 0


if __name__ == "__main__":
    sys.exit(main())
