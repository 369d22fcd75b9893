"""conf/examples for programs that no Debian package brings (Elasticsearch, Kibana, Filebeat, Logstash, Splunk): each field that they name is one
of the event's schema, each event fits what they expect. Whether the programs take the files is not tried here."""
import configparser
import datetime
import json
import re

import pytest

from harness import examples, schema
from harness.config import Config
from harness.wait import wait_until

# JSON Schema's type of a leaf -> what Elasticsearch may index it as.
INDEXED_AS = {"string": {"keyword", "match_only_text", "wildcard", "ip", "date"}, "integer": {"long"}, "number": {"float"}, "boolean": {"boolean"}}


def resolved(node, file):
    """The node that a $ref leads to, and the file that it stands in."""
    while "$ref" in node:
        name, _, path = node["$ref"].partition("#")
        file = name or file
        node = json.loads((schema.DIRECTORY / file).read_text())
        for step in filter(None, path.split("/")):
            node = node[step]
    return node, file


def kind(node):
    if "type" in node:
        return node["type"]
    if "const" in node:
        return {bool: "boolean", str: "string", int: "integer"}[type(node["const"])]
    assert {"enum", "oneOf", "anyOf", "pattern"} & set(node), node
    return "string"


def leaves(node=None, file="event.schema.json", path=()):
    """{("event", "kind"): "string", ...} of the event's schema."""
    node, file = resolved(node or {"$ref": "event.schema.json#"}, file)
    if "properties" in node:
        found = {}
        for name, each in node["properties"].items():
            found |= leaves(each, file, (*path, name))
        return found
    if node.get("type") == "array":
        return {path: kind(resolved(node["items"], file)[0])}
    return {path: kind(node)}


def splunk(name):
    parser = configparser.ConfigParser(interpolation=None, strict=True, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str
    parser.read_string(examples.adapted(f"splunk/{name}.conf", {}))
    return parser


@pytest.fixture(scope="module")
def fields():
    return leaves()


@pytest.fixture
def line(make_server):
    """One event as it stands in the log."""
    config = Config()
    config.known_entries = "AH00128|EW0101"
    config.errwatch("ErrWatchLimit resource_exhaustion 3/10m\nErrWatchEventLog logs/errwatch-events.log\n")
    server = make_server(config).start()
    client = server.client()
    client.miss(4)
    log = server.root / "logs/errwatch-events.log"
    wait_until(lambda: log.exists() and log.read_text().endswith("\n"))
    return log.read_text().splitlines()[0]


class TestElastic:
    def test_each_field_has_a_mapping(self, fields):
        template = json.loads(examples.adapted("elastic/index-template.json", {}))
        assert template["index_patterns"] == ["logs-errwatch.incident-*"] and template["data_stream"] == {}
        for path, expected in fields.items():
            node = template["template"]["mappings"]
            for name in path:
                assert name in node["properties"], f"no mapping for {'.'.join(path)}"
                node = node["properties"][name]
            assert node["type"] in INDEXED_AS[expected], f"{'.'.join(path)} is a {expected}, mapped as {node['type']}"

    def test_the_dashboard_is_whole(self, fields):
        objects = [json.loads(each) for each in examples.adapted("elastic/kibana-dashboard.ndjson", {}).splitlines()]
        known = {(each["type"], each["id"]) for each in objects}
        assert len(known) == len(objects)
        for each in objects:
            for reference in each["references"]:
                assert (reference["type"], reference["id"]) in known, reference
            attributes = each["attributes"]
            names = {reference["name"] for reference in each["references"]}
            if each["type"] == "visualization":
                for aggregation in json.loads(attributes["visState"])["aggs"]:
                    field = aggregation["params"].get("field")
                    assert field is None or tuple(field.split(".")) in fields or field == "@timestamp", field
            if each["type"] == "search":
                assert all(tuple(column.split(".")) in fields for column in attributes["columns"])
            if each["type"] == "dashboard":
                assert {panel["panelRefName"] for panel in json.loads(attributes["panelsJSON"])} == names
            else:
                source = json.loads(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"]) if each["type"] != "index-pattern" else {}
                assert {source["indexRefName"]} == names if source else not names
                for field in re.findall(r"([a-z_.]+):", source.get("query", {}).get("query", "")):
                    assert tuple(field.split(".")) in fields, field

    def test_words_that_they_ask_for_are_words_of_events(self):
        values = json.loads((schema.DIRECTORY / "values.schema.json").read_text())["$defs"]
        kinds, categories = json.dumps(values["kind"]), json.dumps(values["ecs_kind"])
        text = examples.adapted("elastic/kibana-dashboard.ndjson", {})
        asked = set(re.findall(r"\w+", " ".join(re.findall(r"event\.action: ([^\"\\]+)", text)))) - {"or"}
        assert asked and all(f'"{word}"' in kinds for word in asked)
        assert all(f'"{word}"' in categories for word in re.findall(r"event\.kind: (\w+)", text))


class TestSplunk:
    def test_fields_are_those_of_events(self, fields):
        stanza = splunk("props")["errwatch:incident"]
        named = {field for key, value in stanza.items() if key.startswith("EVAL-") for field in re.findall(r"'([^']+)'", value)}
        assert named
        for field in named:
            assert tuple(field.removesuffix("{}").split(".")) in fields, field
        # What the Common Information Model asks of Intrusion Detection.
        given = {key.removeprefix("EVAL-") for key in stanza if key.startswith("EVAL-")}
        assert {"action", "category", "dest", "dvc", "ids_type", "severity", "signature", "src", "vendor_product"} <= given

    def test_words_that_it_asks_for_are_words_of_events(self):
        values = json.loads((schema.DIRECTORY / "values.schema.json").read_text())["$defs"]
        asked = re.findall(r"\"(\w+)\"", re.search(r"in\('event.action',([^)]*)\)", splunk("props")["errwatch:incident"]["EVAL-action"])[1])
        assert asked and all(f'"{word}"' in json.dumps(values["kind"]) for word in asked)
        assert splunk("eventtypes").has_section("errwatch_attack") and splunk("tags").has_section("eventtype=errwatch_attack")

    def test_an_event_is_read_as_it_is_meant(self, line):
        stanza = splunk("props")["errwatch:incident"]
        start = re.search(stanza["TIME_PREFIX"], line).end()
        text = line[start:start + int(stanza["MAX_TIMESTAMP_LOOKAHEAD"])].partition('"')[0]
        assert datetime.datetime.strptime(text, stanza["TIME_FORMAT"].replace("%3N", "%f"))
        assert int(stanza["TRUNCATE"]) > 4096 and not re.search(stanza["LINE_BREAKER"], line)
        for prefix in ("", "<182>Nov 28 10:00:00 web1 apache2: ", "Nov 28 10:00:00 web1 apache2[1234]: "):
            bare = splunk("transforms")["errwatch_bare"]
            assert re.search(splunk("transforms")["errwatch_sourcetype"]["REGEX"], prefix + line)
            assert re.search(bare["REGEX"], prefix + line)[1] == line
        assert not re.search(splunk("transforms")["errwatch_bare"]["REGEX"], "Nov 28 10:00:00 web1 sshd[1]: {}")
