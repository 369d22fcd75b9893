"""Each kind of incident as each page writes it, with all fields, fits its schema (docs/schema), and each schema is strict."""
import copy
import ipaddress
import json
import pathlib
import subprocess

import pytest

from harness import paths, schema


@pytest.fixture(scope="module")
def samples():
    """What the pages write of each kind of incident, with all fields, with none, and with hostile bytes."""
    text = subprocess.run([str(paths.BUILD / "errwatch_samples")], check=True, capture_output=True, timeout=60).stdout
    return [json.loads(line) for line in text.splitlines()]


def members(document):
    """The names of all members in it."""
    if isinstance(document, dict):
        return set(document).union(*map(members, document.values()))
    return set().union(*map(members, document)) if isinstance(document, list) else set()


def known_members(name, part):
    """Those that a schema knows, without the ones of others that it refers to."""
    if isinstance(part, list):
        return set().union(*(known_members(name, one) for one in part))
    if not isinstance(part, dict):
        return set()
    return set(part.get("properties", ())).union(*(known_members(name, one) for one in part.values()))


class TestEveryKind:
    def test_samples(self, samples):
        for sample in samples:
            schema.check(sample["schema"], sample["document"])

    def test_there_is_one_of_each(self, samples):
        kinds = set(schema.validator("values").schema["$defs"]["kind"]["enum"])
        assert {sample["document"]["event"]["action"] for sample in samples if sample["schema"] == "event"} == kinds
        assert {row["kind"] for sample in samples if sample["schema"] == "status" for row in sample["document"]["incidents"]} == kinds

    # What nobody writes any more is in no schema.
    @pytest.mark.parametrize("name", ["event", "status", "client", "story"])
    def test_every_member_comes(self, samples, name):
        written = members([sample["document"] for sample in samples if sample["schema"] == name])
        assert known_members(name, schema.validator(name).schema) - written == set()


ECS = json.loads((pathlib.Path(__file__).parent / "harness/ecs_fields.json").read_text())
ECS_TYPES = {"keyword": str, "match_only_text": str, "wildcard": str, "date": str, "ip": str, "long": int, "object": dict}


def fields(document, prefix=""):
    """Every field of an event by its name in ECS, and its value; the module's own are one."""
    for name, value in document.items():
        name = prefix + name
        if isinstance(value, dict) and name not in ("errwatch", "labels"):
            yield from fields(value, name + ".")
        else:
            yield name, value


class TestElasticCommonSchema:
    def events(self, samples):
        return [sample["document"] for sample in samples if sample["schema"] == "event"]

    def test_each_field_is_there_and_of_its_type(self, samples):
        for event in self.events(samples):
            for name, value in fields(event):
                if name == "errwatch":
                    continue
                field = ECS["fields"][name]
                assert isinstance(value, list) == field.get("array", False), name
                for one in value if isinstance(value, list) else [value]:
                    assert isinstance(one, ECS_TYPES[field["type"]]) and not isinstance(one, bool), (name, one)
                    if field["type"] == "ip":
                        ipaddress.ip_address(one)

    def test_every_field_of_the_list_comes(self, samples):
        assert {name for event in self.events(samples) for name, _ in fields(event)} == {*ECS["fields"], "errwatch"}

    def test_labels_are_flat_keywords(self, samples):
        assert all(isinstance(value, str) for event in self.events(samples) for value in event.get("labels", {}).values())

    # A category expects some types of event, and each type is expected by one of the event's categories.
    def test_kind_category_and_type_fit_each_other(self, samples):
        for event in (event["event"] for event in self.events(samples) if "event" in event):
            if "type" not in event:
                continue
            assert event["kind"] in ECS["event.kind"]
            types = set(event["type"])
            expected = [set(ECS["event.category"][category]) for category in event["category"]]
            assert all(types & one for one in expected) and types <= set().union(*expected), event

    # The same of each category that there is.
    def test_every_category(self):
        known = schema.validator("values").schema["$defs"]["ecs_category"]["enum"]
        assert set(known) <= set(ECS["event.category"])
        for category in known:
            assert "info" in ECS["event.category"][category]


def objects(document, place=()):
    """Where in it objects are."""
    if isinstance(document, dict):
        yield place
    for key, part in document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ():
        yield from objects(part, (*place, key))


class TestSchemas:
    # A schema that everything fits would be none.
    @pytest.mark.parametrize("name", ["event", "status", "client", "story"])
    def test_are_strict(self, samples, name):
        longest = max((sample["document"] for sample in samples if sample["schema"] == name), key=lambda one: len(json.dumps(one)))
        longest = {key: part[:30] if isinstance(part, list) else part for key, part in longest.items()}
        assert not schema.problems(name, longest)
        for place in objects(longest):
            wrong = copy.deepcopy(longest)
            part = wrong
            for key in place:
                part = part[key]
            part["NobodyKnows"] = "x"
            assert schema.problems(name, wrong), place

    def test_are_sound(self):
        for name in [*schema.names(), "values"]:
            schema.validator(name).check_schema(schema.validator(name).schema)

    # Each is held against a document in some test: by its name, or by the command's, through the harness.
    def test_are_all_used(self):
        tests = "".join(path.read_text() for path in pathlib.Path(__file__).parent.glob("test_*.py"))
        assert [name for name in schema.names() if f'"{name}"' not in tests] == []
