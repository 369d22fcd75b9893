#!/usr/bin/python3
"""How well a model of a site (errwatch learn, errwatch classify --model) tells attacks from its requests, beside other ways.

    tests/bench/model_eval.py --corpus DIRECTORY [--errwatch build/errwatch] [--seed N] [--seeds N] [--half tune|held] [--mixed]

DIRECTORY has requests.jsonl: labelled requests, one JSON object a line (method, uri, headers, expected, clean, category, payload_in, rule_id,
source, group). Needs python3-sklearn (Debian); --no-peers does without.

For each seed the clean requests are split in halves by `group`, so that near duplicates stand on one side. Model and peers learn from one half;
tested are the other half and all attacks that show outside a body. Every request goes in as answered with 200 (what the labelled ones were
answered is known of few, and would give them away); rules also get it as a 404, as which they find more.
--half: attacks and tested clean requests of the half of the sources' rules that the model's numbers were chosen with, or of the other.
--mixed: 1 % and 5 % attacks among what is learnt from, too.
"rows": each attack weighs as much; "by rule": each of the sources' rules does.
"""
import argparse
import bisect
import collections
import hashlib
import json
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile

PAYLOAD = {"sql_injection", "path_traversal", "xss", "code_injection", "malware_upload", "bot_proxy", "bad_request", "bad_method", "info_leak",
           "resource_exhaustion"}
CERTAIN = 1000.0  # bits of a request that a rule names, for the order of both together


def is_usable(row):
    if row["expected"] != "attack":
        return row.get("clean") == "yes"
    if row.get("payload_in") and set(row["payload_in"]) <= {"body", "endpoint"}:
        return False
    return (row.get("paranoia_level") or 1) <= 2 and "benign" not in row.get("also", []) and \
        row["category"] not in ("auth_failure", "unauthorized_access")


def rule_of(row):
    return str(row.get("rule_id") or row["source"])


def half_of(row):
    return "tune" if hashlib.sha256(rule_of(row).encode()).digest()[0] % 2 == 0 else "held"


def entry(row, client, status):
    method = row["method"]
    if method is None:  # no HTTP: the line as it was sent
        method = row["request_line"].encode().decode("unicode_escape", errors="replace")
    return json.dumps(dict(client=client, method=method, uri=row["uri"], headers=row["headers"], status=status))


def text_of(row):
    """For the peers: the request as text, headers in order of their names."""
    headers = "\n".join(f"{name}: {value}" for name, value in sorted((row["headers"] or {}).items()))
    return f"{row['method'] or row['request_line']} {row['uri'] or ''}\n{headers}"


