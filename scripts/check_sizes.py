#!/usr/bin/env python3
"""Files of mod_errwatch have at most 350 lines, functions at most 60: what is longer wants to be two."""
import pathlib
import re
import sys

SOURCES = pathlib.Path(__file__).resolve().parents[1] / "mod_errwatch"
MOST_FILE_LINES = 350
MOST_FUNCTION_LINES = 60

NOISE = re.compile(
    r'R"(\w*)\(.*?\)\1"'         # raw strings
    r'|"(?:\\.|[^"\\\n])*"'      # strings
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'"  # characters, but not the marks in 1'000'000
    r"|//[^\n]*|/\*.*?\*/"       # comments
    r"|^[ \t]*#(?:\\\n|[^\n])*", # the preprocessor, with continued lines
    re.S | re.M)
# What stands before the brace of a body that is no function: types, namespaces, tables.
NO_FUNCTION = re.compile(r"\b(namespace|class|struct|enum|union|extern)\b[^()]*$|=\s*\{*\s*$|\breturn\s*$")


def blank(match):
    return re.sub(r"[^\n]", " ", match[0])


def functions(text):
    """(first line, lines) of each outermost body that follows a closing parenthesis, roughly: a function or a constructor."""
    text = NOISE.sub(blank, text)
    stack = []  # (offset of the brace, whether it opens a function)
    start = 0   # after the last ; { or }
    for position, char in enumerate(text):
        if char == "{":
            head = text[start:position]
            inside = any(is_function for _, is_function in stack)
            stack.append((position - len(head.lstrip()), not inside and ")" in head and not NO_FUNCTION.search(head)))
        elif char == "}" and stack:
            begin, is_function = stack.pop()
            if is_function:
                yield text.count("\n", 0, begin) + 1, text.count("\n", begin, position) + 1
        if char in ";{}":
            start = position + 1


def main():
    problems, count = [], 0
    files = sorted(path for path in SOURCES.rglob("*") if path.suffix in (".h", ".cc"))
    for path in files:
        name, text = path.relative_to(SOURCES.parent), path.read_text()
        lines = text.count("\n")
        if lines > MOST_FILE_LINES:
            problems.append(f"{name}: {lines} lines, more than {MOST_FILE_LINES}")
        for first, length in functions(text):
            count += 1
            if length > MOST_FUNCTION_LINES:
                problems.append(f"{name}:{first}: a function of {length} lines, more than {MOST_FUNCTION_LINES}")
    print("\n".join(problems + [f"sizes: {len(files)} files, {count} functions, {len(problems)} too long"]))
    return 1 if problems or not count else 0


if __name__ == "__main__":
    sys.exit(main())
