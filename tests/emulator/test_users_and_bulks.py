"""Users, and bulks that really run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

ADA = {"email": "grace@acme.example", "name": "Grace", "surname": "Hopper"}


def items(*amounts: int) -> list[dict[str, Any]]:
    """A bulk of transfers from the operating account to the payroll account."""
    return [
        {
            "pathParams": {},
            "requestBody": {
                "profileId": "7",
                "source": {"type": "managed_accounts", "id": "220"},
                "destination": {"type": "managed_accounts", "id": "221"},
                "destinationAmount": {"currency": "GBP", "amount": amount},
            },
        }
        for amount in amounts
    ]


async def submit(api: Api, *amounts: int, reference: str | None = None) -> str:
    """Submit a bulk, and give its id."""
    answer = await api("bulksTransferCreate", body=items(*amounts), reference=reference)
    assert answer.status_code == 201, answer.text
    assert answer.json()["operationCount"] == len(amounts)
    bulk_id: str = answer.json()["bulkId"]
    return bulk_id


async def statuses(api: Api, bulk_id: str) -> list[str]:
    """Give the statuses of a bulk's operations, in sequence."""
    listed = await api.read("bulkIdOperations", bulk_id=bulk_id, query={"limit": 100})
    return [row["status"] for row in listed["operations"]]


@pytest.mark.asyncio
async def test_a_user_is_created_invited_and_let_go(api: Api) -> None:
    """Invites are counted, until one is accepted."""
    user = (await api("userCreate", body=ADA, reference="grace")).json()
    assert user["active"] is True
    assert (await api("userCreate", body=ADA, reference="grace")).json() == user
    assert (await api("userCreate", body=ADA, reference="other")).json() == {"errorCode": "EMAIL_NOT_UNIQUE"}
    for _ in range(2):
        assert (await api("userInviteSend", user_id=user["id"])).status_code == 204
    record = api.emulator.world.users[user["id"]]
    assert record.invites_sent == 2
    record.invite_accepted = True
    assert (await api("userInviteSend", user_id=user["id"])).json() == {"errorCode": "INVITE_ALREADY_CONSUMED"}
    assert (await api("userDeactivate", user_id=user["id"])).status_code == 204
    assert record.active is False


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("feature", "operation", "arguments"),
    [
        ("users", "userCreate", {"body": ADA}),
        ("renewal", "managedCardRenewalTypeUpdate", {"id": "331", "body": {"renewalType": "RENEW"}}),
        ("bulks", "bulks", {}),
    ],
)
async def test_what_is_not_enabled_is_forbidden(
    api: Api, feature: str, operation: str, arguments: dict[str, Any]
) -> None:
    """403 INSUFFICIENT_PERMISSIONS."""
    api.emulator.world.features.discard(feature)
    answer = await api(operation, **arguments)
    assert (answer.status_code, answer.json()) == (403, {"errorCode": "INSUFFICIENT_PERMISSIONS"})


@pytest.mark.asyncio
async def test_a_bulk_runs_its_items_in_sequence_on_the_clock(api: Api) -> None:
    """One each millisecond, each a transfer of its own."""
    bulk_id = await submit(api, 1, 2, 3)
    assert (await api.read("bulkId", bulk_id=bulk_id))["status"] == "SUBMITTED"
    assert (await api("bulkIdExecute", bulk_id=bulk_id, body={"mode": "ON_FAILURE_STOP"})).status_code == 204
    assert await statuses(api, bulk_id) == ["RUNNING", "SUBMITTED", "SUBMITTED"]
    api.emulator.advance(ms=2)
    assert await statuses(api, bulk_id) == ["COMPLETED", "COMPLETED", "RUNNING"]
    api.emulator.advance(ms=1)
    done = await api.read("bulkId", bulk_id=bulk_id)
    assert done["status"] == "COMPLETED"
    assert done["executionFinish"] - done["executionStart"] == 3
    assert done["operationStatusCounts"] == [{"status": "COMPLETED", "count": 3}]
    assert api.emulator.world.balance("221") == 20_006


@pytest.mark.asyncio
async def test_payloads_are_texts_that_tell_what_was_asked_and_answered(api: Api) -> None:
    """The request as submitted, the answer as the single call would give it."""
    bulk_id = await submit(api, 5, 900_000)
    await api("bulkIdExecute", bulk_id=bulk_id, body={"mode": "ON_FAILURE_CONTINUE"})
    api.emulator.advance(1)
    done, failed = (await api.read("bulkIdOperations", bulk_id=bulk_id))["operations"]
    assert json.loads(done["requestPayload"]) == items(5)[0]["requestBody"]
    assert json.loads(done["responsePayload"])["state"] == "COMPLETED"
    assert json.loads(failed["responsePayload"]) == {"errorCode": "FUNDS_INSUFFICIENT"}
    assert (await api.read("bulkId", bulk_id=bulk_id))["status"] == "PARTIALLY_COMPLETED"


@pytest.mark.asyncio
async def test_on_failure_stop_cancels_the_rest(api: Api) -> None:
    """The first failure ends it; nothing after it moves."""
    bulk_id = await submit(api, 900_000, 1, 2)
    await api("bulkIdExecute", bulk_id=bulk_id, body={"mode": "ON_FAILURE_STOP"})
    api.emulator.advance(1)
    assert await statuses(api, bulk_id) == ["FAILED", "CANCELLED", "CANCELLED"]
    assert (await api.read("bulkId", bulk_id=bulk_id))["status"] == "FAILED"
    assert api.emulator.world.balance("221") == 20_000


