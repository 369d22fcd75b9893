#!/usr/bin/env python3
"""Runs every sample of tests/rules/*.jsonl through `errwatch classify` and says which rule did not do what its sample says.

check_samples.py            the program is $ERRWATCH, else build/errwatch of this repository
                            exit 0 all well, 1 something is wrong, 2 no program

A sample is one JSON object a line: {"rule": 2101, "entry": {...}, "match": true, "why": "..."}. The entry is one of
`errwatch classify --input jsonl`, or {"line": "..."} for a raw line of an error log. Every rule needs at least one sample that it
matches and one near miss that it must not match.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

REPO = pathlib.Path(__file__).resolve().parents[2]
RULES = REPO / "conf" / "rules"
SAMPLES = pathlib.Path(__file__).resolve().parent
SHARED = REPO.parent / "shared"

# First and last id of each file; docs/rules.md says the same.
ID_RANGES = {
    "access": (1000, 1199),
    "authentication": (1200, 1999),
    "scanning": (2000, 2999),
    "sql-injection": (3000, 3199),
    "xss": (3200, 3399),
    "code-injection": (3400, 3599),
    "traversal": (3600, 3799),
    "protocol": (4000, 4999),
    "denial-of-service": (5000, 5999),
    "malware": (6000, 6999),
    "leaks": (7000, 7999),
    "waf": (8000, 8199),
    "proxy-bots": (8200, 8599),
    "tls": (8600, 8999),
    "server-faults": (9000, 9499),
    "benign": (9500, 9999),
}

# `errwatch classify` lists the first twelve rules that matched.
LISTED_RULES = 12


def read_words(file):
    """The words of a list, as words=@FILE names it."""
    return [line for line in (RULES / file).read_text().splitlines() if line.strip() and not line.startswith("#")]


class Rule:
    """One ErrWatchRule directive, read with a grammar just large enough for the shipped files."""

    KEYS = r'((?: [a-z]+=(?:"(?:[^"\\]|\\.)*"|\S+)| nocase)*)'
    PATTERN = r'"((?:[^"\\]|\\.)*)"'
    MORE = re.compile(f' and(?: not)?{KEYS}(?: {PATTERN})?')  # or structure= alone
    LINE = re.compile(f'^ErrWatchRule (\\d+) (\\w+){KEYS}(?: {PATTERN})?((?:{MORE.pattern})*)$')

    def __init__(self, theme, number, text):
        match = self.LINE.match(text)
        if not match:
            raise ValueError(f"{theme}.conf:{number}: not understood: {text[:80]}")
        self.theme, self.line = theme, number
        self.id, self.category = int(match[1]), match[2]
        self.keys = {key: value.strip('"') for key, value in re.findall(r'([a-z]+)=("(?:[^"\\]|\\.)*"|\S+)', match[3])}
        self.patterns = re.findall(f'(?: |^){self.PATTERN}', text.partition(match[2])[2])  # as written
        self.word_files = [name.lstrip("@") for value in re.findall(r' words=(\S+)', text) for name in value.split(",")]
        self.pattern = self.spelled_out(match[4])

    def spelled_out(self, pattern):
        """With the words of its lists; a rule that has lists alone looks for them as whole words."""
        names = {pathlib.Path(file).stem: file for file in self.word_files}
        if pattern is None and names:
            pattern = r"(?<!\w)(?:" + "|".join(f"@{name}@" for name in names) + r")(?!\w)"
        for name, file in names.items():
            words = "|".join(re.sub(r"[\\^$.\[\]|()?*+{}]", r"\\\g<0>", word) for word in read_words(file))
            pattern = pattern.replace(f"@{name}@", f"(?:{words})")
        return pattern

    def values(self, key):
        return self.keys[key].split(",") if key in self.keys else []


def read_rules():
    rules = []
    for path in sorted(RULES.glob("*.conf")):
        for number, text in enumerate(path.read_text().splitlines(), 1):
            if text.strip() and not text.lstrip().startswith("#"):
                rules.append(Rule(path.stem, number, text.rstrip()))
    return rules


def read_samples():
    samples = []
    for path in sorted(SAMPLES.glob("*.jsonl")):
        for number, text in enumerate(path.read_text().splitlines(), 1):
            sample = json.loads(text)
            sample["place"] = f"{path.name}:{number}"
            sample["theme"] = path.stem
            samples.append(sample)
    return samples


def program():
    path = os.environ.get("ERRWATCH") or str(REPO / "build" / "errwatch")
    return path if os.access(path, os.X_OK) else None


def classify(errwatch, kind, lines):
    """The results of `errwatch classify`, one for each line."""
    run = subprocess.run([errwatch, "classify", "--config", str(RULES), "--input", kind, "--format", "jsonl", "-"],
                         input="".join(line + "\n" for line in lines), capture_output=True, text=True, check=False)
    results = [json.loads(line) for line in run.stdout.splitlines()]
    if len(results) != len(lines):
        raise RuntimeError(f"classify --input {kind}: {len(lines)} in, {len(results)} out: {run.stderr[:2000]}")
    return results


def classify_entries(errwatch, entries):
    """Entries of samples, of both kinds, in their order."""
    results = [None] * len(entries)
    chosen = [i for i, entry in enumerate(entries) if "line" not in entry]
    for i, result in zip(chosen, classify(errwatch, "jsonl", [json.dumps(entries[i]) for i in chosen])):
        results[i] = result
    # Each line is of another log, and a log keeps to one form.
    for i, entry in enumerate(entries):
        if "line" in entry:
            [results[i]] = classify(errwatch, "log", [entry["line"]])
    return results


def wrong_verdicts(errwatch, samples):
    problems = []
    for sample, result in zip(samples, classify_entries(errwatch, [sample["entry"] for sample in samples])):
        matched = result.get("rules", [])
        if len(matched) >= LISTED_RULES and sample["rule"] not in matched:
            problems.append(f"{sample['place']}: more than {LISTED_RULES} rules match, so rule {sample['rule']} cannot be told")
        elif (sample["rule"] in matched) != sample["match"]:
            verb = "does not match" if sample["match"] else "matches"
            problems.append(f"{sample['place']}: rule {sample['rule']} {verb} ({sample['why']}); rules that do: {matched}")
    return problems


def incomplete_rules(rules, samples):
    problems = []
    for rule in rules:
        own = [sample for sample in samples if sample["rule"] == rule.id]
        if not any(sample["match"] for sample in own):
            problems.append(f"rule {rule.id} has no sample")
        if all(sample["match"] for sample in own):
            problems.append(f"rule {rule.id} has no near miss")
    known = {rule.id for rule in rules}
    problems += [f"{s['place']}: there is no rule {s['rule']}" for s in samples if s["rule"] not in known]
    return problems


def main():
    errwatch = program()
    if errwatch is None:
        print("no errwatch: build it, or set ERRWATCH", file=sys.stderr)
        return 2
    samples = read_samples()
    problems = incomplete_rules(read_rules(), samples) + wrong_verdicts(errwatch, samples)
    for problem in problems:
        print(problem)
    print(f"{len(samples)} samples, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
