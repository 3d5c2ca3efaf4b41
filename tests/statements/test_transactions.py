"""What entries come to by transaction: adjustments add up, amounts and fees are repeated."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties import examples
from weavr_async.statements import sum_transactions
from weavr_backoffice.models import StatementEntry

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.statements.conftest import Book
    from weavr_async import IdentityView
    from weavr_async.emulator import Emulator


def entry(
    kind: str, amount: int, available: int, actual: int, *, fee: int = 0, state: str = "COMPLETED", **more: object
) -> StatementEntry:
    """An entry as the service was seen to write it."""
    return StatementEntry.from_dict(
        {
            "transactionId": {"type": kind, "id": "12"},
            "entryState": state,
            "transactionAmount": {"currency": "EUR", "amount": amount},
            "availableBalanceAdjustment": {"currency": "EUR", "amount": available},
            "actualBalanceAdjustment": {"currency": "EUR", "amount": actual},
            "availableBalanceAfter": {"currency": "EUR", "amount": 5_000},
            "actualBalanceAfter": {"currency": "EUR", "amount": 5_000},
            "cardholderFee": {"currency": "EUR", "amount": fee},
            "processedTimestamp": 1_750_000_000_000,
            **more,  # type: ignore[dict-item]  # JSON, as given
        }
    )


@pytest.mark.parametrize(
    ("entries", "available", "actual", "fee", "amount"),
    [
        pytest.param([entry("TRANSFER", -105, -105, -105, fee=5)], -105, -105, 5, -100, id="fee in the amount"),
        pytest.param([entry("TRANSFER", 100, 100, 100)], 100, 100, 0, 100, id="the other side pays none"),
        pytest.param([entry("DEPOSIT", 1000, 910, 910, fee=90)], 910, 910, 90, 1000, id="fee beside the amount"),
        pytest.param([entry("CHARGE_FEE", -105, -105, -105)], -105, -105, 0, -105, id="the fee is the amount"),
        pytest.param(
            [
                entry("DEPOSIT", 1000, 0, 910, fee=90, state="PENDING"),
                entry("DEPOSIT", 1000, 910, 0),
            ],
            910,
            910,
            90,
            1000,
            id="held deposit: fee on the first entry only",
        ),
        pytest.param(
            [
                entry("OUTGOING_WIRE_TRANSFER", -100, -102, 0, fee=2, state="PENDING"),
                entry("OUTGOING_WIRE_TRANSFER", -100, 0, -102, fee=2),
            ],
            -102,
            -102,
            2,
            -100,
            id="outgoing wire: fee on both entries",
        ),
        pytest.param([entry("AUTHORISATION", -100, -100, 0)], -100, 0, 0, -100, id="authorisation"),
        pytest.param([entry("SETTLEMENT", -100, -1, -101, fee=1)], -1, -101, 1, -100, id="settlement"),
        pytest.param([entry("AUTHORISATION_DECLINE", -100, 0, 0)], 0, 0, 0, 0, id="declined: nothing moved"),
        pytest.param([entry("AUTHORISATION_REVERSAL", 100, 100, 0)], 100, 0, 0, 100, id="reversal"),
    ],
)
def test_a_transaction_is_the_sum_of_its_adjustments_with_its_fee_once(
    entries: list[StatementEntry], available: int, actual: int, fee: int, amount: int
) -> None:
    """However its type writes amount and fee, and in whatever order its entries come."""
    for order in (entries, entries[::-1]):
        (found,) = sum_transactions(order)
        assert (found.available, found.actual, found.fee, found.amount) == (available, actual, fee, amount)
        assert (found.is_pending, found.entries) == (False, len(entries))


def test_both_names_of_a_fee_are_one_fee() -> None:
    """An account's entry states it as `cardholderFee` and as `transactionFee`."""
    (found,) = sum_transactions(
        [entry("DEPOSIT", 1000, 910, 910, fee=90, transactionFee={"currency": "EUR", "amount": 90})]
    )
    assert found.fee == 90


def test_what_is_still_held_is_pending() -> None:
    """Its amount is known all the same."""
    (found,) = sum_transactions([entry("OUTGOING_WIRE_TRANSFER", -100, -102, 0, fee=2, state="PENDING")])
    assert (found.is_pending, found.amount, found.available, found.actual) == (True, -100, -102, 0)


def test_a_settlement_names_its_authorisation() -> None:
    """The two have different ids."""
    (found,) = sum_transactions(
        [entry("SETTLEMENT", -100, 0, -100, additionalFields={"authorisationRelatedId": "11", "merchantName": "Shop"})]
    )
    assert (found.id, found.authorisation_id) == ("12", "11")


@pytest.mark.asyncio
async def test_a_debit_cards_statement_does_not_tell_what_moved(
    acme: IdentityView, emulator: Emulator, spending: Callable[[IdentityView], Awaitable[None]]
) -> None:
    """The money is its parent account's, whose statement tells."""
    await spending(acme)
    emulator.world.authorise("332", 500)
    (on_card,) = await acme.managed_cards.statement("332").transactions()
    assert (on_card.available, on_card.actual, on_card.amount) == (None, None, None)
    on_account = await acme.managed_accounts.statement("220").transactions()
    assert on_account[-1].amount == -500


steps = st.lists(
    st.tuples(st.sampled_from(["movement", "pending", "completes"]), st.integers(0, 3), st.integers(0, 9)), max_size=25
)


@settings(max_examples=examples(150), deadline=None)
@given(steps=steps, append_only=st.booleans(), order=st.sampled_from(["ASC", "DESC"]), page_size=st.integers(1, 7))
def test_the_transactions_come_to_the_balance_of_the_book(
    new_book: type[Book], steps: list[tuple[str, int, int]], append_only: bool, order: str, page_size: int
) -> None:
    """Whether what completes gets a second entry or changes where it stands."""
    book = new_book(append_only=append_only)
    open_entries: list[StatementEntry] = []
    at_ms = 1
    for what, later, which in steps:
        at_ms += later
        if what == "completes" and open_entries:
            book.complete(open_entries.pop(which % len(open_entries)), at_ms=at_ms if append_only else None)
        elif what != "completes":
            added = book.add(at_ms, pending=what == "pending")
            open_entries += [added] if what == "pending" else []
    found = asyncio.run(book.read(order=order, page_size=page_size).transactions())
    entries = book.with_balances()
    assert sum(one.available or 0 for one in found) == sum(
        e.available_balance_adjustment.amount for e in entries if e.available_balance_adjustment
    )
    assert sum(one.actual or 0 for one in found) == sum(
        e.actual_balance_adjustment.amount for e in entries if e.actual_balance_adjustment
    )
    open_ids = {e.transaction_id.id for e in open_entries}
    assert {one.id for one in found if one.is_pending} <= open_ids
