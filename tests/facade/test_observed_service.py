"""What the service was seen to do, met through the client over a socket."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, TypeAlias

import pytest

from weavr_async import (
    BackOffice,
    CardSpendLimit,
    Environment,
    Money,
    NotFound,
    OutcomeUnknown,
    Retries,
    SettlementVerdict,
    SpendRules,
    Unauthorized,
)
from weavr_async.emulator import DEMO_API_KEY, Clock, Emulator, Fault, Profile, World, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from weavr_async import IdentityView

PREPAID, DEBIT = "331", "332"
LIMITED = SpendRules(spend_limits=[CardSpendLimit(Money("50.00", "GBP"), "DAILY")])
LISTED = SpendRules(allow_atm=False, allowed_merchant_ids=["m-1"])


@asynccontextmanager
async def service(attempts: int) -> AsyncIterator[tuple[Emulator, BackOffice]]:
    """The demo world as it was observed, and a client that tries so many times."""
    emulator = Emulator(World.demo(Clock(frozen=True)), profile=Profile.OBSERVED)
    async with (
        serve(emulator) as url,
        BackOffice(
            api_key=DEMO_API_KEY,
            environment=Environment.at(url),
            retries=Retries(max_attempts=attempts, base_delay=0.001),
        ) as weavr,
    ):
        yield emulator, weavr


Use: TypeAlias = Callable[["IdentityView"], Awaitable[None]]


async def nothing(_acme: IdentityView) -> None:
    """Nothing has to be there before."""


RULE_CHANGES: Final[dict[str, tuple[Use, Use]]] = {
    "managedCardSpendRulesDelete": (
        lambda acme: acme.managed_cards.create_spend_rules(DEBIT, LIMITED),
        lambda acme: acme.managed_cards.delete_spend_rules(DEBIT),
    ),
    "managedCardSpendRulesUpdate": (
        lambda acme: acme.managed_cards.create_spend_rules(PREPAID, LISTED),
        lambda acme: acme.managed_cards.update_spend_rules(PREPAID, SpendRules(allowed_merchant_ids=[])),
    ),
    "managedCardSpendRulesCreate": (
        nothing,
        lambda acme: acme.managed_cards.create_spend_rules(DEBIT, SpendRules(allow_atm=False, spend_limits=[])),
    ),
}
"""Deleting the rules of a debit card, clearing a list, creating with an empty list of limits."""


@pytest.mark.asyncio
@pytest.mark.parametrize("operation", RULE_CHANGES)
async def test_a_change_of_rules_whose_answer_is_lost_is_retried_and_done(operation: str) -> None:
    """Whatever an empty list and a missing limit read like afterwards."""
    before, change = RULE_CHANGES[operation]
    async with service(4) as (emulator, weavr):
        acme = weavr.corporate("109876")
        await before(acme)
        emulator.faults.inject(Fault.cut_after(), operation=operation)
        await change(acme)


@pytest.mark.asyncio
@pytest.mark.parametrize("operation", RULE_CHANGES)
async def test_a_change_of_rules_of_which_nobody_heard_is_settled_as_done(operation: str) -> None:
    """By asking again or by reading back."""
    before, change = RULE_CHANGES[operation]
    async with service(1) as (emulator, weavr):
        acme = weavr.corporate("109876")
        await before(acme)
        emulator.faults.inject(Fault.cut_after(), operation=operation)
        with pytest.raises(OutcomeUnknown) as unknown:
            await change(acme)
        settlement = await weavr.settle(json.loads(json.dumps(unknown.value.settle_token())))
        assert settlement.verdict is SettlementVerdict.DONE


@pytest.mark.asyncio
async def test_another_identitys_card_read_ten_times_costs_two_logins_at_most() -> None:
    """It is answered with 401 as if the token were to blame, and the tokens stay good for everything else."""
    async with service(1) as (emulator, weavr):
        jane = weavr.consumer("209876")
        for _ in range(10):
            with pytest.raises(Unauthorized, match="another identity's"):
                await jane.managed_cards.get(PREPAID)
        logins = [one for one in emulator.requests if one.operation == "requestAccessToken"]
        assert len(logins) <= 2
        assert len(emulator.requests) <= 13


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "change",
    [
        lambda acme: acme.managed_cards.update_spend_rules(PREPAID, LISTED),
        lambda acme: acme.managed_cards.delete_spend_rules(PREPAID),
    ],
)
async def test_rules_are_not_changed_where_there_are_none(change: Callable[[IdentityView], Awaitable[None]]) -> None:
    """And the error says so."""
    async with service(4) as (_, weavr):
        with pytest.raises(NotFound, match="no spend rules of its own"):
            await change(weavr.corporate("109876"))
