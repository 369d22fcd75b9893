#!/usr/bin/env python3
"""The schemas of docs/schema fit the program: their words are its own, and each command that writes JSON has one.

    scripts/check_schemas.py [build directory]

That the documents fit their schemas is tests/integration/test_54_schemas.py's matter.
"""
import json
import pathlib
import re
import subprocess
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[1]
SCHEMAS = PROJECT / "docs/schema"
MANUAL = "docs/errwatch.md"
SHARED = "values.schema.json"
ROW = re.compile(r"^\| (.+) \| \[`([\w-]+\.schema\.json)`\]\(schema/([\w-]+\.schema\.json)\) \|$", re.M)


def output(*command):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout


def parts(schema, place=""):
    """(place, part) of all that is a schema within one."""
    yield place, schema
    for name in ("properties", "$defs"):
        for key, part in schema.get(name, {}).items():
            yield from parts(part, f"{place}/{name}/{key}")
    for name in ("items", "additionalProperties", "propertyNames"):
        if isinstance(schema.get(name), dict):
            yield from parts(schema[name], f"{place}/{name}")
    for number, part in enumerate(schema.get("oneOf", [])):
        yield from parts(part, f"{place}/oneOf/{number}")


def resolve(schemas, file, reference):
    """What a reference leads to, or nothing."""
    name, _, pointer = reference.partition("#")
    part = schemas.get(name or file)
    for word in pointer.strip("/").split("/") if pointer else []:
        part = part.get(word) if isinstance(part, dict) else None
    return part


def part_problems(schemas, file, part, words):
    """What one part of a schema lacks to be strict and of use."""
    if "$ref" in part and resolve(schemas, file, part["$ref"]) is None:
        yield f"{part['$ref']} leads nowhere"
    if part.get("type") == "object" and part.get("additionalProperties") is not False and "propertyNames" not in part:
        yield "lets unknown members pass"
    if part.get("type") == "array" and "items" not in part:
        yield "does not say what the list holds"
    for name in set(part.get("required", [])) - set(part.get("properties", {})):
        yield f"requires {name}, which it does not know"
    if "enum" in part and file != SHARED and not set(part["enum"]) <= set(words["kind"]):
        yield f"has words of its own: {part['enum']}; they belong into {SHARED}"
    if part.get("type") in ("string", "integer", "number", "boolean") and not part.get("description"):
        if not part.keys() <= {"type"} and "pattern" not in part:
            yield "has no description"


def word_problems(shared, words):
    listed = {name: part["enum"] for name, part in shared["$defs"].items() if "enum" in part}
    for name in sorted(words.keys() | listed.keys()):
        if words.get(name) != listed.get(name):
            yield f"{SHARED}: {name} is {listed.get(name)}; the program has {words.get(name)}"


def forms_of_json(program):
    """("scan", "jsonl"), ...: what --help offers."""
    commands = re.findall(r"^  (\w+) {2,}", output(program, "--help").split("Subcommands:")[1], re.M)
    for command in commands:
        found = re.search(r"--format[ ,\w|]*? ([a-z|]+)", output(program, command, "--help"))
        for form in found[1].split("|") if found else []:
            if form.startswith("json"):
                yield command, form


def manual_problems(manual, files, forms):
    """Each form of each command has a row in the table of schemas, and each schema is in one."""
    rows = ROW.findall(manual)
    for _, shown, target in rows:
        if shown != target or target not in files:
            yield f"{MANUAL}: {shown} is not there, or leads elsewhere"
    for file in sorted(files - {target for _, _, target in rows} - {SHARED}):
        yield f"{MANUAL}: {file} is in no row of the table of schemas"
    named = [span for cell, _, _ in rows for span in re.findall(r"`([^`]+)`", cell)]
    for command, form in forms:
        if not any(re.match(rf"{command} (.* )?--format {form}$", span) for span in named):
            yield f"{MANUAL}: `{command} --format {form}` has no schema"
    for span in named:
        found = re.match(r"(\w+) (?:.* )?--format (\w+)$", span)
        if found and found.groups() not in forms:
            yield f"{MANUAL}: the program does not know `{span}`"


def main():
    build = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else PROJECT / "build")
    schemas = {path.name: json.loads(path.read_text()) for path in sorted(SCHEMAS.glob("*.json"))}
    words = json.loads(output(build / "errwatch", "--tables"))["words"]
    forms = sorted(set(forms_of_json(build / "errwatch")))
    problems = [*word_problems(schemas[SHARED], words), *manual_problems((PROJECT / MANUAL).read_text(), set(schemas), forms)]
    for file, schema in schemas.items():
        if schema.get("$id") != file:
            problems.append(f"{file}: its $id is {schema.get('$id')}")
        for place, part in parts(schema):
            problems += [f"{file}#{place}: {problem}" for problem in part_problems(schemas, file, part, words)]
    print("\n".join(problems + [f"schemas: {len(schemas)} files for {len(forms)} forms of commands, {len(problems)} problems"]))
    return 1 if problems or not forms else 0


if __name__ == "__main__":
    sys.exit(main())
