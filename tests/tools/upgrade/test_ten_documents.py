"""Ten ways in which the vendor's document may move on: each is told rightly, and the tree follows or waits."""

import json
from typing import TYPE_CHECKING, Any

import pytest

from scripts.renewal.contract import main as contract_main
from scripts.renewal.openapi.conventions import TO_BE_WRITTEN
from scripts.renewal.upgrade import CONTRACT, DONE, OVERLAY, TO_DECIDE, TO_WRITE

if TYPE_CHECKING:
    from tests.tools.upgrade.conftest import Tree


def schemas(document: dict[str, Any]) -> dict[str, Any]:
    """The schemas of a document."""
    found: dict[str, Any] = document["components"]["schemas"]
    return found


def told(tree: "Tree", document: dict[str, Any]) -> list[dict[str, Any]]:
    """What a dry run says of each change."""
    _, printed = tree.upgrade(document, "--dry-run", "--json")
    changes: list[dict[str, Any]] = json.loads(printed)["changes"]
    return changes


def refused_whole(tree: "Tree", document: dict[str, Any]) -> str:
    """What is said of a document that a person has to decide on, after which every byte is where it was."""
    before = tree.files()
    code, printed = tree.upgrade(document)
    assert code == TO_DECIDE
    assert tree.files() == before
    return printed


def test_the_document_as_it_is_leaves_nothing_to_do(tree: "Tree", document: dict[str, Any]) -> None:
    """What the tree agrees with changes nothing."""
    before = tree.files()
    code, printed = tree.upgrade(document)
    assert (code, tree.files()) == (DONE, before)
    assert "nothing to do" in printed


def test_a_new_optional_field_is_written_and_its_text_is_missed(
    tree: "Tree", document: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """The contract has the field, with a mark that the check of the contract refuses to release."""
    schemas(document)["Transfer"]["properties"]["purpose"] = {"type": "string", "maxLength": 35}
    code, printed = tree.upgrade(document)
    assert code == TO_WRITE
    assert "harmless  field added: new optional field Transfer.purpose in answers" in printed
    assert "facade: Transfers.list, Transfers.create, Transfers.get" in printed
    purpose = schemas(tree.contract())["Transfer"]["properties"]["purpose"]
    assert purpose == {"description": f"{TO_BE_WRITTEN}: Transfer.purpose.", "type": "string", "maxLength": 35}
    assert tree.follows(document)
    assert contract_main(["--contract", str(tree.root / CONTRACT), "--overlay", str(tree.root / OVERLAY)]) == 1
    assert "Transfer > properties > purpose > description: has still to be written" in capsys.readouterr().out


def test_a_new_enum_value_is_written_once_for_all_who_use_it(tree: "Tree", document: dict[str, Any]) -> None:
    """Theirs stands in three places, ours in one component."""
    for schema in (schemas(document)["Transfer"], schemas(document)["FeeCharge"]):
        schema["properties"]["state"]["enum"].append("HELD")
    document["components"]["parameters"]["TransactionState"]["schema"]["items"]["enum"].append("HELD")
    (change,) = told(tree, document)
    assert (change["words"], change["breaking"]) == ("TransactionState: new value HELD", False)
    assert set(change["operations"]) == {"transfersGet", "transferCreate", "transferGet", "chargeFee"}
    # Nothing is left to be written: the value needs no text of its own.
    assert tree.upgrade(document)[0] == DONE
    assert schemas(tree.contract())["TransactionState"]["enum"][-1] == "HELD"
    assert tree.follows(document)


def test_a_new_operation_is_written_with_its_components_and_names_what_is_missing(
    tree: "Tree", document: dict[str, Any]
) -> None:
    """What exists is referred to, what is new is named and described as missing, and the person's part is told."""
    reason = {"type": "string", "enum": ["FRAUD", "MISTAKE"]}
    conflict = {"type": "object", "properties": {"errorCode": {"type": "string", "enum": ["TRANSFER_TOO_OLD"]}}}
    document["paths"]["/transfers/{id}/cancel"] = {
        "post": {
            "operationId": "transferCancel",
            "security": [{"api_key": [], "auth_token": []}],
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[0-9]+$"}}
            ],
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {
                        "schema": {"type": "object", "required": ["reason"], "properties": {"reason": reason}}
                    }
                },
            },
            "responses": {
                "200": {"$ref": "#/components/responses/TransferFound"},
                "409": {"description": "-", "content": {"application/json": {"schema": conflict}}},
            },
        }
    }
    code, printed = tree.upgrade(document)
    assert code == TO_WRITE
    assert "new operation POST /transfers/{id}/cancel (transferCancel)" in printed
    for missing in ("a method of the facade", "a row for transferCancel in POLICIES", "a handler for transferCancel"):
        assert missing in printed
    contract = tree.contract()
    operation = contract["paths"]["/transfers/{id}/cancel"]["post"]
    assert operation["parameters"] == [{"$ref": "#/components/parameters/TransferId"}]
    assert operation["responses"]["200"] == {"$ref": "#/components/responses/TransferFound"}
    assert operation["responses"]["429"] == {"$ref": "#/components/responses/TooManyRequests"}
    assert schemas(contract)["TransferCancelConflictCode"]["enum"] == ["TRANSFER_TOO_OLD"]
    assert schemas(contract)["TransferCancelRequest"]["required"] == ["reason"]
    assert tree.follows(document)


