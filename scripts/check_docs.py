#!/usr/bin/env python3
"""The documentation says what the code says: directives, categories, limits, counters, defaults, retired rules and message numbers.

    scripts/check_docs.py [build directory]             what is wrong
    scripts/check_docs.py --tables [build directory]    the rows that docs/mod_errwatch.md and docs/rules.md must contain

The code is asked, not read: `errwatch --tables` prints what is built in, and the numbers of messages stand in mod_errwatch.so.
"""
import itertools
import json
import pathlib
import re
import subprocess
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[1]
REFERENCE = "docs/mod_errwatch.md"
MESSAGES = "docs/messages.md"
RULES = "docs/rules.md"
README = "README.md"
EXAMPLE = "conf/errwatch.conf"
INSTALL = "docs/install.md"
PACKED = "conf/package/files.txt"
# For who changes the program; everything else is for who uses it.
NOT_PACKED = {"benchmarks.md", "endurance.md", "testing.md"}

CONTEXTS = {
    "server": "server config",
    "vhost": "server config, virtual host",
    "directory": "server config, virtual host, directory",
}
MILLISECONDS = {"s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


def cell(text):
    return text.replace("|", "\\|")


def same_durations(text):
    """24h and 1d are the same."""
    return re.sub(r"\b(\d+)([smhd])\b", lambda found: f"{int(found[1]) * MILLISECONDS[found[2]]}ms", text)


def category_rows(tables):
    for row in tables["categories"]:
        yield f"| `{row['name']}` | {row['cost']} | {row['technique']} | {row['ecs']} | {row['text']} |"


def limit_rows(tables):
    return (f"| `{row['name']}` | `{row['limit']}` |" for row in tables["limits"])


def counter_rows(tables):
    return (f"| `{row['name']}` | {row['text']} |" for row in tables["counters"])


def retired_rows(tables):
    """One row for each version and successor."""
    grouped = {}
    for row in tables["retired"]:
        grouped.setdefault((row["version"], row["successor"]), []).append(str(row["id"]))
    return [f"| {', '.join(ids)} | {version} | {successor} |" for (version, successor), ids in sorted(grouped.items())]


def retired_problems(tables, rules, shipped):
    """The documentation lists the ids of retired rules, none of which is used again, and what took their place."""
    lines, wanted = rules.splitlines(), retired_rows(tables)
    yield from (f"{RULES}: this row is missing: {row}" for row in wanted if row not in lines)
    yield from (f"{RULES}: the program has no such row: {row}" for row in lines
                if re.fullmatch(r"\| \d{4}(, \d{4})* \| \d+\.\d+\.\d+ \| \d+ \|", row) and row not in wanted)
    for row in tables["retired"]:
        if row["id"] in shipped:
            yield f"conf/rules: {row['id']} is the id of a retired rule"
        if row["successor"] not in shipped:
            yield f"conf/rules: {row['successor']}, which is said to replace {row['id']}, is not there"


def shipped_rules():
    text = "\n".join(path.read_text() for path in (PROJECT / "conf/rules").glob("*.conf"))
    return {int(number) for number in re.findall(r"^ErrWatchRule\s+(\d+)", text, re.M)}


def readme_problems(readme, shipped):
    """What `errwatch check` prints there counts the rules that there are."""
    told = re.findall(r"(\d+) rules, \d+ virtual host", readme)
    if not told:
        yield f"{README}: what errwatch check prints is gone"
    for number in told:
        if int(number) != len(shipped):
            yield f"{README}: {number} rules; conf/rules has {len(shipped)} (scripts/gen_rules_table.py writes it)"


def row_problems(tables, reference):
    """The tables of the reference have the rows that the program prints, all of them and no others."""
    lines = reference.splitlines()
    for wanted in (list(category_rows(tables)), list(limit_rows(tables)), list(counter_rows(tables))):
        yield from (f"{REFERENCE}: this row is missing: {row}" for row in wanted if row not in lines)
        for is_row, group in itertools.groupby(lines, lambda line: line.startswith("| `")):
            group = list(group) if is_row else []
            if any(row in wanted for row in group):
                yield from (f"{REFERENCE}: the program has no such row: {row}" for row in group if row not in wanted)


def section_problems(row, default, section):
    """What the section of a directive lacks."""
    name, lines = row["name"], section.splitlines()
    wanted = [f"| Syntax: | `{name} {cell(row['syntax'])}` |", f"| Context: | {CONTEXTS[row['context']]} |"]
    if default is not None:
        wanted.append(f"| Default: | `{name} {default}` |")
    there = [same_durations(line) for line in lines]
    for line in wanted:
        if same_durations(line) not in there:
            yield f"{REFERENCE}: in the section of {name} this row is missing: {line}"
    for part in ("Description", "Default", "Status", "Module"):
        if f"| {part}: |" not in section:
            yield f"{REFERENCE}: the section of {name} has no {part}"


def directive_problems(tables, reference):
    sections = dict(re.findall(r"^### (ErrWatch\w+)\n(.*?)(?=^#{1,3} |\Z)", reference, re.S | re.M))
    for name in sorted(sections.keys() - {row["name"] for row in tables["directives"]}):
        yield f"{REFERENCE}: {name} is no directive"
    for row in tables["directives"]:
        if row["name"] not in sections:
            yield f"{REFERENCE}: {row['name']} has no section"
        else:
            yield from section_problems(row, tables["defaults"].get(row["name"]), sections[row["name"]])


def message_problems(used, messages):
    explained = set(re.findall(r"^## (EW\d{4})\b", messages, re.M))
    for number in sorted(used - explained):
        yield f"{MESSAGES}: {number} is written by the module and not explained"
    for number in sorted(explained - used):
        yield f"{MESSAGES}: {number} is explained and written by nobody"


def example_problems(tables, example):
    """The commented lines of the shipped configuration show the values that are built in."""
    lines = [same_durations(" ".join(line.split())) for line in example.splitlines()]
    wanted = [f"#ErrWatchLimit {row['name']} {row['limit']}" for row in tables["limits"]]
    wanted += [f"#{name} {tables['defaults'][name]}"
               for name in ("ErrWatchAction", "ErrWatchBlock", "ErrWatchStatusCodes", "ErrWatchInspect")]
    for line in wanted:
        if same_durations(line) not in lines:
            yield f"{EXAMPLE}: this line is missing: {line}"
    if "ErrWatchEngine DetectionOnly" not in lines:
        yield f"{EXAMPLE}: it does not begin with ErrWatchEngine DetectionOnly"


def anchors(path):
    """Of the headings of a document, as forges make them."""
    headings = re.findall(r"^#+ (.*)$", re.sub(r"^```.*?^```$", "", path.read_text(), flags=re.S | re.M), re.M)
    return {re.sub(r"[^\w\- ]", "", re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading)).strip().lower().replace(" ", "-") for heading in headings}


