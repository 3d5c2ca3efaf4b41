"""Idempotency references: one effect for each, however often it is sent."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from weavr_async.emulator import Fault, Profile

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

DAY = 86_400


@pytest.mark.asyncio
async def test_a_repeat_gives_the_first_answer_byte_for_byte(api: Api) -> None:
    """Same id, same timestamp, though time has passed; one transfer."""
    first = await api.transfer(reference="payout-1")
    api.emulator.advance(60)
    second = await api.transfer(reference="payout-1")
    assert second.content == first.content
    assert second.headers["request-ref"] != first.headers["request-ref"]
    assert api.emulator.world.times_acted("payout-1") == 1
    assert len(api.emulator.world.transfers_by_reference("payout-1")) == 1
    assert [row.replayed for row in api.emulator.requests] == [False, True]


@pytest.mark.asyncio
async def test_the_order_of_fields_is_no_other_payload(api: Api) -> None:
    """Payloads are compared as JSON."""
    body = (await api.transfer(reference="payout-1")).request.content
    answer = await api.client.post(
        "/transfers",
        content=b"{ " + body.removeprefix(b"{"),
        headers={**api.headers(), "idempotency-ref": "payout-1", "content-type": "application/json"},
    )
    assert answer.status_code == 200
    assert api.emulator.world.times_acted("payout-1") == 1


@pytest.mark.asyncio
async def test_another_payload_under_the_same_reference_is_told_apart_by_profile(api: Api) -> None:
    """Observed: 400 INVALID_REQUEST, and nothing moves. Documented: it is another request."""
    await api.transfer(1_000, reference="payout-1")
    answer = await api.transfer(2_000, reference="payout-1")
    if api.emulator.profile is Profile.DOCUMENTED:
        assert answer.status_code == 200
        assert api.emulator.world.balance("220") == 497_000
    else:
        assert answer.status_code == 400
        assert [row["error"] for row in answer.json()["validationErrors"]] == ["INVALID_REQUEST"]
        assert api.emulator.world.balance("220") == 499_000


@pytest.mark.asyncio
async def test_a_reference_counts_within_its_operation(api: Api) -> None:
    """A fee and a transfer may share one."""
    await api.transfer(reference="one")
    fee = await api(
        "chargeFee",
        body={"feeType": "MONTHLY_FEE", "source": {"type": "managed_accounts", "id": "220"}},
        reference="one",
    )
    assert fee.status_code == 200
    assert api.emulator.world.times_acted("one") == 2


@pytest.mark.asyncio
async def test_a_reference_is_forgotten_after_a_day(api: Api) -> None:
    """Then it makes a second transfer."""
    await api.transfer(reference="payout-1")
    api.emulator.advance(DAY - 1)
    await api.transfer(reference="payout-1")
    assert api.emulator.world.times_acted("payout-1") == 1
    api.emulator.advance(1)
    await api.transfer(reference="payout-1")
    assert api.emulator.world.times_acted("payout-1") == 2


@pytest.mark.asyncio
async def test_a_refusal_is_judged_anew_by_default(api: Api) -> None:
    """Once there is money, the same reference succeeds."""
    assert (await api.transfer(600_000, reference="payout-1")).status_code == 409
    api.emulator.world.deposit("220", 100_000)
    assert (await api.transfer(600_000, reference="payout-1")).status_code == 200


@pytest.mark.asyncio
@pytest.mark.switches(failures_stored=True)
async def test_a_stored_refusal_is_given_again(api: Api) -> None:
    """By the switch, even when there is money by now."""
    assert (await api.transfer(600_000, reference="payout-1")).status_code == 409
    api.emulator.world.deposit("220", 100_000)
    assert (await api.transfer(600_000, reference="payout-1")).json() == {"errorCode": "FUNDS_INSUFFICIENT"}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("refused", "marked"),
    [
        pytest.param(
            False, "identity", marks=pytest.mark.switches(reference_scope="identity", reference_other_payload="refuse")
        ),
        pytest.param(
            True, "api_key", marks=pytest.mark.switches(reference_scope="api_key", reference_other_payload="refuse")
        ),
    ],
)
async def test_whose_a_reference_is_is_a_switch(api: Api, refused: bool, marked: str) -> None:
    """Two identities with one reference: two transfers, or a refusal of the second."""
    await api.transfer(reference="shared")
    body = {
        "profileId": "7",
        "source": {"type": "managed_accounts", "id": "223"},
        "destination": {"type": "managed_cards", "id": "333"},
        "destinationAmount": {"currency": "GBP", "amount": 5},
    }
    answer = await api("transferCreate", body=body, reference="shared", identity=("CONSUMER", "209876"))
    assert (answer.status_code == 400) is refused


@pytest.mark.asyncio
async def test_while_the_first_runs_the_second_is_told_so(api: Api) -> None:
    """409 IDEMPOTENT_REQUEST_IN_PROGRESS, which the contract does not list."""
    api.emulator.faults.inject(Fault.delay(0.05))
    first = asyncio.create_task(api.transfer(reference="payout-1"))
    await asyncio.sleep(0.01)
    answer = await api.client.post("/transfers", json=transfer(), headers=api.headers("payout-1"))
    assert (answer.status_code, answer.json()) == (409, {"errorCode": "IDEMPOTENT_REQUEST_IN_PROGRESS"})
    assert (await first).status_code == 200


@pytest.mark.asyncio
@pytest.mark.switches(reference_in_progress="wait")
async def test_while_the_first_runs_the_second_may_wait(api: Api) -> None:
    """By the switch: both get the one answer."""
    api.emulator.faults.inject(Fault.delay(0.02))
    first, second = await asyncio.gather(api.transfer(reference="payout-1"), api.transfer(reference="payout-1"))
    assert first.content == second.content
    assert api.emulator.world.times_acted("payout-1") == 1


@pytest.mark.asyncio
async def test_a_cancelled_caller_leaves_no_claim_behind(api: Api) -> None:
    """The reference can be used again at once."""
    api.emulator.faults.inject(Fault.delay(10))
    first = asyncio.create_task(api.transfer(reference="payout-1"))
    await asyncio.sleep(0.01)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert (await api.transfer(reference="payout-1")).status_code == 200


@pytest.mark.asyncio
async def test_operations_that_list_no_reference_ignore_it(api: Api) -> None:
    """A second block is a second block."""
    assert (await api("managedCardBlock", id="331", reference="block-1")).status_code == 204
    assert (await api("managedCardBlock", id="331", reference="block-1")).status_code == 409


def transfer() -> dict[str, object]:
    """The transfer that `Api.transfer` makes."""
    return {
        "profileId": "7",
        "source": {"type": "managed_accounts", "id": "220"},
        "destination": {"type": "managed_accounts", "id": "221"},
        "destinationAmount": {"currency": "GBP", "amount": 1_000},
    }
