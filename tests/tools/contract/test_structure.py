"""Two documents have the same structure when they say the same, however they are written; else it is told where not."""

import copy
from collections.abc import Iterator, Mapping

import jsonpath_rfc9535
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.renewal.openapi.differences import Difference, Kind, differences
from scripts.renewal.openapi.document import Document, DocumentError
from scripts.renewal.openapi.structure import structure

Schema = dict[str, object]

WORDS = st.sampled_from(["amount", "currency", "id", "items", "state", "type"])


def scalars() -> st.SearchStrategy[Schema]:
    """Schemas of texts, numbers and enums."""
    texts = st.fixed_dictionaries(
        {"type": st.just("string")},
        optional={"maxLength": st.integers(1, 9), "pattern": st.sampled_from(["^[0-9]+$", "^[A-Z]*$"])},
    )
    numbers = st.fixed_dictionaries({"type": st.just("integer")}, optional={"minimum": st.integers(-9, 9)})
    enums = st.builds(lambda members: {"type": "string", "enum": sorted(members)}, st.sets(WORDS, min_size=1))
    return st.one_of(texts, numbers, enums)


def objects(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    """Schemas of objects whose properties are of the given kind."""

    def build(properties: dict[str, Schema], required: set[str]) -> Schema:
        listed = sorted(required & set(properties))
        return {"type": "object", "properties": properties, **({"required": listed} if listed else {})}

    return st.builds(build, st.dictionaries(WORDS, inner, max_size=4), st.sets(WORDS))


def arrays(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    """Schemas of lists of the given kind."""
    return inner.map(lambda items: {"type": "array", "items": items})


SCHEMAS = st.recursive(scalars(), lambda inner: st.one_of(objects(inner), arrays(inner)), max_leaves=8)


def around(schema: object, **schemas: object) -> Document:
    """A document with one operation, which answers with the schema."""
    answer = {"description": "An answer.", "content": {"application/json": {"schema": schema}}}
    return Document(
        {
            "openapi": "3.1.0",
            "paths": {"/thing": {"get": {"responses": {"200": answer}}}},
            "components": {"schemas": schemas},
        }
    )


def compare(before: object, after: object) -> list[Difference]:
    """Compare two schemas, each in a document of its own."""
    return differences(structure(around(before)), structure(around(after)))


def compare_documents(before: Mapping[str, object], after: Mapping[str, object]) -> list[Difference]:
    """Compare two documents as a whole."""
    return differences(structure(Document(before)), structure(Document(after)))


def reworded(node: object) -> object:
    """The same schema with other prose, and everything that has no order turned round."""
    if isinstance(node, dict):
        turned = {key: reworded(value) for key, value in reversed(node.items())}
        return {**turned, "description": "Other words."} if "type" in node and isinstance(node["type"], str) else turned
    return [reworded(item) for item in reversed(node)] if isinstance(node, list) else node


@given(SCHEMAS)
def test_a_schema_does_not_differ_from_itself(schema: Schema) -> None:
    """Comparing is reflexive."""
    assert compare(schema, copy.deepcopy(schema)) == []


@given(SCHEMAS)
def test_other_prose_and_another_order_are_no_difference(schema: Schema) -> None:
    """Descriptions, and the order of keys, required names and enum members, are wording."""
    assert compare(schema, reworded(schema)) == []


@given(SCHEMAS)
def test_naming_a_schema_as_a_component_is_no_difference(schema: Schema) -> None:
    """References are followed, one after the other too."""
    named = around({"$ref": "#/components/schemas/A"}, A={"$ref": "#/components/schemas/B"}, B=schema)
    assert differences(structure(around(schema)), structure(named)) == []


@given(objects(scalars()), st.sets(WORDS))
def test_splitting_an_object_by_all_of_is_no_difference(schema: Schema, apart: set[str]) -> None:
    """An object may be put together from several."""
    properties, required = schema["properties"], schema.get("required", [])
    assert isinstance(properties, dict)
    assert isinstance(required, list)
    split = {
        "allOf": [
            {"type": "object", "properties": {name: properties[name] for name in properties if name in apart}},
            {"required": [name for name in required if name in apart]},
            {"allOf": [{"properties": {name: properties[name] for name in properties if name not in apart}}]},
        ],
        "required": [name for name in required if name not in apart],
    }
    assert compare(schema, split) == []


@given(SCHEMAS, SCHEMAS)
def test_looking_from_the_other_side_turns_missing_into_extra(one: Schema, other: Schema) -> None:
    """What one document lacks the other has too much, at the same place with the same values."""
    turned = {Kind.MISSING: Kind.EXTRA, Kind.EXTRA: Kind.MISSING, Kind.CHANGED: Kind.CHANGED}
    there = {(found.kind, found.location, found.before, found.after) for found in compare(one, other)}
    back = {(turned[found.kind], found.location, found.after, found.before) for found in compare(other, one)}
    assert there == back


@given(objects(scalars()).filter(lambda schema: bool(schema["properties"])), st.data())
def test_a_property_taken_away_is_named(schema: Schema, data: st.DataObject) -> None:
    """Exactly the property is told, and where it was required that it no longer is."""
    shorter = copy.deepcopy(schema)
    properties = shorter["properties"]
    assert isinstance(properties, dict)
    name = data.draw(st.sampled_from(sorted(properties)))
    del properties[name]
    found = [difference for difference in compare(schema, shorter) if difference.location[-1] != "required"]
    assert [(difference.kind, difference.location[-1]) for difference in found] == [(Kind.MISSING, f"property {name}")]


def test_the_strictest_of_several_limits_counts() -> None:
    """Schemas that must hold together leave what all of them allow."""
    together = {
        "allOf": [
            {"type": "number", "minimum": 1, "maximum": 9},
            {"type": "integer", "minimum": 3, "maximum": 12},
            {"enum": [3, 4, 5]},
            {"enum": [4, 5, 6]},
        ]
    }
    assert compare(together, {"type": "integer", "minimum": 3, "maximum": 9, "enum": [4, 5]}) == []


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ({"const": "A"}, {"enum": ["A"]}),
        ({"type": ["string"]}, {"type": "string"}),
        ({"type": "array", "items": {}}, {"type": "array"}),
        ({"type": "object", "additionalProperties": True}, {"type": "object"}),
        ({"type": "object", "required": []}, {"type": "object"}),
        ({"oneOf": [{"type": "string"}]}, {"type": "string"}),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, {"anyOf": [{"type": "null"}, {"type": "string"}]}),
        ({"minimum": 1}, {"minimum": 1.0}),
        ({"type": "string", "deprecated": False}, {"type": "string"}),
        ({"x-note": 1}, {}),
    ],
)
def test_two_ways_of_writing_the_same_are_no_difference(written: Schema, otherwise: Schema) -> None:
    """Shorthand and longhand come out alike."""
    assert compare(written, otherwise) == []


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ({"enum": [1]}, {"enum": ["1"]}),
        ({"default": True}, {"default": 1}),
        ({"type": "string"}, {}),
        ({"type": "string", "pattern": "^a$"}, {"type": "string", "pattern": "^b$"}),
        ({"type": "array", "items": False}, {"type": "array"}),
        ({"type": "object", "additionalProperties": False}, {"type": "object"}),
        ({"type": "array", "uniqueItems": True}, {"type": "array"}),
        ({"oneOf": [{"type": "string"}, {"type": "null"}]}, {"anyOf": [{"type": "string"}, {"type": "null"}]}),
        ({"oneOf": [{"type": "string"}, {"type": "null"}]}, {"oneOf": [{"type": "string"}, {"type": "integer"}]}),
        ({"not": {"enum": ["A"]}}, {"not": {"enum": ["B"]}}),
        ({"not": {}}, {}),
        ({"allOf": [{"type": ["integer", "number"]}, {"type": "string"}]}, {"type": "integer"}),
        (
            {"allOf": [{"oneOf": [{"const": 1}, {"const": 2}]}, {"oneOf": [{"const": 2}, {"const": 3}]}]},
            {"oneOf": [{"const": 1}, {"const": 2}, {"const": 2}, {"const": 3}]},
        ),
        ({"properties": {"a": {}}}, {}),
        ({"type": "string", "deprecated": True}, {"type": "string"}),
    ],
)
def test_what_allows_other_values_is_a_difference(written: Schema, otherwise: Schema) -> None:
    """Whatever a validator would decide otherwise is told, from both sides."""
    assert compare(written, otherwise) != []
    assert compare(otherwise, written) != []


