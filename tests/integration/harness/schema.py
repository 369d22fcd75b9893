"""docs/schema: what a document of errwatch must look like."""
import functools
import json

import jsonschema
import pytest

from . import paths

DIRECTORY = paths.REPOSITORY / "docs/schema"


def names():
    """Of all schemas but the one that others share."""
    return sorted(path.name.removesuffix(".schema.json") for path in DIRECTORY.glob("*.schema.json") if path.name != "values.schema.json")


@functools.lru_cache(maxsize=None)
def validator(name):
    files = {path.name: json.loads(path.read_text()) for path in DIRECTORY.glob("*.schema.json")}
    resolver = jsonschema.RefResolver(base_uri="", referrer={}, store=files)
    return jsonschema.Draft202012Validator(files[f"{name}.schema.json"], resolver=resolver)


def problems(name, document):
    return [f"{'/'.join(map(str, error.absolute_path)) or 'document'}: {error.message[:300]}" for error in validator(name).iter_errors(document)]


def check(name, document):
    """Returns the document; one that its schema does not allow fails the test."""
    found = problems(name, document)
    if found:
        pytest.fail(f"{name}.schema.json: " + "; ".join(found[:5]), pytrace=False)
    return document
