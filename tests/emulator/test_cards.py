"""Cards: blocks that hold, removal that is final, expiry by the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from weavr_async.emulator import Profile

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

TO_EXPIRY, TO_NEXT_EXPIRY = 1096 * 86_400, 1095 * 86_400  # there is a 29 February before the first


@pytest.mark.asyncio
async def test_a_block_holds_until_it_is_lifted(api: Api) -> None:
    """Block, block again, unblock, unblock again."""
    assert (await api("managedCardBlock", id="331")).status_code == 204
    assert (await api.read("managedCardGet", id="331"))["state"] == {"state": "BLOCKED", "blockedReason": "USER"}
    assert (await api("managedCardBlock", id="331")).json() == {"errorCode": "INSTRUMENT_ALREADY_BLOCKED"}
    assert (await api("managedCardUnblock", id="331")).status_code == 204
    assert (await api("managedCardUnblock", id="331")).json() == {"errorCode": "INSTRUMENT_NOT_BLOCKED"}
    assert (await api.read("managedCardGet", id="331"))["state"] == {"state": "ACTIVE"}


@pytest.mark.asyncio
async def test_unblock_lifts_the_users_block_only(api: Api) -> None:
    """A card that the system blocked too stays BLOCKED."""
    api.emulator.world.cards["331"].blocks |= {"USER", "SYSTEM"}
    assert (await api("managedCardUnblock", id="331")).status_code == 204
    assert (await api.read("managedCardGet", id="331"))["state"] == {"state": "BLOCKED", "blockedReason": "SYSTEM"}


@pytest.mark.asyncio
async def test_a_removed_card_still_reads(api: Api) -> None:
    """As DESTROYED, by the user."""
    assert (await api("managedCardRemove", id="331")).json() == {"errorCode": "BALANCE_NOT_ZERO"}
    source, destination = {"type": "managed_cards", "id": "331"}, {"type": "managed_accounts", "id": "221"}
    assert (await api.transfer(12_500, source=source, destination=destination)).status_code == 200
    assert (await api("managedCardRemove", id="331")).status_code == 204
    assert (await api.read("managedCardGet", id="331"))["state"] == {"state": "DESTROYED", "destroyedReason": "USER"}
    assert (await api("managedCardRemove", id="331")).json() == {"errorCode": "INSTRUMENT_ALREADY_REMOVED"}


@pytest.mark.asyncio
async def test_the_mode_tells_what_a_card_has(api: Api) -> None:
    """A prepaid card has balances, a debit card a parent account."""
    prepaid, debit = await api.read("managedCardGet", id="331"), await api.read("managedCardGet", id="332")
    assert (prepaid["mode"], debit["mode"]) == ("PREPAID_MODE", "DEBIT_MODE")
    assert "balances" in prepaid
    assert "balances" not in debit
    assert debit["parentManagedAccountId"] == "220"


@pytest.mark.asyncio
async def test_another_identitys_card_is_not_there(api: Api) -> None:
    """404, as for a card that does not exist; the service was seen to answer 401 on reading it and its rules."""
    foreign, missing = await api("managedCardStatement", id="333"), await api("managedCardStatement", id="999999")
    assert (foreign.status_code, foreign.json()) == (404, missing.json())
    seen = 404 if api.emulator.profile is Profile.DOCUMENTED else 401
    assert (await api("managedCardGet", id="333")).status_code == seen
    assert (await api("managedCardSpendRulesUpdate", id="333", body={})).status_code == seen
    assert (await api("managedCardGet", id="999999")).status_code == 404


@pytest.mark.asyncio
async def test_a_card_expires_by_the_clock_unless_it_renews(api: Api) -> None:
    """RENEW gives it as long again; NO_RENEW ends it."""
    assert (await api("managedCardRenewalTypeUpdate", id="332", body={"renewalType": "RENEW"})).status_code == 204
    before = await api.read("managedCardGet", id="332")
    api.emulator.advance(TO_EXPIRY)
    ended, renewed = await api.read("managedCardGet", id="331"), await api.read("managedCardGet", id="332")
    assert ended["state"] == {"state": "DESTROYED", "destroyedReason": "EXPIRED"}
    assert renewed["state"] == {"state": "ACTIVE"}
    assert renewed["renewalTimestamp"] == before["renewalTimestamp"] + TO_NEXT_EXPIRY * 1000


@pytest.mark.asyncio
async def test_spend_rules_are_set_once_then_changed_then_removed(api: Api) -> None:
    """POST once, PATCH any time, DELETE all; the deprecated top level repeats the card level."""
    assert (await api("managedCardSpendRulesCreate", id="331", body={"allowAtm": True})).status_code == 204
    again = await api("managedCardSpendRulesCreate", id="331", body={"allowAtm": True})
    assert again.json() == {"errorCode": "SPEND_RULE_ALREADY_SET"}
    change = {"allowAtm": False, "minTransactionAmount": 5}
    assert (await api("managedCardSpendRulesUpdate", id="331", body=change)).status_code == 204
    rules = await api.read("managedCardSpendRulesGet", id="331")
    assert rules["cardLevelSpendRules"] == change
    assert rules["allowAtm"] is False
    assert (await api("managedCardSpendRulesDelete", id="331")).status_code == 204
    assert (await api("managedCardSpendRulesDelete", id="331")).status_code == 404
    assert (await api.read("managedCardSpendRulesGet", id="331"))["cardLevelSpendRules"] == {}
    assert (await api("managedCardSpendRulesUpdate", id="331", body=change)).status_code == 404


@pytest.mark.asyncio
@pytest.mark.parametrize(("method", "amount"), [("OVERWRITE", 200), ("INCREMENT", 700)])
async def test_an_increment_adds_to_the_limit(api: Api, method: str, amount: int) -> None:
    """And what is spent inside the window is taken off what is left."""
    limit = {"value": {"currency": "GBP", "amount": 500}, "interval": "DAILY"}
    await api("managedCardSpendRulesCreate", id="332", body={"spendLimit": [limit]})
    change = {"spendLimit": [{**limit, "value": {"currency": "GBP", "amount": 200}}], "updateSpendLimitMethod": method}
    assert (await api("managedCardSpendRulesUpdate", id="332", body=change)).status_code == 204
    api.emulator.world.authorise("332", 150)
    [left] = (await api.read("managedCardGet", id="332"))["availableToSpend"]
    assert left == {"value": {"currency": "GBP", "amount": amount - 150}, "interval": "DAILY"}


@pytest.mark.asyncio
@pytest.mark.switches(spend_rules_patch_clears=True)
async def test_whether_a_patch_clears_what_it_leaves_out_is_a_switch(api: Api) -> None:
    """Here it does."""
    await api("managedCardSpendRulesCreate", id="331", body={"allowAtm": True, "allowCashback": True})
    await api("managedCardSpendRulesUpdate", id="331", body={"allowAtm": False})
    assert (await api.read("managedCardSpendRulesGet", id="331"))["cardLevelSpendRules"] == {"allowAtm": False}
