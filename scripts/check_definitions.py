#!/usr/bin/env python3
"""Each structure is held against a slow, plain definition: a fuzzer, or a test of all sentences of a few words, calls
Agree(Structure::kName, what the detector says, what its definition says, ...). And each fuzzer has seeds, which ctest replays;
those of fuzz_directive name each directive.

Those without a detector of their own (null in structure.h) are told by the text pipeline, which fuzz_normalize and fuzz_cost hold.
"""
import pathlib
import re
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[1]
ROW = re.compile(r'^  X\((k\w+), "(\w+)", (\w+),', re.M)
DIRECTIVE = re.compile(r'^  X\(k\w+, "(ErrWatch\w+)",', re.M)
AGREE = re.compile(r"\bAgree\(\s*(?:errwatch::)?Structure::(k\w+)")


def main():
    structures = ROW.findall((PROJECT / "mod_errwatch/structure/structure.h").read_text())
    fuzzers = sorted((PROJECT / "tests/fuzz").glob("fuzz_*.cc"))
    sentences = (PROJECT / "tests/unit/structure").glob("*_sentences_test.cc")
    defined = {structure for path in [*fuzzers, *sentences] for structure in AGREE.findall(path.read_text())}
    wrong = []
    if not structures or not defined:
        wrong.append("structure.h or the fuzzers are not written as this script reads them")
    for structure, name, detector in structures:
        if detector != "nullptr" and structure not in defined:
            wrong.append(f"structure={name} has no plain definition: no fuzzer calls Agree(Structure::{structure}, ...)")
    for fuzzer in fuzzers:
        seeds = PROJECT / "tests/fuzz/seeds" / fuzzer.stem
        if not seeds.is_dir() or not any(seeds.iterdir()):
            wrong.append(f"{fuzzer.stem} has no seeds")
    directives = DIRECTIVE.findall((PROJECT / "mod_errwatch/config/directive.h").read_text())
    if not directives:
        wrong.append("directive.h is not written as this script reads it")
    lines = [line for path in (PROJECT / "tests/fuzz/seeds/fuzz_directive").iterdir() for line in path.read_text(errors="replace").splitlines()]
    for directive in directives:
        if not any(line.startswith(f"{directive} ") for line in lines):
            wrong.append(f"no seed of fuzz_directive begins a line with {directive}")
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
