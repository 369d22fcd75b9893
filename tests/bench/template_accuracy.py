#!/usr/bin/python3
"""Grouping accuracy and speed of message templates on a labelled log of LogHub's, beside Drain3.

    tests/bench/template_accuracy.py DIRECTORY [--drain3 CHECKOUT]

DIRECTORY has LogHub's Apache_2k.log and Apache_2k.log_structured.csv (github.com/logpai/loghub, 2k_dataset/Apache), or another pair of
such names; CHECKOUT is one of github.com/logpai/Drain3. $ERRWATCH_BUILD is the build directory.

A line is grouped as its label says if all lines of its label, and no others, are of one template (Zhu et al., ICSE-SEIP 2019).
"""
import argparse
import collections
import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ERRWATCH = pathlib.Path(os.environ.get("ERRWATCH_BUILD", pathlib.Path(__file__).resolve().parents[2] / "build")) / "errwatch"
ROUNDS = 50  # of the log, for the time


def templates(path):
    done = subprocess.run([ERRWATCH, "templates", "-f", "json", path], check=True, capture_output=True)
    return {row["template"] for row in json.loads(done.stdout)["templates"]}


def accuracy(groups, lines):
    """groups: label -> the templates of its lines; lines: label -> how many."""
    owners = collections.Counter(template for found in groups.values() for template in found)
    good = sum(lines[label] for label, found in groups.items() if len(found) == 1 and owners[min(found)] == 1)
    return good / sum(lines.values())


def ours(log, labels, scratch):
    by_label = collections.defaultdict(list)
    for line, label in zip(log, labels):
        by_label[label].append(line)
    groups = {}
    for label, lines in by_label.items():
        (scratch / "label.log").write_text("\n".join(lines) + "\n")
        groups[label] = templates(scratch / "label.log")
    (scratch / "many.log").write_text("\n".join(log * ROUNDS) + "\n")
    began = time.perf_counter()
    templates(scratch / "many.log")
    return groups, (time.perf_counter() - began) / (len(log) * ROUNDS)


def drain3(checkout, contents, labels):
    sys.path.insert(0, checkout)
    from drain3 import TemplateMiner
    from drain3.template_miner_config import TemplateMinerConfig
    miner = TemplateMiner(config=TemplateMinerConfig())
    clusters = [miner.add_log_message(content)["cluster_id"] for content in contents]
    groups = collections.defaultdict(set)
    for cluster, label in zip(clusters, labels):
        groups[label].add(cluster)
    began = time.perf_counter()
    for content in contents * 5:
        miner.add_log_message(content)
    return groups, (time.perf_counter() - began) / (len(contents) * 5)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--drain3")
    options = parser.parse_args()
    structured = next(options.directory.glob("*_structured.csv"))
    log = structured.with_name(structured.name.removesuffix("_structured.csv")).read_text().splitlines()
    rows = list(csv.DictReader(structured.open()))
    labels = [row["EventId"] for row in rows]
    lines = collections.Counter(labels)
    assert len(log) == len(rows)
    with tempfile.TemporaryDirectory() as scratch:
        groups, seconds = ours(log, labels, pathlib.Path(scratch))
    score = accuracy(groups, lines)
    print(f"errwatch templates: grouping accuracy {score:.4f} of {len(log)} lines, {len(lines)} labels; {seconds * 1e6:.2f} us a line, "
          "the log's reading included")
    if options.drain3:
        found, seconds_of_drain = drain3(options.drain3, [row["Content"] for row in rows], labels)
        print(f"Drain3: grouping accuracy {accuracy(found, lines):.4f}; {seconds_of_drain * 1e6:.2f} us a line, "
              f"{seconds_of_drain / seconds:.1f} times as much")
    return 0 if score == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