def test_a_removed_operation_waits_for_a_person(tree: "Tree", document: dict[str, Any]) -> None:
    """The facade has a method for it, so nothing is taken out before somebody says so."""
    del document["paths"]["/fees/charge"]
    printed = refused_whole(tree, document)
    assert "BREAKING  operation removed: POST /fees/charge (chargeFee) is gone" in printed
    assert "facade: Fees.charge" in printed
    assert "accept it as operation-removed:chargeFee" in printed


def test_a_renamed_parameter_is_one_change_and_waits_for_a_person(tree: "Tree", document: dict[str, Any]) -> None:
    """One that went and an equal one that came are the same under another name."""
    document["components"]["parameters"]["Limit"]["name"] = "pageSize"
    printed = refused_whole(tree, document)
    assert "BREAKING  parameter renamed: the parameter limit of transfersGet is now called pageSize" in printed
    assert "differs in 1 change" in printed


def test_a_required_field_in_a_request_waits_for_a_person(tree: "Tree", document: dict[str, Any]) -> None:
    """Whoever calls today does not send it."""
    request = schemas(document)["TransferCreateRequest"]
    request["properties"]["purpose"] = {"type": "string"}
    request["required"].append("purpose")
    printed = refused_whole(tree, document)
    assert "BREAKING  field added: new required field TransferCreateRequest.purpose in requests" in printed
    assert "differs in 1 change" in printed


def test_a_changed_type_waits_for_a_person(tree: "Tree", document: dict[str, Any]) -> None:
    """Format and limits that come with the type are not told apart from it."""
    schemas(document)["Transfer"]["properties"]["creationTimestamp"] = {"type": "string", "pattern": "^[0-9]+$"}
    printed = refused_whole(tree, document)
    assert "type changed: the type of Transfer.creationTimestamp was integer (int64), is string" in printed
    assert "differs in 1 change" in printed


def test_a_new_error_code_is_written_down_without_asking(tree: "Tree", document: dict[str, Any]) -> None:
    """The contract gets it, and `ErrorCode` with it; whether it deserves a class is for a person."""
    schemas(document)["TransferCreateConflict"]["properties"]["errorCode"]["enum"].append("DAILY_LIMIT_REACHED")
    code, printed = tree.upgrade(document)
    assert code == TO_WRITE
    assert "error code added: TransferCreateConflictCode: new value DAILY_LIMIT_REACHED" in printed
    assert "whether callers branch on DAILY_LIMIT_REACHED" in printed
    assert "DAILY_LIMIT_REACHED" in schemas(tree.contract())["TransferCreateConflictCode"]["enum"]
    assert tree.follows(document)


def test_a_moved_path_is_one_change_and_waits_for_a_person(tree: "Tree", document: dict[str, Any]) -> None:
    """An operation of the same id elsewhere is not one that went and one that came."""
    document["paths"]["/v2/transfers/{id}"] = document["paths"].pop("/transfers/{id}")
    printed = refused_whole(tree, document)
    assert "operation moved: transferGet moved from GET /transfers/{id} to GET /v2/transfers/{id}" in printed
    assert "differs in 1 change" in printed


def test_a_new_media_type_is_written(tree: "Tree", document: dict[str, Any]) -> None:
    """Nobody asks for it yet, so it harms nobody."""
    document["components"]["responses"]["TransfersListed"]["content"]["text/csv"] = {"schema": {"type": "string"}}
    code, printed = tree.upgrade(document)
    assert code == TO_WRITE
    assert "harmless  media type added: TransfersListed: text/csv is a new media type" in printed
    content = tree.contract()["components"]["responses"]["TransfersListed"]["content"]
    assert content["text/csv"]["schema"]["type"] == "string"
    assert tree.follows(document)
