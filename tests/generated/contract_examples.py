"""Values that fit the contract's schemas: one plain example each, and Hypothesis strategies for all that may come."""

from __future__ import annotations

import json
import re
from datetime import UTC
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from weavr_backoffice import contract_bytes

if TYPE_CHECKING:
    from weavr_backoffice.types import JSON, JSONObject

CONTRACT: dict[str, JSONObject] = json.loads(contract_bytes())
_MADE: dict[int, st.SearchStrategy[JSON]] = {}
METHODS = ("get", "put", "post", "delete", "patch")

SAMPLES = ("123", "MT", "GBP", "+356", "en", "ada@example.com")
INT64 = st.integers(min_value=-(2**63), max_value=2**63 - 1)
# orjson writes no lone surrogates; neither does a JSON document in UTF-8 hold any.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
# Names that no schema of the contract uses.
UNKNOWN_NAMES = st.sampled_from(["aNewField", "another-new-field"])
ANYTHING: st.SearchStrategy[JSON] = st.recursive(
    st.none() | st.booleans() | INT64 | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)


def resolve(node: JSON) -> JSONObject:
    """Follow a `$ref` within the contract, and give the object that stands there."""
    assert isinstance(node, dict)
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return node
    found: JSON = dict(CONTRACT)
    for step in reference.removeprefix("#/").split("/"):
        assert isinstance(found, dict)
        found = found[step]
    return resolve(found)


def fields(schema: JSONObject) -> tuple[dict[str, JSON], set[str]]:
    """Give an object schema's properties and the names of those required, `allOf` parts included."""
    properties: dict[str, JSON] = {}
    required: set[str] = set()
    parts = schema.get("allOf", [])
    assert isinstance(parts, list)
    for part in parts:
        more, needed = fields(resolve(part))
        properties |= more
        required |= needed
    own = schema.get("properties", {})
    names = schema.get("required", [])
    assert isinstance(own, dict)
    assert isinstance(names, list)
    return properties | own, required | {str(name) for name in names}


def is_object(schema: JSONObject) -> bool:
    """Tell whether a schema describes an object, and so has a model."""
    return schema.get("type") == "object" or "allOf" in schema


def schema_of(name: str) -> JSONObject:
    """Give the schema that the contract calls `name`."""
    return resolve({"$ref": f"#/components/schemas/{name}"})


def object_schemas() -> list[str]:
    """Name every schema that has a model of its own; a card of another mode is read as a plain `ManagedCard`."""
    return sorted(name for name in spoken_schemas() if is_object(schema_of(name)) and name != "OtherModeCard")


def spoken_schemas() -> set[str]:
    """Name every schema that a parameter, a body or a success is made of; those of refusals are never decoded."""
    found: set[str] = set()
    waiting: list[JSON] = []
    for item in CONTRACT["paths"].values():
        for method, operation in resolve(item).items():
            if method in METHODS:
                node = resolve(operation)
                answers = resolve(node["responses"])
                waiting += [node.get("parameters"), node.get("requestBody")]
                waiting += [answer for status, answer in answers.items() if status.startswith("2")]
    while waiting:
        node_or_list = waiting.pop()
        if isinstance(node_or_list, list):
            waiting += node_or_list
        elif isinstance(node_or_list, dict):
            reference = str(node_or_list.get("$ref", ""))
            if reference and reference not in found:
                found.add(reference)
                waiting.append(resolve(node_or_list))
            waiting += node_or_list.values()
    return {reference.rpartition("/")[2] for reference in found if "/schemas/" in reference}


def kinds(schema: JSONObject) -> list[JSON]:
    """Give the schemas that a schema leaves the choice between; one that may be null comes without null."""
    for keyword in ("oneOf", "anyOf"):
        if isinstance(schema.get(keyword), list):
            branches = schema[keyword]
            assert isinstance(branches, list)
            return [branch for branch in branches if resolve(branch).get("type") != "null"]
    if isinstance(schema.get("type"), list):
        types = schema["type"]
        assert isinstance(types, list)
        return [{**schema, "type": kind} for kind in types if kind != "null"]
    return []


def example(node: JSON) -> JSON:
    """Make one value of a schema, with every field that it names."""
    schema = resolve(node)
    if choice := kinds(schema):
        return example(choice[0])
    if "enum" in schema:
        values = schema["enum"]
        assert isinstance(values, list)
        return values[0]
    if is_object(schema):
        if isinstance(schema.get("additionalProperties"), dict):
            return {"a name": example(schema["additionalProperties"])}
        return {name: example(value) for name, value in fields(schema)[0].items()}
    if schema.get("type") == "array":
        return [example(schema["items"])]
    return scalar(schema)


