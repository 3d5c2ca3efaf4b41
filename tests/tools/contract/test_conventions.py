"""The contract keeps its conventions, and a message says where one is broken."""

import copy
from pathlib import Path

import jsonpath_rfc9535
import pytest

from scripts.renewal.openapi.conventions import EVIDENCE, findings, overlay_findings
from scripts.renewal.openapi.document import Document, sequence
from scripts.renewal.openapi.overlay import Overlay


def told(root: dict[str, object]) -> list[str]:
    """What is found in a document."""
    return [str(finding) for finding in findings(Document(root))]


def test_our_contract_keeps_every_rule(contract: dict[str, object]) -> None:
    """It is valid OpenAPI 3.1, everything is described, and every object, enum and union has a name."""
    assert told(contract) == []


def test_our_contract_holds_the_whole_api(contract: dict[str, object]) -> None:
    """32 operations, in seven groups."""
    operations = list(Document(contract).operations())
    assert len(operations) == 32
    assert {str(operation.node["tags"]) for operation in operations} == {
        "['access_tokens']",
        "['fees']",
        "['managed_accounts']",
        "['managed_cards']",
        "['transfers']",
        "['users']",
        "['bulks']",
    }


def test_a_reference_is_taken_by_the_nine_operations_that_know_it(contract: dict[str, object]) -> None:
    """Sending an idempotency reference anywhere else would promise what the service does not keep."""
    reference = {"$ref": "#/components/parameters/IdempotencyRef"}
    operations = Document(contract).operations()
    takers = [item.node for item in operations if reference in sequence(item.node.get("parameters", []), item.key)]
    assert {node["operationId"] for node in takers} == {
        "chargeFee",
        "corporateChargeFee",
        "consumerChargeFee",
        "managedCardRenewalTypeUpdate",
        "managedCardSpendRulesUpdate",
        "transferCreate",
        "userCreate",
        "bulksManagedCardSpendRulesUpdate",
        "bulksTransferCreate",
    }


def test_the_small_document_of_these_tests_keeps_every_rule(ledger: dict[str, object]) -> None:
    """So what the next tests find is what they did to it."""
    assert told(ledger) == []


DESCRIBED = [
    "$.info",
    "$.servers[0]",
    "$.tags[0]",
    "$.paths['/books/{id}'].get",
    "$.paths['/books/{id}'].patch.requestBody",
    "$.components.securitySchemes.key",
    "$.components.parameters.BookId",
    "$.components.headers['request-ref']",
    "$.components.responses.BookFound",
    "$.components.schemas.Book",
    "$.components.schemas.Book.properties.title",
    "$.components.schemas.BookConflict.properties.errorCode",
]


@pytest.mark.parametrize("target", DESCRIBED)
@pytest.mark.parametrize("text", [None, "  "])
def test_whatever_lacks_a_description_is_told(ledger: dict[str, object], target: str, text: str | None) -> None:
    """Descriptions become the docstrings that users read, so a blank one will not do either."""
    node = jsonpath_rfc9535.find(target, ledger)[0].value
    assert isinstance(node, dict)
    node["description"] = text
    if text is None:
        del node["description"]
    assert any(finding.endswith("has no description") for finding in told(ledger))


