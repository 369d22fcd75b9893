#!/usr/bin/env python3
"""Lines of the documentation have at most 120 columns, one sentence or clause a line: a change shows as the sentence that changed.

Tables, headings and fenced code may be wider, and so may a line without a space to break it at (links and code spans stay whole).
"""
import pathlib
import re
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[1]
MOST_COLUMNS = 120

FENCE = re.compile(r"[\s>]*(```|~~~)")
TABLE_OR_HEADING = re.compile(r"\s*\||#")
# What stands before the first word: "> ", "- ", "1. ".
MARK = re.compile(r"\s*(?:[-*+>]\s+|\d+\.\s+)?")
WHOLE = re.compile(r"`[^`]*`|!?\[[^\]]*\]\([^)]*\)|<[^>]*>")


def is_too_long(line):
    if len(line) <= MOST_COLUMNS or TABLE_OR_HEADING.match(line):
        return False
    return " " in WHOLE.sub("x", line[MARK.match(line).end():]).strip()


def long_lines(text):
    """(number, columns) of each line that is too long. A fence that is never closed hides nothing behind it."""
    fence, inside = "", []
    for number, line in enumerate(text.splitlines(), 1):
        mark = FENCE.match(line)
        if not fence and mark:
            fence = mark[1]
        elif fence and mark and mark[1] == fence:
            fence, inside = "", []
        elif is_too_long(line):
            if fence:
                inside.append((number, len(line)))
            else:
                yield number, len(line)
    yield from inside


def main():
    problems, count = [], 0
    for path in [*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").rglob("*.md"))]:
        count += 1
        problems += [f"{path.relative_to(PROJECT)}:{number}: {columns} columns, more than {MOST_COLUMNS}"
                     for number, columns in long_lines(path.read_text())]
    print("\n".join(problems + [f"markdown: {count} files, {len(problems)} lines too long"]))
    return 1 if problems or not count else 0


if __name__ == "__main__":
    sys.exit(main())
