"""Money that moves: transfers and fees, and what the accounts say afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.emulator.conftest import transfer_body
from weavr_async.emulator import Profile

if TYPE_CHECKING:
    from tests.emulator.conftest import Api


@pytest.mark.asyncio
async def test_a_transfer_moves_the_money_at_once(api: Api) -> None:
    """Both balances change, and it can be read back."""
    made = (await api.transfer(1_000, tag="payout-1", description="June")).json()
    assert made["state"] == "COMPLETED"
    assert (api.emulator.world.balance("220"), api.emulator.world.balance("221")) == (499_000, 21_000)
    assert await api.read("transferGet", id=made["id"]) == made


@pytest.mark.asyncio
async def test_a_refused_transfer_moves_nothing(api: Api) -> None:
    """The funds do not suffice by one."""
    refused = await api.transfer(500_001)
    assert (refused.status_code, refused.json()) == (409, {"errorCode": "FUNDS_INSUFFICIENT"})
    assert api.emulator.world.balance("220") == 500_000
    assert (await api.read("transfersGet"))["count"] == 0


@pytest.mark.asyncio
@pytest.mark.switches(transfer_pending_ms=5_000)
async def test_what_completes_later_gets_a_second_row(api: Api) -> None:
    """Under the same id; the PENDING row stays as it was, and so do the balances after the rows between."""
    made = (await api.transfer(1_000)).json()
    await api.read("chargeFee", body={"feeType": "MONTHLY_FEE", "source": {"type": "managed_accounts", "id": "220"}})
    before = (await api.read("managedAccountStatement", id="220"))["entry"]
    api.emulator.advance(5)
    completed, *rest = (await api.read("managedAccountStatement", id="220"))["entry"]
    assert rest == before
    pending = rest[1]
    assert completed["transactionId"] == pending["transactionId"] == {"type": "TRANSFER", "id": made["id"]}
    assert (pending["entryState"], completed["entryState"]) == ("PENDING", "COMPLETED")
    halves = [
        (row["availableBalanceAdjustment"]["amount"], row["actualBalanceAdjustment"]["amount"])
        for row in (pending, completed)
    ]
    assert halves == [(-1_000, 0), (0, -1_000)]
    assert completed["processedTimestamp"] == pending["processedTimestamp"] + 5_000


@pytest.mark.asyncio
@pytest.mark.switches(transfer_pending_ms=5_000, statement_completion="in_place")
async def test_a_pending_transfer_holds_the_money_until_it_completes(api: Api) -> None:
    """Where the switch says so, its entry turns COMPLETED in its place, with the timestamp it had."""
    made = (await api.transfer(1_000)).json()
    assert made["state"] == "PENDING"
    account = await api.read("managedAccountGet", id="220")
    assert account["balances"] == {"availableBalance": 499_000, "actualBalance": 500_000}
    assert api.emulator.world.balance("221") == 20_000
    before = (await api.read("managedAccountStatement", id="220"))["entry"][0]
    assert before["entryState"] == "PENDING"

    api.emulator.advance(5)
    assert (await api.read("transferGet", id=made["id"]))["state"] == "COMPLETED"
    account = await api.read("managedAccountGet", id="220")
    assert account["balances"] == {"availableBalance": 499_000, "actualBalance": 499_000}
    assert api.emulator.world.balance("221") == 21_000
    after = (await api.read("managedAccountStatement", id="220"))["entry"][0]
    assert after["entryState"] == "COMPLETED"
    assert after["processedTimestamp"] == before["processedTimestamp"]


@pytest.mark.asyncio
async def test_a_scheduled_transfer_waits_for_its_time(api: Api) -> None:
    """And is judged again then."""
    soon = str(api.emulator.clock.now_ms() + 60_000)
    first, second = [(await api.transfer(400_000, scheduledTimestamp=soon)).json()["id"] for _ in range(2)]
    assert (await api.read("transferGet", id=first))["state"] == "SCHEDULED"
    api.emulator.advance(60)
    done, failed = await api.read("transferGet", id=first), await api.read("transferGet", id=second)
    assert (done["state"], done["executionTimestamp"]) == ("COMPLETED", soon)
    assert failed["state"] == "FAILED"
    assert api.emulator.world.balance("220") == 100_000


@pytest.mark.asyncio
async def test_transfers_are_listed_newest_first_and_filtered(api: Api) -> None:
    """By tag, state, instrument, time; with offset and limit."""
    for number in range(4):
        await api.transfer(100 + number, tag=f"run-{number % 2}")
        api.emulator.advance(1)
    listed = await api.read("transfersGet", query={"offset": 1, "limit": 2})
    assert [row["destinationAmount"]["amount"] for row in listed["transfer"]] == [102, 101]
    assert (listed["count"], listed["responseCount"]) == (4, 2)
    assert (await api.read("transfersGet", query={"tag": "run-1"}))["count"] == 2
    assert (await api.read("transfersGet", query={"instrumentId": "221"}))["count"] == 4
    assert (await api.read("transfersGet", query={"instrumentId": "331"}))["count"] == 0
    assert (await api.read("transfersGet", query={"state": "FAILED"}))["count"] == 0
    since = api.emulator.clock.now_ms() - 2_000
    assert (await api.read("transfersGet", query={"createdFrom": since}))["count"] == 2


@pytest.mark.asyncio
async def test_an_unknown_state_in_the_filter_is_told_apart_by_profile(api: Api) -> None:
    """400 as documented; all rows, as observed."""
    await api.transfer()
    answer = await api("transfersGet", query={"state": "LOST_IN_SPACE"})
    if api.emulator.profile is Profile.DOCUMENTED:
        assert answer.status_code == 400
    else:
        assert answer.json()["count"] == 1


@pytest.mark.asyncio
async def test_a_fee_is_taken_once_and_told_on_the_statement(api: Api) -> None:
    """The adjustment is negative, the money the house's."""
    body = {"feeType": "MONTHLY_FEE", "source": {"type": "managed_accounts", "id": "220"}}
    fee = await api.read("chargeFee", body=body)
    assert fee["availableBalanceAdjustment"] == {"currency": "GBP", "amount": -250}
    entry = (await api.read("managedAccountStatement", id="220"))["entry"][0]
    assert entry["transactionId"] == fee["transactionId"]
    assert entry["balanceAfter"] == {"currency": "GBP", "amount": 499_750}