def test_an_operation_without_a_summary_is_told(ledger: dict[str, object]) -> None:
    """The summary is the first line of the docstring."""
    operation = jsonpath_rfc9535.find("$.paths['/books/{id}'].get", ledger)[0].value
    assert isinstance(operation, dict)
    del operation["summary"]
    assert told(ledger) == ["GET /books/{id}: has no summary"]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "enum": ["A"]},
        {"type": "object"},
        {"type": "object", "properties": {"a": {"type": "string", "description": "A."}}},
        {"oneOf": [{"type": "string"}, {"type": "integer"}]},
        {"type": "array", "items": {"type": "string", "enum": ["A"]}},
    ],
)
@pytest.mark.parametrize(
    "target",
    [
        "$.components.schemas.Book.properties.title",
        "$.components.responses.BookFound.content['application/json'].schema",
        "$.paths['/books/{id}'].patch.requestBody.content['application/json'].schema",
    ],
)
def test_an_object_enum_or_union_without_a_name_is_told(
    ledger: dict[str, object], target: str, schema: dict[str, object]
) -> None:
    """The generator would make up a name of its own."""
    jsonpath_rfc9535.find(target, ledger)[0].value = {**copy.deepcopy(schema), "description": "A thing."}
    assert [finding.rpartition(": ")[2] for finding in told(ledger)] == [
        "an object, enum or union belongs in components.schemas, under a name"
    ]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("SyntaxError", "hides a name that Python has"),
        ("book", "does not read as the name of a class"),
        ("Book_Page", "does not read as the name of a class"),
        ("BookGetResponse200", "does not read as the name of a class"),
    ],
)
def test_a_name_that_does_not_read_as_a_class_is_told(ledger: dict[str, object], name: str, wrong: str) -> None:
    """The names of schemas become the names of classes."""
    schemas = jsonpath_rfc9535.find("$.components.schemas", ledger)[0].value
    assert isinstance(schemas, dict)
    schemas[name] = {"type": "string", "description": "A text."}
    assert told(ledger) == [f"schemas > {name}: {wrong}"]


@pytest.mark.parametrize("tags", [[], ["books", "others"], ["undeclared"]])
def test_an_operation_without_exactly_one_declared_tag_is_told(ledger: dict[str, object], tags: list[str]) -> None:
    """The tag becomes the module that the operation is generated into."""
    operation = jsonpath_rfc9535.find("$.paths['/books/{id}'].get", ledger)[0].value
    assert isinstance(operation, dict)
    operation["tags"] = tags
    assert told(ledger) == [f"GET /books/{{id}}: needs exactly one of the document's tags, and has {tags}"]


def test_a_required_property_after_an_optional_one_is_told(ledger: dict[str, object]) -> None:
    """The order of properties is the order of constructor arguments."""
    book = jsonpath_rfc9535.find("$.components.schemas.Book", ledger)[0].value
    assert isinstance(book, dict)
    book["required"] = ["pages"]
    assert told(ledger) == [
        "schemas > Book: its required properties should come first: they become the first arguments"
    ]


def test_a_parameter_described_in_two_ways_is_told(ledger: dict[str, object]) -> None:
    """The generator reads the schema's text, people read the parameter's."""
    schema = jsonpath_rfc9535.find("$.components.parameters.BookId.schema", ledger)[0].value
    assert isinstance(schema, dict)
    schema["description"] = "Something else."
    assert told(ledger) == [
        "parameters > BookId: is described in other words than its schema, which the generator reads"
    ]


def test_what_is_no_open_api_is_told(ledger: dict[str, object]) -> None:
    """The format itself comes first."""
    node = jsonpath_rfc9535.find("$.components.parameters.BookId", ledger)[0].value
    assert isinstance(node, dict)
    node["in"] = "nowhere"
    assert any("nowhere" in finding for finding in told(ledger))


def test_each_of_our_deviations_says_what_it_rests_on(openapi_folder: Path) -> None:
    """Observed, needed by the generator, or a repair; and why."""
    assert list(overlay_findings(Overlay.read(openapi_folder / "deviations.overlay.yaml"))) == []


@pytest.mark.parametrize("description", ["", "Because.", "Observed", "Observed: ", "Guessed: it is so."])
def test_a_deviation_without_a_reason_is_told(description: str) -> None:
    """A deviation that nobody can judge later is not taken."""
    action = {"target": "$.info", "description": description, "update": {}}
    overlay = Overlay.of({"overlay": "1.0.0", "info": {"title": "Ours", "version": "1"}, "actions": [action]})
    (finding,) = overlay_findings(overlay)
    assert all(kind in finding.wrong for kind in EVIDENCE)
