#!/usr/bin/env python3
"""The documentation says what the code says: directives, categories, limits, counters and message numbers.

With --tables, prints the rows that docs/mod_errwatch.md must contain, as they are to be written.
"""
import math
import pathlib
import re
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[1]
SOURCES = PROJECT / "mod_errwatch"
REFERENCE = "docs/mod_errwatch.md"
MESSAGES = "docs/messages.md"
EXAMPLE = "conf/errwatch.conf"

CONTEXTS = {
    "kServer": "server config",
    "kVhost": "server config, virtual host",
    "kDirectory": "server config, virtual host, directory",
}
STRING = r'"(?:\\.|[^"\\])*"'


def source(name):
    return (SOURCES / name).read_text()


def strings(text):
    """Adjacent C++ string literals as one string."""
    return "".join(part[1:-1].replace('\\"', '"').replace("\\\\", "\\") for part in re.findall(STRING, text))


def macro_rows(text, macro):
    """The argument lists of X(...) in `#define macro(X) ...`."""
    body = re.search(rf"#define {macro}\(X\)(.*?[^\\])\n", text, re.S)[1].replace("\\\n", "\n")
    return re.findall(rf"X\(((?:{STRING}|[^\"()])*)\)", body)


def arguments(row):
    return [part.strip() for part in re.findall(rf"(?:{STRING}\s*)+|[^,\s\"][^,\"]*", row)]


def cell(text):
    return text.replace("|", "\\|")


def rule_syntax():
    """As config/rule_syntax.h puts it together."""
    targets = [strings(arguments(row)[1]) for row in macro_rows(source("model/target.h"), "ERRWATCH_TARGETS")]
    parts = ["id category"]
    for _, name, example in map(arguments, macro_rows(source("config/rule_syntax.h"), "ERRWATCH_RULE_KEYS")):
        value = ",".join(targets) if example == "kTargetNames" else strings(example)
        parts.append(f"[{strings(name)}={value}]" if value else f"[{strings(name)}]")
    return " ".join([*parts, '["pcre2"]'])


def directives():
    """(name, context, syntax)"""
    rows = [arguments(row) for row in macro_rows(source("config/directive.h"), "ERRWATCH_DIRECTIVES")]
    return [(strings(row[1]), row[2], rule_syntax() if row[3] == "kRuleSyntax" else strings(row[3])) for row in rows]


def categories():
    """(name, cost, technique, ECS category, text)"""
    return [(strings(row[2]), row[3], *map(strings, row[8:11])) for row in category_list()]


def category_list():
    """The rows of the list as they are written."""
    return [arguments(row) for row in macro_rows(source("model/category.h"), "ERRWATCH_CATEGORIES")]


def counters():
    return [tuple(map(strings, arguments(row)[1:3])) for row in macro_rows(source("store/counters.h"), "ERRWATCH_COUNTERS")]


def limits():
    """(name, "capacity/window") of each default limit, `any` first."""
    capacity = re.search(r"limits\.any = Per\((\d+), kMinute\)", source("model/policy.cc"))[1]
    return [("any", f"{capacity}/1m")] + [(strings(row[2]), f"{row[4]}/{row[5]}m") for row in category_list() if row[4] != "kNoLimit"]


def duration(milliseconds):
    for letter, unit in (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)):
        if milliseconds % unit == 0 and milliseconds // unit != (letter == "d"):  # one day is written 24h
            return f"{milliseconds // unit}{letter}"
    raise ValueError(milliseconds)


def defaults():
    """directive -> what its Default row says, where the code has the value in one place."""
    settings, policy, address = source("config/settings.h"), source("model/policy.h"), source("model/client_address.h")
    block = re.search(r"struct BlockPolicy \{(.*?)\n\};", policy, re.S)[1]

    def value(name):
        factors = re.search(rf"\b{name}\s*(?:=\s*|\{{)([\d *L]+)", block)[1]
        return math.prod(int(factor) for factor in re.findall(r"\d+", factors))

    base, most, decay = (duration(value(name)) for name in ("base", "max", "decay"))
    codes = re.search(r"std::vector<uint16_t>\{([\d, ]+)\}", settings)[1].replace(",", "")
    clients = re.search(r"kDefaultClients = ([\d']+);", settings)[1].replace("'", "")
    ipv4, ipv6 = (re.search(rf"{name} = (\d+);", address)[1] for name in ("ipv4", "ipv6"))
    engine = re.search(r"Setting<Engine> engine\{Engine::k(\w+)\}", settings)[1]
    inspect = re.search(r"Setting<Inspect> inspect\{Inspect::k(\w+)\}", settings)[1].lower()
    scope = re.search(r'scope\{std::string\("(\w+)"\)\}', settings)[1]
    forgive = {"true": "On", "false": "Off"}[re.search(r"forgive\{(\w+)\}", settings)[1]]
    return {
        "ErrWatchBlock": f"base={base} factor={value('factor')} max={most} decay={decay}",
        "ErrWatchStatusCodes": codes,
        "ErrWatchClients": clients,
        "ErrWatchPrefix": f"ipv4={ipv4} ipv6={ipv6}",
        "ErrWatchEngine": engine,
        "ErrWatchInspect": inspect,
        "ErrWatchScope": scope,
        "ErrWatchForgive": forgive,
    }


