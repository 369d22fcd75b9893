#!/usr/bin/env python3
"""README.ja.md says what README.md says: the same commands and outputs, the same links, the same headings in number.

Commands and outputs are not translated: `--write` copies them from README.md, one after the other.
"""
import pathlib
import re
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[1]
ORIGINAL, TRANSLATION = "README.md", "README.ja.md"

BLOCK = re.compile(r"^( *)```.*?^\1```$", re.M | re.S)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ ", re.M)


def parts(text):
    """What both must have alike: name -> list."""
    prose = BLOCK.sub("", text)
    return {
        "code blocks": [match[0] for match in BLOCK.finditer(text)],
        "links": sorted(set(LINK.findall(prose)) - {ORIGINAL, TRANSLATION}),
        "headings": [heading.strip() for heading in HEADING.findall(prose)],
        "code": sorted(set(re.findall(r"`([^`\n]+)`", prose))),
    }


def differences(original, translation):
    for name, expected in parts(original).items():
        found = parts(translation)[name]
        if len(expected) != len(found):
            yield f"{len(expected)} {name} in {ORIGINAL}, {len(found)} in {TRANSLATION}"
        for there, here in zip(expected, found):
            if there != here:
                yield f"{name}: {ORIGINAL} has\n{there}\nwhere {TRANSLATION} has\n{here}"
                break


def with_blocks_of(original, translation):
    blocks = iter(parts(original)["code blocks"])
    return BLOCK.sub(lambda match: next(blocks, match[0]), translation)


def main():
    original = (PROJECT / ORIGINAL).read_text()
    path = PROJECT / TRANSLATION
    if "--write" in sys.argv[1:]:
        path.write_text(with_blocks_of(original, path.read_text()))
    problems = list(differences(original, path.read_text()))
    print("\n".join(problems + [f"translation: {len(problems)} differences between {ORIGINAL} and {TRANSLATION}"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
