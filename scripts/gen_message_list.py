#!/usr/bin/env python3
"""Writes the list of httpd's messages about clients that no rule names into docs/rules.md, between its two marks.

gen_message_list.py              writes the list
gen_message_list.py --check      says whether the list is current, and whether each such message has a reason

The messages stand in mod_errwatch/config/httpd_messages.tsv (scripts/httpd_messages.py makes it), the reasons in
tests/rules/messages_without_rule.tsv: one for a number or for all that a module logs below error. What is logged at error or above
about a client has a rule, or a reason of its own number. That each message about the server has a rule, tests/rules/test_rules.py holds.
"""
import csv
import pathlib
import sys

REPO = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO / "tests" / "rules"))
import check_samples  # noqa: E402  (the reader of rule files lives beside the samples)

GUIDE = REPO / "docs" / "rules.md"
MESSAGES = REPO / "mod_errwatch" / "config" / "httpd_messages.tsv"
REASONS = REPO / "tests" / "rules" / "messages_without_rule.tsv"
BEGIN, END = "<!-- messages: begin -->", "<!-- messages: end -->"
SEVERE = ("emerg", "alert", "crit", "error")
LISTED = (*SEVERE, "warn", "notice", "info")
LEVELS = (*LISTED, "debug", *(f"trace{depth}" for depth in range(1, 9)))


def table(path):
    with path.open(newline="") as rows:
        return list(csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))


def speaks_for(rule, message):
    """Whether a rule sees every message of this number."""
    modules = message["module"].split("/")
    if rule.values("status") or rule.values("errno"):
        return False
    if rule.values("ah"):
        return message["number"] in rule.values("ah")
    seen = LEVELS.index(message["level"]) <= LEVELS.index(rule.keys.get("level", "trace8"))
    return seen and not rule.pattern and "structure" not in rule.keys and (not rule.values("module") or bool(set(modules) & set(rule.values("module"))))


def without_rule(rules, messages):
    general = [rule for rule in rules if not rule.values("ah")]
    numbered = {number for rule in rules for number in rule.values("ah")}
    return [message for message in messages
            if message["about"] != "server" and message["level"] in LISTED and message["number"] not in numbered
            and not any(speaks_for(rule, message) for rule in general)]


def reason(message, reasons):
    """Why nobody needs a rule for it; None where nothing is said."""
    own = reasons.get(message["number"])
    return own if own or message["level"] in SEVERE else reasons.get(message["module"])


def listing(messages, reasons):
    lines = ["", "| module | numbers | what they are |", "|---|---|---|"]
    groups = {}
    for message in messages:
        groups.setdefault((message["module"], reason(message, reasons)), []).append(message["number"])
    for (module, why), numbers in sorted(groups.items()):
        lines.append(f"| {module} | {', '.join(numbers)} | {why} |")
    return "\n".join(lines) + "\n\n"


def main():
    reasons = {row["what"]: row["why"] for row in table(REASONS)}
    missing = without_rule(check_samples.read_rules(), table(MESSAGES))
    unsaid = [f"{one['number']} ({one['module']}, {one['level']}): no rule, and no reason in {REASONS.name}"
              for one in missing if reason(one, reasons) is None]
    used = {one["number"] for one in missing} | {one["module"] for one in missing}
    unsaid += [f"{REASONS.name}: {what}: nothing is without a rule there" for what in reasons if what not in used]
    for line in unsaid:
        print(line)
    text = GUIDE.read_text()
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    new = before + BEGIN + "\n" + listing(missing, reasons) + END + after
    if "--check" not in sys.argv[1:]:
        GUIDE.write_text(new)
    elif new != text:
        print("docs/rules.md: the list of messages is not current; run scripts/gen_message_list.py")
        return 1
    return 1 if unsaid else 0


if __name__ == "__main__":
    sys.exit(main())