def test_a_schema_that_contains_itself_is_compared_to_the_end() -> None:
    """A tree of any depth is no endless loop, and a change deep in it is found."""
    tree: Schema = {
        "type": "object",
        "properties": {"leaf": {"type": "string"}, "next": {"$ref": "#/components/schemas/T"}},
    }
    other = copy.deepcopy(tree)
    other["properties"] = {"leaf": {"type": "integer"}, "next": {"$ref": "#/components/schemas/T"}}
    before = structure(around({"$ref": "#/components/schemas/T"}, T=tree))
    assert differences(before, structure(around({"$ref": "#/components/schemas/T"}, T=copy.deepcopy(tree)))) == []
    (found,) = differences(before, structure(around({"$ref": "#/components/schemas/T"}, T=other)))
    assert (found.component, found.location, found.before, found.after) == (
        "schemas.T",
        ("property leaf", "type"),
        "string",
        "integer",
    )


def test_a_base_whose_discriminator_names_its_own_descendants_is_compared_to_the_end() -> None:
    """The base leads to the descendants, and each of them back to the base."""
    base: Schema = {
        "type": "object",
        "properties": {"mode": {"type": "string"}},
        "discriminator": {"propertyName": "mode", "mapping": {"A": "#/components/schemas/A", "B": "B"}},
    }
    to_base = {"$ref": "#/components/schemas/Base"}
    one = {"allOf": [to_base, {"properties": {"one": {"type": "string"}}}]}
    other = {"allOf": [to_base, {"properties": {"other": {"type": "string"}}}]}
    before = structure(around(to_base, Base=base, A=one, B=other))
    assert differences(before, structure(around(to_base, Base=copy.deepcopy(base), A=one, B=other))) == []
    assert differences(before, structure(around(to_base, Base=base, A=other, B=one))) != []