def classify(errwatch, lines, *arguments):
    done = subprocess.run([errwatch, "classify", "--input", "jsonl", "--format", "jsonl", *arguments, "-"], input="\n".join(lines) + "\n",
                          capture_output=True, text=True, check=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == len(lines), done.stderr
    return found


def rules_alone(errwatch, rows):
    """What a payload rule names; of a clean request what costs the client something."""
    lines = [entry(row, "203.0.113.7", 404) for row in rows]
    hits = []
    for row, found in zip(rows, classify(errwatch, lines)):
        names = {found["category"], *found["also"]}
        hit = bool(names & PAYLOAD)
        hits.append(hit or row["category"] in names if row["expected"] == "attack" else hit and found["cost"] > 0)
    return hits


def learn(errwatch, rows, rng, scratch):
    """The model's file, and from how many bits on it tells a request."""
    lines = [entry(row, f"203.0.113.{rng.randrange(1, 100)}", 200) for row in rows]
    (scratch / "learnt.jsonl").write_text("\n".join(lines) + "\n")
    model = scratch / "site.model"
    done = subprocess.run([errwatch, "learn", "--input", "jsonl", scratch / "learnt.jsonl", "-o", model], capture_output=True, text=True, check=True)
    return model, float(done.stdout.split("is told from ")[1].split()[0])


def unlikeness(errwatch, model, rows):
    lines = [entry(row, "203.0.113.7", 200) for row in rows]
    return [found.get("unlikeness", 0.0) for found in classify(errwatch, lines, "--model", model)]


class Measure:
    """Of scores: area under the curve, and the attacks found where so many clean ones are taken for such."""

    def __init__(self, rows):
        self.clean = [i for i, row in enumerate(rows) if row["expected"] != "attack"]
        self.attacks = [i for i, row in enumerate(rows) if row["expected"] == "attack"]
        sizes = collections.Counter(rule_of(rows[i]) for i in self.attacks)
        self.weights = {"rows": {i: 1 / len(self.attacks) for i in self.attacks},
                        "by rule": {i: 1 / sizes[rule_of(rows[i])] / len(sizes) for i in self.attacks}}

    def area(self, scores, view):
        clean = sorted(scores[i] for i in self.clean)
        return sum(weight * (bisect.bisect_left(clean, scores[i]) + bisect.bisect_right(clean, scores[i])) / 2
                   for i, weight in self.weights[view].items()) / len(clean)

    def found(self, scores, view, bar):
        return sum(weight for i, weight in self.weights[view].items() if scores[i] > bar)

    def bar(self, scores, share):
        """Above it lie so many of the clean ones at most."""
        return sorted((scores[i] for i in self.clean), reverse=True)[int(share * len(self.clean))]

    def taken(self, scores, bar):
        return sum(scores[i] > bar for i in self.clean)

    def of(self, scores):
        return {view: (self.area(scores, view), self.found(scores, view, self.bar(scores, 0.001)), self.found(scores, view, self.bar(scores, 0.01)))
                for view in self.weights}


def peers(train, rows, measure, seed):
    from sklearn.ensemble import IsolationForest
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import OneClassSVM
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, lowercase=False)
    learnt = vectors.fit_transform([text_of(row) for row in train])
    tested = vectors.transform([text_of(row) for row in rows])
    forest = IsolationForest(n_estimators=200, random_state=seed).fit(learnt)
    yield "IsolationForest", measure.of(list(-forest.score_samples(tested)))
    machine = OneClassSVM(nu=0.05, gamma="scale").fit(learnt)
    yield "OneClassSVM", measure.of(list(-machine.decision_function(tested)))
    # Attacks of the other half of the rules teach it: no rule stands on both sides.
    rules = sorted({rule_of(rows[i]) for i in measure.attacks})
    random.Random(seed).shuffle(rules)
    first = set(rules[::2])
    results = []
    for side in (True, False):
        taught = [row for i, row in enumerate(rows) if row["expected"] == "attack" and (rule_of(row) in first) == side]
        kept = [i for i, row in enumerate(rows) if row["expected"] != "attack" or (rule_of(row) in first) != side]
        vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, lowercase=False)
        known = vectors.fit_transform([text_of(row) for row in [*train, *taught]])
        line = LogisticRegression(C=10, class_weight="balanced", max_iter=1000).fit(known, [0] * len(train) + [1] * len(taught))
        part = [rows[i] for i in kept]
        results.append(Measure(part).of(list(line.decision_function(vectors.transform([text_of(row) for row in part])))))
    yield "LogisticRegression", {view: tuple(statistics.mean(pair) for pair in zip(results[0][view], results[1][view])) for view in results[0]}


def one_seed(options, rows, hits, seed, share, scratch):
    """Figures by the way they were got; of rules alone, and both, at the learnt threshold too."""
    rng = random.Random(seed)
    groups = sorted({row["group"] for row in rows if row["expected"] != "attack"})
    rng.shuffle(groups)
    learnt_groups = set(groups[::2])
    train = [row for row in rows if row["expected"] != "attack" and row["group"] in learnt_groups]
    attacks = [i for i, row in enumerate(rows) if row["expected"] == "attack"]
    mixed = set(rng.sample(attacks, round(share * len(train))))
    kept = [i for i, row in enumerate(rows)
            if i not in mixed and (row["expected"] == "attack" or row["group"] not in learnt_groups) and options.half in (None, half_of(row))]
    test = [rows[i] for i in kept]
    train += [rows[i] for i in sorted(mixed)]
    measure = Measure(test)
    model, threshold = learn(options.errwatch, train, rng, scratch)
    bits = unlikeness(options.errwatch, model, test)
    hit = [hits[i] for i in kept]
    both = [b + CERTAIN * h for b, h in zip(bits, hit)]
    table = {"model": measure.of(bits), "rules": measure.of([float(h) for h in hit]), "both": measure.of(both)}
    if share == 0 and not options.no_peers:
        table.update(peers(train, test, measure, seed))
    known = {view: (measure.found(both, view, CERTAIN / 2), measure.found(both, view, threshold - 0.1),
                    measure.found(bits, view, threshold - 0.1)) for view in measure.weights}
    falsely = (measure.taken(both, CERTAIN / 2), measure.taken(both, threshold - 0.1), measure.taken(bits, threshold - 0.1))
    return table, known, falsely, threshold, (len(train), len(measure.clean), len(measure.attacks)), (test, bits, hit)