@pytest.mark.asyncio
async def test_a_paused_bulk_stands_still_and_goes_on(api: Api) -> None:
    """Pause holds it before its next item; each call fits its state only."""
    bulk_id = await submit(api, 1, 2, 3)
    assert (await api("bulkIdPause", bulk_id=bulk_id)).json() == {"errorCode": "INVALID_STATE"}
    await api("bulkIdExecute", bulk_id=bulk_id, body={})
    assert (await api("bulkIdExecute", bulk_id=bulk_id, body={})).json() == {"errorCode": "INVALID_STATE"}
    api.emulator.advance(ms=1)
    assert (await api("bulkIdPause", bulk_id=bulk_id)).status_code == 204
    api.emulator.advance(60)
    assert await statuses(api, bulk_id) == ["COMPLETED", "SUBMITTED", "SUBMITTED"]
    assert (await api("bulkIdResume", bulk_id=bulk_id)).status_code == 204
    api.emulator.advance(60)
    assert await statuses(api, bulk_id) == ["COMPLETED"] * 3


@pytest.mark.asyncio
async def test_a_cancelled_bulk_keeps_what_it_did(api: Api) -> None:
    """And does no more."""
    bulk_id = await submit(api, 1, 2, 3)
    await api("bulkIdExecute", bulk_id=bulk_id, body={})
    api.emulator.advance(ms=1)
    assert (await api("bulkIdCancel", bulk_id=bulk_id)).status_code == 204
    api.emulator.advance(60)
    assert await statuses(api, bulk_id) == ["COMPLETED", "CANCELLED", "CANCELLED"]
    assert (await api("bulkIdCancel", bulk_id=bulk_id)).json() == {"errorCode": "INVALID_STATE"}
    assert api.emulator.world.balance("221") == 20_001


@pytest.mark.asyncio
async def test_a_bulk_of_spend_rules_changes_the_cards(api: Api) -> None:
    """The literal path `_id_`, and the card in each item; a missing card fails its item alone."""
    api.emulator.world.cards["331"].spend_rules = {"allowAtm": True}
    body = [
        {"pathParams": {"_id_": "331"}, "requestBody": {"allowAtm": False}},
        {"pathParams": {"_id_": "999"}, "requestBody": {"allowAtm": False}},
        {"requestBody": {"allowAtm": False}},
        {"pathParams": {"_id_": "331"}},
    ]
    answer = await api("bulksManagedCardSpendRulesUpdate", body=body)
    bulk_id = answer.json()["bulkId"]
    await api("bulkIdExecute", bulk_id=bulk_id, body={"mode": "ON_FAILURE_CONTINUE"})
    api.emulator.advance(1)
    assert await statuses(api, bulk_id) == ["COMPLETED", "FAILED", "FAILED", "FAILED"]
    assert (await api.read("managedCardSpendRulesGet", id="331"))["cardLevelSpendRules"] == {"allowAtm": False}


@pytest.mark.asyncio
async def test_a_submission_is_protected_by_its_reference(api: Api) -> None:
    """Twice submitted is one bulk; lists filter by status and sequence."""
    first, second = await submit(api, 1, 2, reference="run"), await submit(api, 1, 2, reference="run")
    assert first == second
    assert (await api.read("bulks"))["count"] == 1
    assert (await api.read("bulks", query={"status": "RUNNING"}))["count"] == 0
    [row] = (await api.read("bulkIdOperations", bulk_id=first, query={"sequence": 2}))["operations"]
    assert row["sequence"] == 2


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "code",
    [
        pytest.param("TOO_MANY_REQUESTS", marks=pytest.mark.switches(bulks_running_at_most=1)),
        pytest.param("DUPLICATE_OPERATION_TYPE", marks=pytest.mark.switches(bulk_one_per_operation=True)),
    ],
)
async def test_how_many_bulks_run_at_once_is_a_switch(api: Api, code: str) -> None:
    """The second is refused while the first runs, and may start afterwards."""
    first, second = await submit(api, 1), await submit(api, 2)
    assert (await api("bulkIdExecute", bulk_id=first, body={})).status_code == 204
    assert (await api("bulkIdExecute", bulk_id=second, body={})).json() == {"errorCode": code}
    api.emulator.advance(1)
    assert (await api("bulkIdExecute", bulk_id=second, body={})).status_code == 204


@pytest.mark.asyncio
@pytest.mark.switches(bulk_default_mode="ON_FAILURE_CONTINUE", bulk_first_sequence=0, default_page_size=2)
async def test_a_bulks_defaults_are_switches(api: Api) -> None:
    """The mode when none is named, where sequence begins, how many rows a page has."""
    bulk_id = await submit(api, 900_000, 1, 2)
    await api("bulkIdExecute", bulk_id=bulk_id, body={})
    api.emulator.advance(1)
    assert await statuses(api, bulk_id) == ["FAILED", "COMPLETED", "COMPLETED"]
    page = await api.read("bulkIdOperations", bulk_id=bulk_id)
    assert [row["sequence"] for row in page["operations"]] == [0, 1]
    assert page["count"] == 3
