"""What is left to a person: told by name, carried out when accepted, and never half."""

import json
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from scripts.renewal.upgrade import DONE, REFUSED, TO_DECIDE, TO_WRITE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tools.upgrade.conftest import Tree


def _remove_operation(document: dict[str, Any]) -> None:
    del document["paths"]["/fees/charge"]


def _move_operation(document: dict[str, Any]) -> None:
    document["paths"]["/v2/transfers/{id}"] = document["paths"].pop("/transfers/{id}")


def _rename_parameter(document: dict[str, Any]) -> None:
    document["components"]["parameters"]["Limit"]["name"] = "pageSize"


def _remove_parameter(document: dict[str, Any]) -> None:
    document["paths"]["/transfers"]["get"]["parameters"].remove({"$ref": "#/components/parameters/Tag"})


def _require_parameter(document: dict[str, Any]) -> None:
    document["components"]["parameters"]["ProfileId"]["required"] = True


def _require_new_field(document: dict[str, Any]) -> None:
    request = document["components"]["schemas"]["TransferCreateRequest"]
    request["properties"]["purpose"] = {"type": "string"}
    request["required"].append("purpose")


def _require_known_field(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["TransferCreateRequest"]["required"].append("tag")


def _relax_field(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["FeeCharge"]["required"].remove("profileId")


def _remove_field(document: dict[str, Any]) -> None:
    transfer = document["components"]["schemas"]["Transfer"]
    del transfer["properties"]["profileId"]
    transfer["required"].remove("profileId")


def _rename_field(document: dict[str, Any]) -> None:
    properties = document["components"]["schemas"]["Transfer"]["properties"]
    properties["label"] = properties.pop("tag")


def _change_type(document: dict[str, Any]) -> None:
    properties = document["components"]["schemas"]["Transfer"]["properties"]
    properties["creationTimestamp"] = {"type": "object", "required": ["at"], "properties": {"at": {"type": "string"}}}


def _make_enum(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["FeeCharge"]["properties"]["feeType"] = {"type": "string", "enum": ["A", "B"]}


def _tighten_limit(document: dict[str, Any]) -> None:
    document["components"]["parameters"]["InstrumentId"]["schema"]["pattern"] = "^[0-9]{1,18}$"


def _remove_media_type(document: dict[str, Any]) -> None:
    answer = document["components"]["responses"]["TransfersListed"]
    answer["content"] = {"application/vnd.weavr+json": answer["content"]["application/json"]}


Bend: TypeAlias = "Callable[[dict[str, Any]], None]"

OF_OPERATIONS: dict[str, Bend] = {
    "operation-removed:chargeFee": _remove_operation,
    "operation-moved:transferGet": _move_operation,
    "parameter-renamed:transfersGet.limit": _rename_parameter,
    "parameter-removed:transfersGet.tag": _remove_parameter,
    "became-required:ProfileId": _require_parameter,
    "limit-changed:InstrumentId=pattern": _tighten_limit,
    "media-type-removed:TransfersListed=application/json": _remove_media_type,
}
OF_FIELDS: dict[str, Bend] = {
    "field-added:TransferCreateRequest.purpose": _require_new_field,
    "became-required:TransferCreateRequest.tag": _require_known_field,
    "became-optional:FeeCharge.profileId": _relax_field,
    "field-removed:Transfer.profileId": _remove_field,
    "field-renamed:Transfer.tag": _rename_field,
    "type-changed:Transfer.creationTimestamp": _change_type,
    "type-changed:FeeCharge.feeType": _make_enum,
}


@pytest.mark.parametrize("bends", [OF_OPERATIONS, OF_FIELDS])
def test_breaking_changes_that_are_accepted_are_carried_out(
    bends: dict[str, Bend], tree: "Tree", document: dict[str, Any]
) -> None:
    """Each is told under its name, and once all are accepted the contract agrees with the document."""
    for bend in bends.values():
        bend(document)
    _, printed = tree.upgrade(document, "--dry-run", "--json")
    told = {change["id"] for change in json.loads(printed)["changes"] if change["breaking"]}
    assert told == set(bends)
    code, printed = tree.upgrade(document, "--accept", *bends)
    assert code in {DONE, TO_WRITE}, printed
    assert "Written: openapi/backoffice.yaml" in printed
    assert tree.follows(document)


def test_one_decision_holds_everything_back(tree: "Tree", document: dict[str, Any]) -> None:
    """What is harmless in the same document is not written without the rest."""
    _remove_operation(document)
    document["components"]["schemas"]["Transfer"]["properties"]["purpose"] = {"type": "string"}
    before = tree.files()
    assert tree.upgrade(document)[0] == TO_DECIDE
    assert tree.files() == before


def test_an_operation_that_goes_takes_along_what_only_it_needed(tree: "Tree", document: dict[str, Any]) -> None:
    """No model is generated for what nobody sends or answers."""
    _remove_operation(document)
    tree.upgrade(document, "--accept", "operation-removed:chargeFee")
    schemas = tree.contract()["components"]["schemas"]
    assert not {"ChargeFeeRequest", "FeeCharge", "ChargeFeeConflict", "ChargeFeeConflictCode"} & set(schemas)
    assert "InstrumentId" in schemas


def test_two_parameters_that_could_be_the_renamed_one_are_told_one_by_one(
    tree: "Tree", document: dict[str, Any]
) -> None:
    """Which one it was is not for a tool to guess."""
    parameter = document["components"]["parameters"]["ProfileId"]
    parameter["name"] = "one"
    document["components"]["parameters"]["Other"] = {**parameter, "name": "other"}
    document["paths"]["/transfers"]["get"]["parameters"].append({"$ref": "#/components/parameters/Other"})
    _, printed = tree.upgrade(document, "--dry-run", "--json")
    changes = {change["id"]: change["breaking"] for change in json.loads(printed)["changes"]}
    assert changes == {
        "parameter-removed:transfersGet.profileId": True,
        "parameter-added:transfersGet.one": False,
        "parameter-added:transfersGet.other": False,
    }


def test_a_change_that_only_some_users_of_a_component_see_is_left_to_a_person(
    tree: "Tree", document: dict[str, Any]
) -> None:
    """Ours is one component, theirs became two: how to part it is a question of names."""
    schemas = document["components"]["schemas"]
    schemas["NewTransfer"] = json.loads(json.dumps(schemas["Transfer"]))
    schemas["NewTransfer"]["properties"]["purpose"] = {"type": "string"}
    answers = document["components"]["responses"]
    answers["NewTransfer"] = json.loads(json.dumps(answers["TransferFound"]))
    answers["NewTransfer"]["content"]["application/json"]["schema"] = {"$ref": "#/components/schemas/NewTransfer"}
    document["paths"]["/transfers"]["post"]["responses"]["200"] = {"$ref": "#/components/responses/NewTransfer"}
    before = tree.files()
    code, printed = tree.upgrade(document)
    assert (code, tree.files()) == (TO_DECIDE, before)
    assert "has to be written by hand" in printed
    assert "Transfer > property purpose" in printed


def test_other_servers_and_other_credentials_are_written_by_hand(tree: "Tree", document: dict[str, Any]) -> None:
    """Where calls go, and what they carry, is nothing that a tool changes."""
    document["servers"][0]["url"] = "https://sandbox.weavr.example/v2/backoffice"
    document["paths"]["/transfers"]["get"]["security"] = [{"api_key": []}]
    code, printed = tree.upgrade(
        document, "--accept", "servers-changed:servers", "security-changed:transfersGet=security"
    )
    assert code == TO_DECIDE
    assert printed.count("write it into the contract by hand") == 2


def test_an_action_of_the_overlay_that_changes_nothing_any_more_is_a_decision(
    tree: "Tree", document: dict[str, Any]
) -> None:
    """The vendor has repaired what it is about, so the deviation has to go, by a person."""
    document["components"]["headers"]["request-ref"]["required"] = False
    before = tree.files()
    code, printed = tree.upgrade(document)
    assert (code, tree.files()) == (TO_DECIDE, before)
    assert "$.components.headers['request-ref'] changes nothing" in printed


def test_accepting_what_is_not_there_is_refused(tree: "Tree", document: dict[str, Any]) -> None:
    """A slip of the pen accepts nothing."""
    code, printed = tree.upgrade(document, "--accept", "operation-removed:transferGet")
    assert code == REFUSED
    assert "there is no such change to accept" in printed


def test_a_dry_run_says_and_ends_as_the_real_run_and_writes_nothing(tree: "Tree", document: dict[str, Any]) -> None:
    """It is the real run up to the moment at which the tree would change."""
    document["components"]["schemas"]["Transfer"]["properties"]["purpose"] = {"type": "string"}
    before = tree.files()
    code, printed = tree.upgrade(document, "--dry-run")
    assert tree.files() == before
    assert "new optional field Transfer.purpose" in printed
    assert "Would be written: openapi/backoffice.yaml" in printed
    assert tree.upgrade(document) == (code, printed.replace("Would be written", "Written"))


def test_a_reference_that_is_taken_now_asks_for_another_policy(tree: "Tree", document: dict[str, Any]) -> None:
    """What a repeat may do is no question of form, so the row is named."""
    parameters = document["paths"]["/transfers/{id}"]["get"]["parameters"]
    parameters.append({"$ref": "#/components/parameters/IdempotencyRef"})
    code, printed = tree.upgrade(document)
    assert code == TO_WRITE
    assert "the rows of transferGet in POLICIES" in printed
    assert "whether Transfers.get should take idempotency-ref" in printed
    assert tree.follows(document)


def test_a_new_operation_uses_what_changes_in_the_same_document(tree: "Tree", document: dict[str, Any]) -> None:
    """A component that is about to change is still the one: no second of its kind is made."""
    document["components"]["schemas"]["Transfer"]["properties"]["purpose"] = {"type": "string"}
    document["paths"]["/transfers/{id}/copy"] = {
        "post": {
            "operationId": "transferCopy",
            "security": [{"api_key": [], "auth_token": []}],
            "parameters": document["paths"]["/transfers/{id}"]["get"]["parameters"],
            "responses": {"200": {"$ref": "#/components/responses/TransferFound"}},
        }
    }
    before = set(tree.contract()["components"]["schemas"])
    assert tree.upgrade(document)[0] == TO_WRITE
    contract = tree.contract()
    answers = contract["paths"]["/transfers/{id}/copy"]["post"]["responses"]
    assert answers["200"] == {"$ref": "#/components/responses/TransferFound"}
    assert set(contract["components"]["schemas"]) == before
    assert tree.follows(document)


def test_a_path_parameter_of_a_new_thing_is_not_the_id_of_another(tree: "Tree", document: dict[str, Any]) -> None:
    """All ids look alike; what they are of is told by the paths."""
    identifier = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[0-9]+$"}}
    document["paths"]["/orders/{id}"] = {
        "get": {
            "operationId": "orderGet",
            "security": [{"api_key": []}],
            "parameters": [identifier],
            "responses": {"404": {"$ref": "#/components/responses/NotFound"}},
        }
    }
    assert tree.upgrade(document)[0] == TO_WRITE
    contract = tree.contract()
    order = contract["paths"]["/orders/{id}"]["get"]
    assert order["parameters"] == [{"$ref": "#/components/parameters/OrderGetId"}]
    assert order["tags"] == ["orders"]
    assert "orders" in {tag["name"] for tag in contract["tags"]}
    assert tree.follows(document)


def test_a_document_without_operation_ids_is_known_by_its_paths(tree: "Tree", document: dict[str, Any]) -> None:
    """The ids are ours to keep: nothing of what is sent depends on them."""
    for path in document["paths"].values():
        for operation in path.values():
            del operation["operationId"]
    assert tree.upgrade(document)[0] == DONE


def _other_title(document: dict[str, Any]) -> None:
    document["info"]["title"] = "Weavr Multi API"
    document["servers"][0]["url"] = "https://sandbox.weavr.example/multi"


def _many_more_operations(document: dict[str, Any]) -> None:
    for number in range(30):
        answers = {"responses": {"204": {"description": "-"}}}
        document["paths"][f"/others/{number}"] = {"get": {"operationId": f"other{number}", **answers}}


def _few_operations(document: dict[str, Any]) -> None:
    document["paths"] = {"/transfers/{id}": document["paths"]["/transfers/{id}"]}


@pytest.mark.parametrize(
    ("bend", "why"),
    [
        (_other_title, "neither its title 'weavrmultiapi' nor its servers"),
        (_many_more_operations, "4 of its 34 operations are among our 4"),
        (_few_operations, "1 of its 1 operations are among our 4"),
    ],
)
def test_a_document_of_another_api_is_refused(bend: Bend, why: str, tree: "Tree", document: dict[str, Any]) -> None:
    """A sister API shares names and paths with this one."""
    bend(document)
    before = tree.files()
    code, printed = tree.upgrade(document)
    assert (code, tree.files()) == (REFUSED, before)
    assert "vendor.json is not a document of this API" in printed
    assert why in printed


@pytest.mark.parametrize("text", ["", "a: [", "- a", '{"a": 1, "a": 2}', "swagger: '2.0'", '{"openapi": "3.1.0"}'])
def test_what_is_no_document_is_refused_in_a_sentence(text: str, tree: "Tree") -> None:
    """No traceback, and nothing touched."""
    before = tree.files()
    code, printed = tree.upgrade(text)
    assert (code, tree.files()) == (REFUSED, before)
    assert "vendor.json" in printed
