"""Statements of the emulator, where what completes gets a second entry, and where it completes in its place."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from weavr_async import BackOffice, Environment, Retries
from weavr_async.emulator import DEMO_API_KEY, Clock, Emulator, World, serve
from weavr_async.statements import ReconciliationVerdict

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from weavr_async import IdentityView

WORLDS = ["append", "in_place"]


@pytest.fixture(params=WORLDS)
def emulator(request: pytest.FixtureRequest) -> Emulator:
    """The demo world on a clock that stands still, with statements of one kind."""
    return Emulator(World.demo(Clock(1_750_000_000_000, frozen=True)), statement_completion=request.param)


@pytest_asyncio.fixture
async def acme(emulator: Emulator, spending: Callable[[IdentityView], Awaitable[None]]) -> AsyncIterator[IdentityView]:
    """The demo company, whose debit card may spend."""
    async with (
        serve(emulator) as url,
        BackOffice(api_key=DEMO_API_KEY, environment=Environment.at(url), retries=Retries(max_attempts=1)) as weavr,
    ):
        view = weavr.corporate("109876")
        await spending(view)
        yield view


def busy_day(emulator: Emulator) -> tuple[str, str]:
    """Let money come, be held, be spent and be given back; gives the ids of a held deposit and of a held purchase."""
    world = emulator.world
    held = world.deposit("220", 1_000, fee=90, held=True)
    emulator.advance(1)
    bought = world.authorise("332", 500)
    emulator.advance(1)
    world.deposit("220", 250, fee=5)
    world.reverse("332", world.authorise("332", 70))
    emulator.advance(1)
    world.refund("332", 30)
    return held, bought


def complete(emulator: Emulator, held: str, bought: str) -> None:
    """Let what is held be completed."""
    emulator.advance(1)
    emulator.world.settle("332", bought, fee=3)
    emulator.advance(1)
    emulator.world.release("220", held)


@pytest.mark.parametrize("order", ["ASC", "DESC"])
@pytest.mark.parametrize("page_size", [1, 2, 500])
@pytest.mark.asyncio
async def test_a_busy_day_adds_up_before_and_after_it_completes(
    acme: IdentityView, emulator: Emulator, order: str, page_size: int
) -> None:
    """In both orders, and however it is paged."""
    held, bought = busy_day(emulator)
    for completes in (False, True):
        if completes:
            complete(emulator, held, bought)
        statement = acme.managed_accounts.statement("220", order=order, page_size=page_size)  # type: ignore[arg-type]  # one of the two
        assert (await statement.reconcile()).verdict is ReconciliationVerdict.YES


@pytest.mark.asyncio
async def test_every_entry_is_given_once_while_others_complete(acme: IdentityView, emulator: Emulator) -> None:
    """A reading that began before, and one that goes on from its end."""
    held, bought = busy_day(emulator)
    statement = acme.managed_accounts.statement("220", page_size=2)
    given = [await anext(statement)]
    before = {(entry.type, entry.id) for entry in emulator.world.accounts["220"].entries}
    complete(emulator, held, bought)
    given += [entry async for entry in statement]
    counted = Counter((str(entry.transaction_id.type_), entry.transaction_id.id) for entry in given)
    assert set(counted) == before
    assert set(counted.values()) == {1}
    onward = acme.managed_accounts.statement("220", checkpoint=statement.checkpoint.onward())
    later = [(str(entry.transaction_id.type_), str(entry.entry_state)) async for entry in onward]
    in_place = emulator.switches.statement_completion == "in_place"
    assert later == ([] if in_place else [("SETTLEMENT", "COMPLETED"), ("DEPOSIT", "COMPLETED")])


@pytest.mark.parametrize("order", ["ASC", "DESC"])
@pytest.mark.asyncio
async def test_transactions_come_to_the_balance_with_each_fee_once(
    acme: IdentityView, emulator: Emulator, order: str
) -> None:
    """A held deposit states its fee on the first of its two entries, a settlement on its own."""
    complete(emulator, *busy_day(emulator))
    found = await acme.managed_accounts.statement("220", order=order).transactions()  # type: ignore[arg-type]  # one of the two
    balance = (await acme.managed_accounts.get("220")).balances
    assert sum(one.available or 0 for one in found) == balance.available_balance
    assert sum(one.actual or 0 for one in found) == balance.actual_balance
    assert not any(one.is_pending for one in found)
    deposits = {one.amount: one.fee for one in found if one.type == "DEPOSIT"}
    assert (deposits[1_000], deposits[250]) == (90, 5)
    assert sum(one.fee for one in found) == 90 + 5 + 3
