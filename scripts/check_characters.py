#!/usr/bin/env python3
"""base/hidden_characters.h has every control, format and separator character that this Python knows, and of the others only invisible ones.

A Python whose Unicode is newer than the table's reports what is missing and passes: the table is due for an update, the build is not broken.
"""
import pathlib
import re
import sys
import unicodedata

TABLE = pathlib.Path(__file__).resolve().parents[1] / "mod_errwatch/base/hidden_characters.h"
CATEGORIES = ("Cc", "Cf", "Zl", "Zp")
# Default_Ignorable_Code_Point, which unicodedata does not tell: by name, and the places that Unicode keeps free for more of them ("Cn").
INVISIBLE = re.compile(r"VARIATION SELECTOR|GRAPHEME JOINER|HANGUL .*FILLER|KHMER VOWEL INHERENT")


def invisible(code):
    char = chr(code)
    return unicodedata.category(char) == "Cn" or INVISIBLE.search(unicodedata.name(char, ""))


def main():
    text = TABLE.read_text()
    ranges = [(int(first, 16), int(last, 16)) for first, last in re.findall(r"^ +\{0x(\w+), 0x(\w+)\}", text, re.M)]
    version = tuple(int(part) for part in re.search(r"Unicode (\d+)\.(\d+)", text).groups())
    hidden = {code for first, last in ranges for code in range(first, last + 1)}
    known = {code for code in range(0x110000) if unicodedata.category(chr(code)) in CATEGORIES}
    problems = [f"U+{code:04X} is listed, but is neither a control nor invisible" for code in sorted(hidden - known) if not invisible(code)]
    problems += [f"U+{b[0]:04X} is not in order" for a, b in zip(ranges, ranges[1:]) if b[0] <= a[1]]
    missing = [f"U+{code:04X} {unicodedata.name(chr(code), '')} is missing" for code in sorted(known - hidden)]
    newer = tuple(int(part) for part in unicodedata.unidata_version.split(".")[:2]) > version
    print("\n".join(problems + missing + [f"characters: {len(ranges)} ranges, Unicode {unicodedata.unidata_version} here"]))
    return 1 if problems or (missing and not newer) or not ranges else 0


if __name__ == "__main__":
    sys.exit(main())