def scalar(schema: JSONObject) -> JSON:
    """Make a string, a number or a boolean that keeps to the limits of its schema where one is known that does."""
    if schema.get("type") == "string":
        by_format = FORMATS.get(str(schema.get("format")))
        return by_format or next((text for text in SAMPLES if fits(schema, text)), SAMPLES[0])
    if schema.get("type") in ("integer", "number"):
        lowest = schema.get("minimum", 5)
        assert isinstance(lowest, (int, float))
        return max(5, lowest)
    return True


FORMATS = {
    "date-time": "2026-11-26T10:20:30+00:00",
    "date": "2026-11-26",
    "uuid": "6f2c1a0e-7d1c-4b43-9d0e-2f6c1d1f9a11",
}


def fits(schema: JSONObject, text: str) -> bool:
    """Tell whether a string keeps to the limits that its schema sets."""
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", 99)
    assert isinstance(shortest, int)
    assert isinstance(longest, int)
    if schema.get("format") == "email" and "@" not in text:
        return False
    return shortest <= len(text) <= longest and re.search(str(schema.get("pattern", "")), text) is not None


def values(node: JSON) -> st.SearchStrategy[JSON]:
    """Make all values that a schema may meet: unknown enum values, unknown fields and null for optional ones too.

    Each schema of the contract has one strategy, because putting them together costs more than drawing from them.
    """
    schema = resolve(node)
    if id(schema) not in _MADE:
        _MADE[id(schema)] = _values(schema)
    return _MADE[id(schema)]


def _values(schema: JSONObject) -> st.SearchStrategy[JSON]:
    if choice := kinds(schema):
        return st.one_of([values(kind) for kind in choice])
    if "enum" in schema:
        known = schema["enum"]
        assert isinstance(known, list)
        return st.sampled_from(known) | (TEXT if isinstance(known[0], str) else INT64)
    if is_object(schema):
        return st.deferred(lambda: objects(schema))
    if schema.get("type") == "array":
        return st.lists(values(schema["items"]), max_size=3)
    if "type" not in schema:
        return ANYTHING
    of_format: dict[str, st.SearchStrategy[JSON]] = {
        "date-time": st.datetimes(timezones=st.just(UTC)).map(lambda time: time.isoformat()),
        "date": st.dates().map(lambda day: day.isoformat()),
        "uuid": st.uuids().map(str),
    }
    of_type: dict[str, st.SearchStrategy[JSON]] = {
        "string": of_format.get(str(schema.get("format")), TEXT),
        "integer": INT64,
        "number": st.floats(allow_nan=False, allow_infinity=False) | INT64,
        "boolean": st.booleans(),
    }
    return of_type[str(schema["type"])]


def objects(schema: JSONObject) -> st.SearchStrategy[JSON]:
    """Make all objects that an object schema may meet."""
    if isinstance(schema.get("additionalProperties"), dict):
        return st.dictionaries(TEXT, values(schema["additionalProperties"]), max_size=3)
    properties, required = fields(schema)
    known = st.fixed_dictionaries(
        {name: values(value) for name, value in properties.items() if name in required},
        optional={name: st.none() | values(value) for name, value in properties.items() if name not in required},
    )
    unknown = st.dictionaries(UNKNOWN_NAMES, ANYTHING, max_size=2)
    return st.builds(lambda left, right: left | right, known, unknown)


def without_null_options(node: JSON, value: JSON) -> JSON:
    """Leave out what a model reads as absent: `null` for an optional field, at any depth."""
    schema = resolve(node)
    if choice := kinds(schema):
        # Names that a member of a union does not have stay as they are, so the member that fits changes the most.
        made = [without_null_options(kind, value) for kind in choice]
        return min(made, key=lambda item: len(json.dumps(item)))
    if isinstance(value, list) and "items" in schema:
        return [without_null_options(schema["items"], item) for item in value]
    if not isinstance(value, dict) or isinstance(schema.get("additionalProperties"), dict):
        return value
    properties, required = fields(schema)
    return {
        name: without_null_options(properties[name], item) if name in properties else item
        for name, item in value.items()
        if item is not None or name in required or name not in properties
    }
