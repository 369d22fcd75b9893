#!/usr/bin/env python3
"""No pattern of the shipped rules is a wall that nobody can read: words stand in lists (words=@FILE), and what remains has at most
400 characters. Each list is named by a rule, and says at its head what its words are.

check_patterns.py           exit 0 all well, 1 something is wrong
"""
import itertools
import pathlib
import re
import sys

REPO = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO / "tests" / "rules"))
import check_samples  # noqa: E402  (the reader of rule files lives beside the samples)

RULES_DIR = check_samples.RULES
MOST_CHARACTERS = 400

# Rules that may be longer, and why.
SQL = "the grammar of SQL"
MESSAGES = "messages of many programs, each with numbers and names in it"
LONGER = {
    1308: MESSAGES,
    3051: SQL,
    3251: "markup, scripts and what httpd writes in front of them",
    3460: "commands of mail servers, in every way to write a line break and a blank",
    3520: MESSAGES,
    5201: MESSAGES,
    9101: MESSAGES,
    9104: MESSAGES,
    9514: "the layout of a dozen kinds of package repositories",
}


def problems_of(rules):
    for rule in rules:
        longest = max(map(len, rule.patterns), default=0)
        if rule.id in LONGER and longest <= MOST_CHARACTERS:
            yield f"rule {rule.id} has no pattern of more than {MOST_CHARACTERS} characters any more: take it out of LONGER"
        if longest > MOST_CHARACTERS and rule.id not in LONGER:
            yield f"rule {rule.id}: a pattern of {longest} characters, more than {MOST_CHARACTERS}: put words into a list (docs/rules.md)"
    known = {rule.id for rule in rules}
    yield from (f"LONGER: there is no rule {number}" for number in LONGER if number not in known)


def list_problems(rules):
    named = {RULES_DIR / name for rule in rules for name in rule.word_files}
    there = set((RULES_DIR / "words").glob("*"))
    yield from (f"{path.relative_to(REPO)} is named by no rule" for path in sorted(there - named))
    yield from (f"{path.relative_to(REPO)} is not there" for path in sorted(named - there))
    for path in sorted(named & there):
        head = " ".join(itertools.takewhile(lambda line: line.startswith("#"), path.read_text().splitlines()))
        if not re.search(r"\b(?:From|Written for)\b", head):
            yield f"{path.relative_to(REPO)}: say at its head, in '#' lines, what the words are and where they come from (\"From ...\")"



def main():
    rules = check_samples.read_rules()
    problems = [*problems_of(rules), *list_problems(rules)]
    lists = len(list((RULES_DIR / "words").glob("*.txt")))
    print("\n".join(problems + [f"patterns: {len(rules)} rules, {lists} lists, {len(problems)} problems"]))
    return 1 if problems or not rules else 0


if __name__ == "__main__":
    sys.exit(main())