def spread(values, form="{:.3f}"):
    return f"{form.format(statistics.median(values))} ({form.format(min(values))}-{form.format(max(values))})"


def show(results):
    tables = [result[0] for result in results]
    sizes = [result[4] for result in results]
    clean = statistics.median(size[1] for size in sizes)
    print(f"learnt from {spread([s[0] for s in sizes], '{:.0f}')}; tested: {spread([s[1] for s in sizes], '{:.0f}')} clean, "
          f"{spread([s[2] for s in sizes], '{:.0f}')} attacks; 0.1 % of the clean are {int(0.001 * clean)}, 1 % are {int(0.01 * clean)}")
    for view in ("rows", "by rule"):
        print(f"\n{view:20} {'AUC':22} {'found at 0.1 %':22} {'found at 1 %':22}")
        for way in tables[0]:
            columns = [spread([table[way][view][i] for table in tables]) for i in range(3)]
            print(f"{way:20} {columns[0]:22} {columns[1]:22} {columns[2]:22}")
        print("missed: " + "; ".join(f"{name} {spread([1 - result[1][view][i] for result in results])}"
                                     for i, name in enumerate(("rules", "rules or model past its threshold", "model past its threshold"))))
        print(f"fewer misses with the model: {spread([1 - (1 - r[1][view][1]) / (1 - r[1][view][0]) for r in results])}")
    print("\nclean ones taken for attacks: " + "; ".join(f"{name} {spread([result[2][i] for result in results], '{:.0f}')}"
                                                         for i, name in enumerate(("rules", "both", "model"))))
    print(f"threshold {spread([result[3] for result in results], '{:.0f}')}")


def list_mistakes(rows, bits, hit, threshold):
    for row, b, h in sorted(zip(rows, bits, hit), key=lambda item: item[1]):
        attack = row["expected"] == "attack"
        if attack and not h and b < threshold:
            print(f"missed {b:5.1f} {rule_of(row)} {row['method']} {row['uri']} {row['headers']} {row['payload_in']}")
        if not attack and b >= 0.5 * threshold:
            print(f"clean  {b:5.1f} {rule_of(row)} {row['method']} {row['uri']} {row['headers']}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errwatch", default=pathlib.Path(__file__).resolve().parents[2] / "build" / "errwatch")
    parser.add_argument("--corpus", type=pathlib.Path, required=True)
    parser.add_argument("--seed", type=int, default=1, help="the first of them")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--half", choices=("tune", "held"))
    parser.add_argument("--mixed", action="store_true")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--mistakes", action="store_true", help="list those of the first seed")
    options = parser.parse_args()
    rows = [row for row in map(json.loads, (options.corpus / "requests.jsonl").open()) if is_usable(row)]
    hits = rules_alone(options.errwatch, rows)
    for share in (0, 0.01, 0.05) if options.mixed else (0,):
        with tempfile.TemporaryDirectory() as scratch:
            results = [one_seed(options, rows, hits, seed, share, pathlib.Path(scratch)) for seed in range(options.seed, options.seed + options.seeds)]
        print(f"== seeds {options.seed}-{options.seed + options.seeds - 1}: median (range); {share:.0%} attacks among what is learnt from")
        show(results)
        if options.mistakes:
            list_mistakes(*results[0][5], results[0][3])
    return 0


if __name__ == "__main__":
    sys.exit(main())
