#!/usr/bin/env python3
"""Writes the table of shipped rules into docs/rules.md, between its two marks, and their number into README.md (of those that LogLevel can
blind: all but the benign). --check only says whether both are current."""
import pathlib
import re
import sys

REPO = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO / "tests" / "rules"))
import check_samples  # noqa: E402  (the reader of rule files lives beside the samples)

GUIDE = REPO / "docs" / "rules.md"
README = REPO / "README.md"
BEGIN, END = "<!-- rules: begin -->", "<!-- rules: end -->"
DEFAULT_COST = {"benign": "1"}


def seen_where(rule):
    """What has to be switched on for the rule to see its message."""
    level, modules = rule.keys.get("level"), rule.values("module")
    if rule.values("status"):
        return "any (status " + ", ".join(rule.values("status")) + ")"
    if level:
        if level in ("emerg", "alert", "crit", "error", "warn", "notice"):
            return level
        return " ".join(f"{module}:{level}" for module in modules) or level
    if rule.values("target") and "message" not in rule.values("target"):
        return "any (request)"
    return "as the message"


def table(rules):
    lines = []
    for theme, (first, last) in check_samples.ID_RANGES.items():
        lines += ["", f"### {theme}.conf ({first}-{last})", "", "| id | category | cost | what it sees | LogLevel needed |", "|---|---|---|---|---|"]
        for rule in sorted((one for one in rules if one.theme == theme), key=lambda one: one.id):
            text = rule.keys["name"].replace("|", "\\|")
            cost = rule.keys.get("cost", DEFAULT_COST.get(rule.category, "default"))
            lines.append(f"| {rule.id} | `{rule.category}` | {cost} | {text} | {seen_where(rule)} |")
    return "\n".join(lines) + "\n\n"


def main():
    rules = check_samples.read_rules()
    text, readme = GUIDE.read_text(), README.read_text()
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    told = re.sub(r"\d+( rules, \d+ virtual host)", rf"{len(rules)}\1", readme)
    told = re.sub(r"( of )\d+( rules never see)", rf"\g<1>{sum(rule.category != 'benign' for rule in rules)}\2", told)
    new = {GUIDE: before + BEGIN + "\n" + table(rules) + END + after, README: told}
    if "--check" in sys.argv[1:]:
        return 0 if new == {GUIDE: text, README: readme} else 1
    for path, content in new.items():
        path.write_text(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
