"""Bodies that fit the document of the webhooks: Hypothesis strategies for all that may come, known or not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.generated.contract_examples import ANYTHING, INT64, TEXT, UNKNOWN_NAMES
from weavr_backoffice import contract_bytes

if TYPE_CHECKING:
    from weavr_backoffice.types import JSON, JSONObject

DOCUMENT: JSONObject = json.loads(contract_bytes("webhooks"))
_MADE: dict[int, st.SearchStrategy[JSON]] = {}


def resolve(node: JSON) -> JSONObject:
    """Follow a `$ref` within the document, and give the object that stands there."""
    assert isinstance(node, dict)
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return node
    found: JSON = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        assert isinstance(found, dict)
        found = found[step]
    return resolve(found)


def payload_schemas() -> dict[str, JSON]:
    """Give the schema of each topic's payload, by the topic's path."""
    found: dict[str, JSON] = {}
    for path, item in resolve(DOCUMENT["webhooks"]).items():
        body = resolve(resolve(resolve(item)["post"])["requestBody"])
        found[path.strip("/")] = resolve(resolve(body["content"])["application/json"])["schema"]
    return found


def bodies(node: JSON) -> st.SearchStrategy[JSON]:
    """Make all values that a schema may meet: unknown enum values, unknown fields and null for optional ones too.

    Each schema of the document has one strategy, because putting them together costs more than drawing from them.
    """
    schema = resolve(node)
    if id(schema) not in _MADE:
        _MADE[id(schema)] = _bodies(schema)
    return _MADE[id(schema)]


def _bodies(schema: JSONObject) -> st.SearchStrategy[JSON]:
    for keyword in ("oneOf", "anyOf"):
        branches = schema.get(keyword)
        if isinstance(branches, list):
            return st.one_of([bodies(branch) for branch in branches])
    if isinstance(schema.get("discriminator"), dict):
        return st.deferred(lambda: _kinds(schema))
    if isinstance(schema.get("enum"), list):
        known = schema["enum"]
        assert isinstance(known, list)
        return st.sampled_from(known) | TEXT
    if schema.get("type") == "object" or "allOf" in schema:
        return st.deferred(lambda: _objects(schema, {}))
    if schema["type"] == "array":
        return st.lists(bodies(schema["items"]), max_size=2)
    return _scalars(schema)


def _scalars(schema: JSONObject) -> st.SearchStrategy[JSON]:
    if schema.get("format") == "date":
        return st.dates().map(lambda day: day.isoformat())
    kinds: dict[str, st.SearchStrategy[JSON]] = {"string": TEXT, "integer": INT64, "boolean": st.booleans()}
    return kinds[str(schema["type"])]


def _kinds(base: JSONObject) -> st.SearchStrategy[JSON]:
    """Make objects of each kind that a discriminator names, and of one that it does not."""
    discriminator = resolve(base["discriminator"])
    tag = str(discriminator["propertyName"])
    known = [
        _objects(resolve({"$ref": target}), {tag: value}) for value, target in resolve(discriminator["mapping"]).items()
    ]
    return st.one_of([*known, _objects(base, {tag: "A_KIND_OF_TOMORROW"})])


def _objects(schema: JSONObject, told: JSONObject) -> st.SearchStrategy[JSON]:
    if isinstance(schema.get("additionalProperties"), dict):
        return st.dictionaries(TEXT, bodies(schema["additionalProperties"]), max_size=2)
    properties, required = fields(schema)
    known = st.fixed_dictionaries(
        {name: bodies(value) for name, value in properties.items() if name in required},
        optional={name: st.none() | bodies(value) for name, value in properties.items() if name not in required},
    )
    unknown = st.dictionaries(UNKNOWN_NAMES, ANYTHING, max_size=1)
    return st.builds(lambda left, right: left | right | told, known, unknown)


def fields(schema: JSONObject) -> tuple[dict[str, JSON], set[str]]:
    """Give an object schema's properties and the names of those required, `allOf` parts included."""
    properties: dict[str, JSON] = {}
    required: set[str] = set()
    for part in _list(schema.get("allOf", [])):
        more, needed = fields(resolve(part))
        properties |= more
        required |= needed
    own = resolve(schema.get("properties", {}))
    return properties | own, required | {str(name) for name in _list(schema.get("required", []))}


def without_nulls(value: JSON) -> JSON:
    """Leave out what a model reads as absent: `null` in a known field. Values of unknown fields stay as they are."""
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: item if name in ("aNewField", "another-new-field") else without_nulls(item)
        for name, item in value.items()
        if item is not None or name in ("aNewField", "another-new-field")
    }


def _list(node: JSON) -> list[JSON]:
    assert isinstance(node, list)
    return node