def category_rows():
    for name, cost, technique, ecs, text in categories():
        yield f"| `{name}` | {cost} | {technique} | {ecs} | {text} |"


def limit_rows():
    return (f"| `{name}` | `{shape}` |" for name, shape in limits())


def counter_rows():
    return (f"| `{name}` | {text} |" for name, text in counters())


def rows_missing(reference):
    lines = set(reference.splitlines())
    for row in [*category_rows(), *limit_rows(), *counter_rows()]:
        if row not in lines:
            yield f"{REFERENCE}: this row is missing: {row}"


def directive_problems(reference):
    sections = dict(re.findall(r"^### (ErrWatch\w+)\n(.*?)(?=^#{1,3} |\Z)", reference, re.S | re.M))
    known = {name for name, _, _ in directives()}
    for name in sections.keys() - known:
        yield f"{REFERENCE}: {name} is no directive"
    for name, context, syntax in directives():
        if name not in sections:
            yield f"{REFERENCE}: {name} has no section"
            continue
        rows = [f"| Syntax: | `{name} {cell(syntax)}` |", f"| Context: | {CONTEXTS[context]} |"]
        if name in defaults():
            rows.append(f"| Default: | `{name} {defaults()[name]}` |")
        for row in rows:
            if row not in sections[name].splitlines():
                yield f"{REFERENCE}: in the section of {name} this row is missing: {row}"
        for part in ("Description", "Default", "Status", "Module"):
            if f"| {part}: |" not in sections[name]:
                yield f"{REFERENCE}: the section of {name} has no {part}"


def message_problems(messages):
    used = set()
    for path in [*SOURCES.rglob("*.cc"), *SOURCES.rglob("*.h")]:
        used |= set(re.findall(r"\bEW\d{4}\b", path.read_text()))
    explained = set(re.findall(r"^## (EW\d{4})\b", messages, re.M))
    for number in sorted(used - explained):
        yield f"{MESSAGES}: {number} is written by the module and not explained"
    for number in sorted(explained - used):
        yield f"{MESSAGES}: {number} is explained and written by nobody"


def example_problems(example):
    """The commented lines of the shipped configuration show the values that are built in."""
    lines = [" ".join(line.split()) for line in example.splitlines()]
    wanted = [f"#ErrWatchLimit {name} {shape}" for name, shape in limits()]
    wanted += [f"#{name} {defaults()[name]}" for name in ("ErrWatchBlock", "ErrWatchStatusCodes", "ErrWatchInspect")]
    for line in wanted:
        if line not in lines:
            yield f"{EXAMPLE}: this line is missing: {line}"
    if "ErrWatchEngine DetectionOnly" not in lines:
        yield f"{EXAMPLE}: it does not begin with ErrWatchEngine DetectionOnly"


def link_problems():
    """Relative links of the documentation lead to files that are there."""
    for path in [*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text()):
            if not (path.parent / target).exists():
                yield f"{path.relative_to(PROJECT)}: {target} is not there"


def main():
    if sys.argv[1:] == ["--tables"]:
        print("\n".join([*category_rows(), "", *limit_rows(), "", *counter_rows()]))
        return 0
    reference, messages, example = ((PROJECT / name).read_text() for name in (REFERENCE, MESSAGES, EXAMPLE))
    problems = [*directive_problems(reference), *rows_missing(reference), *message_problems(messages), *example_problems(example),
                *link_problems()]
    print("\n".join(problems + [f"documentation: {len(directives())} directives, {len(categories())} categories, {len(limits())} limits, "
                                f"{len(counters())} counters, {len(problems)} problems"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