@pytest.mark.asyncio
async def test_a_debit_cards_fee_stands_on_both_statements(api: Api) -> None:
    """The card's own adjustment is 0, and the account's row names the card."""
    fee = await api.read("chargeFee", body={"feeType": "MONTHLY_FEE", "source": {"type": "managed_cards", "id": "332"}})
    assert fee["availableBalanceAdjustment"]["amount"] == 0
    assert api.emulator.world.balance("220") == 499_750
    [on_card] = (await api.read("managedCardStatement", id="332"))["entry"]
    assert on_card["transactionAmount"]["amount"] == -250
    assert on_card["additionalFields"] == {"chargeFeeType": "MONTHLY_FEE"}
    on_account = (await api.read("managedAccountStatement", id="220"))["entry"][0]
    assert on_account["additionalFields"] == {"chargeFeeType": "MONTHLY_FEE", "relatedCardId": "332"}


@pytest.mark.asyncio
async def test_the_deprecated_fee_calls_are_for_their_own_kind(api: Api) -> None:
    """A company's token does not charge as a consumer."""
    body = {"feeType": "MONTHLY_FEE", "source": {"type": "managed_accounts", "id": "220"}}
    assert (await api("corporateChargeFee", body=body)).status_code == 200
    refused = await api("consumerChargeFee", body=body)
    assert (refused.status_code, refused.json()) == (403, {"errorCode": "INSUFFICIENT_PERMISSIONS"})


@pytest.mark.asyncio
async def test_a_bad_fee_request_takes_the_shape_of_the_profile(api: Api) -> None:
    """The contract says syntaxErrors; the service was seen to answer validationErrors."""
    answer = await api("chargeFee", body={"feeType": 5})
    assert answer.status_code == 400
    expected = "syntaxErrors" if api.emulator.profile is Profile.DOCUMENTED else "validationErrors"
    assert expected in answer.json()


@pytest.mark.asyncio
async def test_the_profile_of_another_application_is_forbidden(api: Api) -> None:
    """Seen at the sister API: 403 without a code, where one that nobody has is a 404."""
    api.emulator.world.transfer_profile("9", foreign=True)
    refused = await api("transferCreate", body={**transfer_body(100), "profileId": "9"})
    assert (refused.status_code, refused.content) == (403, b"")