def link_problems():
    """Relative links of the documentation lead to files, and to headings, that are there."""
    for path in [*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md")]:
        for target, anchor in re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", path.read_text()):
            file = path.parent / target if target else path
            if not file.exists():
                yield f"{path.relative_to(PROJECT)}: {target} is not there"
            elif anchor and anchor not in anchors(file):
                yield f"{path.relative_to(PROJECT)}: {target}#{anchor} is not there"


def package_problems(packed, install):
    """Who installs packages gets each document for users, and is told of each package, also where they are removed."""
    removed = re.search(r"^`sudo apt remove ([^`]*)`", install, re.M)
    for package in sorted(set(re.findall(r"^deb\S*\s+([\w-]+)", packed, re.M))):
        if f"| `{package}` |" not in install:
            yield f"{INSTALL}: the table has no package {package}"
        if removed is None or package not in removed[1].split():
            yield f"{INSTALL}: `sudo apt remove` leaves {package} installed"
    there = set(re.findall(r"/errwatch-common/([\w-]+\.md)$", packed, re.M))
    here = {path.name for path in (PROJECT / "docs").glob("*.md")} - NOT_PACKED
    yield from (f"{PACKED}: docs/{name} is in no package" for name in sorted(here - there))


def built_in(build):
    """(tables of the command line tool, numbers of the module's messages)"""
    tables = json.loads(subprocess.run([build / "errwatch", "--tables"], check=True, capture_output=True).stdout)
    module = (build / "mod_errwatch.so").read_bytes()
    # Before one a text may stand that ends without NUL.
    return tables, {number.decode() for number in re.findall(rb"EW\d{4}\b", module)}


def main():
    arguments = [word for word in sys.argv[1:] if word != "--tables"]
    tables, numbers = built_in(pathlib.Path(arguments[0] if arguments else PROJECT / "build"))
    if "--tables" in sys.argv[1:]:
        print("\n".join([*category_rows(tables), "", *limit_rows(tables), "", *counter_rows(tables), "", *retired_rows(tables)]))
        return 0
    reference, messages, example = ((PROJECT / name).read_text() for name in (REFERENCE, MESSAGES, EXAMPLE))
    problems = [*directive_problems(tables, reference), *row_problems(tables, reference), *message_problems(numbers, messages),
                *example_problems(tables, example), *retired_problems(tables, (PROJECT / RULES).read_text(), shipped_rules()),
                *readme_problems((PROJECT / README).read_text(), shipped_rules()), *link_problems(),
                *package_problems((PROJECT / PACKED).read_text(), (PROJECT / INSTALL).read_text())]
    counts = ", ".join(f"{len(tables[name])} {name}" for name in ("directives", "categories", "limits", "counters", "defaults", "retired"))
    print("\n".join(problems + [f"documentation: {counts}, {len(numbers)} messages, {len(problems)} problems"]))
    return 1 if problems or not numbers else 0


if __name__ == "__main__":
    sys.exit(main())