def bent() -> Iterator[tuple[str, str, object, str]]:
    """One change of the small document each: where, to what, and what is then said."""
    patch = "$.paths['/books/{id}'].patch"
    schemas = "$.components.schemas"
    yield "$.servers[0].url", "", "https://other.example", "servers"
    yield patch, "deprecated", True, "deprecated: false became true"
    yield patch, "security", [{"key": []}], "http bearer"
    yield f"{patch}.requestBody", "required", False, "request body > required: true became false"
    yield f"{patch}.requestBody.content", "text/csv", {}, "request body > text/csv"
    yield f"{patch}.responses", "404", {"description": "None."}, "response 404"
    yield "$.components.responses.BookFound", "headers", {}, "responses > BookFound > header request-ref"
    yield "$.components.parameters.BookId", "name", "book", "path parameter book"
    yield "$.components.parameters.BookId.schema", "pattern", "^[a-z]+$", "^[0-9]+$ became ^[a-z]+$"
    yield f"{schemas}.Book", "required", ["title", "pages"], "schemas > Book > required: pages"
    yield (
        f"{schemas}.Book.properties.title",
        "maxLength",
        60,
        "schemas > Book > property title > maxLength: 50 became 60",
    )
    yield f"{schemas}.Page.properties", "text", {"type": "string"}, "schemas > Page > property text"
    yield f"{schemas}.BookConflictCode", "enum", ["CLOSED"], 'schemas > BookConflictCode > enum: "LENT"'


@pytest.mark.parametrize(("target", "key", "value", "said"), list(bent()))
def test_each_kind_of_change_is_told_with_its_place(
    ledger: dict[str, object], target: str, key: str, value: object, said: str
) -> None:
    """Operations, security, parameters, bodies, answers, headers and schemas are all compared."""
    changed = copy.deepcopy(ledger)
    node = jsonpath_rfc9535.find(target, changed)[0]
    if key:
        assert isinstance(node.value, dict)
        node.value[key] = value
    else:
        node.value = value
    assert said in "\n".join(str(found) for found in compare_documents(ledger, changed))


def test_a_change_in_a_shared_component_is_told_once_with_all_its_operations(ledger: dict[str, object]) -> None:
    """The line names the component to look at, and what it touches."""
    changed = copy.deepcopy(ledger)
    jsonpath_rfc9535.find("$.components.schemas.Page.properties.number", changed)[0].value = {"type": "string"}
    found = [item for item in compare_documents(ledger, changed) if item.location[-1] == "type"]
    assert [(item.component, item.location, item.operations) for item in found] == [
        ("schemas.Page", ("property number", "type"), ("GET /books/{id}", "PATCH /books/{id}"))
    ]
    assert str(found[0]) == (
        "changed  schemas > Page > property number > type: integer became string  (GET /books/{id}, PATCH /books/{id})"
    )


def test_an_operation_that_one_side_lacks_is_told_as_a_whole(ledger: dict[str, object]) -> None:
    """Nothing is said about the parts of what is not there."""
    changed = copy.deepcopy(ledger)
    jsonpath_rfc9535.find("$.paths['/books/{id}']", changed)[0].value = {}
    assert [str(found).split() for found in compare_documents(ledger, changed)] == [
        ["missing", "GET", "/books/{id}"],
        ["missing", "PATCH", "/books/{id}"],
    ]


def test_the_name_of_a_security_scheme_is_wording(ledger: dict[str, object]) -> None:
    """Security is compared by what a scheme is."""
    changed = copy.deepcopy(ledger)
    schemes = jsonpath_rfc9535.find("$.components.securitySchemes", changed)[0].value
    assert isinstance(schemes, dict)
    schemes["token"] = schemes.pop("bearer")
    for node in jsonpath_rfc9535.find("$.paths[*][*].security", changed):
        node.value = [{"token": [], "key": []}]
    assert compare_documents(ledger, changed) == []


@pytest.mark.parametrize("pointer", ["#/components/schemas/None", "other.yaml#/A", "#/components/schemas/A"])
def test_a_reference_that_leads_nowhere_is_refused(pointer: str) -> None:
    """A broken document is no document without differences."""
    document = around({"$ref": pointer}, A={"$ref": "#/components/schemas/gone"})
    with pytest.raises(DocumentError, match=r"\$ref"):
        structure(document)


def test_a_document_of_another_version_is_refused() -> None:
    """Before 3.1 the same words mean other things."""
    with pytest.raises(DocumentError, match=r"3\.1"):
        Document({"openapi": "3.0.3"})
