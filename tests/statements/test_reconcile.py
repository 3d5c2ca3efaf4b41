"""Whether a statement adds up: yes, no and where, cannot tell."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties import examples
from weavr_async.statements import ReconciliationVerdict
from weavr_async.values._times import from_epoch_ms
from weavr_backoffice.models import CurrencyAmount

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.statements.conftest import Book
    from weavr_async import IdentityView
    from weavr_async.emulator import Emulator
    from weavr_backoffice.models import StatementEntry

YES, NO, CANNOT_TELL = ReconciliationVerdict.YES, ReconciliationVerdict.NO, ReconciliationVerdict.CANNOT_TELL


def gbp(amount: int) -> CurrencyAmount:
    return CurrencyAmount(currency="GBP", amount=amount)


def wrong_after(book: Book, place: int) -> None:
    """Have the service state a wrong available balance after one entry."""
    right = book.with_balances

    def wrong() -> list[StatementEntry]:
        entries = right()
        entries[place] = evolve(entries[place], available_balance_after=gbp(7_000))
        return entries

    book.with_balances = wrong  # type: ignore[method-assign]  # one entry of this book is wrong


@pytest.mark.parametrize("order", ["ASC", "DESC"])
@pytest.mark.parametrize("page_size", [1, 3, 100])
@pytest.mark.asyncio
async def test_a_statement_that_adds_up(new_book: type[Book], order: str, page_size: int) -> None:
    """In both orders, and however it is paged."""
    result = await new_book(range(10)).read(order=order, page_size=page_size).reconcile()
    assert (result.verdict, result.entries, result.where) == (YES, 10, None)


@pytest.mark.parametrize("order", ["ASC", "DESC"])
@pytest.mark.parametrize("page_size", [1, 3, 100])
@pytest.mark.asyncio
async def test_a_wrong_balance_is_found_in_its_place(new_book: type[Book], order: str, page_size: int) -> None:
    """The entry, its index in the order of reading, what was expected and what was found."""
    book = new_book(range(10))
    wrong_after(book, 4)
    result = await book.read(order=order, page_size=page_size).reconcile()
    assert result.verdict is NO
    assert result.where is not None
    if order == "ASC":
        assert (result.where.index, result.where.expected, result.where.found) == (4, 15, 7_000)
    else:
        # Newest first, the entry after it is met before: it starts from a balance that does not fit its own.
        assert (result.where.index, result.where.expected, result.where.found) == (4, 7_006, 21)
    assert result.where.column == "available"
    assert result.where.currency == "GBP"


@pytest.mark.asyncio
async def test_a_wrong_balance_at_the_end_is_found(new_book: type[Book]) -> None:
    """It belongs to no entry."""
    result = await new_book(range(4), end_balance=11).read().reconcile()
    assert result.verdict is NO
    assert result.where is not None
    assert (result.where.index, result.where.entry, result.where.expected, result.where.found) == (None, None, 10, 11)


@pytest.mark.asyncio
async def test_the_balances_at_the_ends_may_be_the_actual_ones(new_book: type[Book]) -> None:
    """The service does not say which of the two they are."""
    book = new_book(range(4), end_balance=10)
    book.add(9, pending=True)
    result = await book.read().reconcile()
    assert result.verdict is YES


@pytest.mark.asyncio
async def test_an_empty_statement_adds_up_if_its_balances_are_equal(new_book: type[Book]) -> None:
    """Nothing happened."""
    assert (await new_book().read().reconcile()).verdict is YES
    assert (await new_book(end_balance=1).read().reconcile()).verdict is NO


@pytest.mark.asyncio
async def test_a_statement_without_balances_cannot_be_told(
    acme: IdentityView, emulator: Emulator, spending: Callable[[IdentityView], Awaitable[None]]
) -> None:
    """That of a debit mode card, whose money is its parent account's."""
    await spending(acme)
    emulator.world.authorise("332", 500)
    result = await acme.managed_cards.statement("332").reconcile()
    assert (result.verdict, result.entries) == (CANNOT_TELL, 1)


@pytest.mark.asyncio
async def test_a_filtered_statement_cannot_be_told(acme: IdentityView, emulator: Emulator) -> None:
    """What is left out has moved the balances as well."""
    emulator.world.deposit("220", 100)
    result = await acme.managed_accounts.statement("220", types=["DEPOSIT"]).reconcile()
    assert (result.verdict, result.where) == (CANNOT_TELL, None)


@pytest.mark.asyncio
async def test_a_resumed_statement_cannot_be_told(new_book: type[Book]) -> None:
    """Its first balance belongs to entries that were given before; a wrong one is found all the same."""
    book = new_book(range(10))
    reading = book.read(page_size=3)
    await anext(reading)
    assert (await book.read(checkpoint=reading.checkpoint).reconcile()).verdict is CANNOT_TELL
    wrong_after(book, 5)
    assert (await book.read(checkpoint=reading.checkpoint).reconcile()).verdict is NO


@pytest.mark.asyncio
async def test_a_pending_entry_that_completes_while_reading_is_no_discrepancy(new_book: type[Book]) -> None:
    """It changes the balances after all that follow, so that two answers do not fit each other."""
    book = new_book()
    held = book.add(1, pending=True)
    for at_ms in range(2, 10):
        book.add(at_ms)

    def complete(request: int) -> None:
        if request == 2:
            book.complete(held)

    book.before_request = complete
    result = await book.read(page_size=3).reconcile()
    assert result.verdict is CANNOT_TELL
    assert result.where is not None


@pytest.mark.parametrize("order", ["ASC", "DESC"])
@pytest.mark.asyncio
async def test_what_completes_in_an_append_only_statement_changes_nothing_that_was_read(
    new_book: type[Book], order: str
) -> None:
    """So a wrong balance is a "no" although entries were pending and completed meanwhile."""
    book = new_book(append_only=True)
    held = book.add(1, pending=True)
    for at_ms in range(2, 10):
        book.add(at_ms)

    def complete(request: int) -> None:
        if request == 2:
            book.complete(held, at_ms=12)

    book.before_request = complete
    assert (await book.read(order=order, page_size=3).reconcile()).verdict is YES
    wrong_after(book, 4)
    assert (await book.read(order=order, page_size=3).reconcile()).verdict is NO


@pytest.mark.parametrize("order", ["ASC", "DESC"])
@pytest.mark.asyncio
async def test_an_entry_that_completes_where_it_stands_is_no_mistake_of_the_books(
    new_book: type[Book], order: str
) -> None:
    """Newest first, it changes balances that were read before anybody saw that it was pending."""
    book = new_book(range(2, 10))
    held = book.add(1, pending=True)

    def complete(request: int) -> None:
        if request == 1:
            book.complete(held)

    book.before_request = complete
    result = await book.read(order=order, page_size=3).reconcile()
    assert result.verdict is not NO


histories = st.lists(
    st.tuples(
        st.integers(0, 8), st.sampled_from(["arrives", "pending", "completes", "same moment"]), st.integers(0, 9)
    ),
    max_size=8,
)


@settings(max_examples=examples(150), deadline=None)
@given(
    append_only=st.booleans(),
    tells_count=st.booleans(),
    history=histories,
    order=st.sampled_from(["ASC", "DESC"]),
    page_size=st.integers(1, 7),
    prefetch=st.integers(1, 3),
    wrong=st.none() | st.integers(0, 9),
)
def test_right_books_are_never_called_wrong_and_wrong_ones_never_right(  # noqa: PLR0917 - drawn by name
    new_book: type[Book],
    append_only: bool,
    tells_count: bool,
    history: list[tuple[int, str, int]],
    order: str,
    page_size: int,
    prefetch: int,
    wrong: int | None,
) -> None:
    """Whatever arrives and completes while they are read, and however the service completes what was pending."""
    book = new_book(append_only=append_only, tells_count=tells_count)
    held = [book.add(at_ms, pending=at_ms % 3 == 1) for at_ms in range(10)][1::3]
    events = sorted(history, key=lambda event: event[0])

    def pass_time(request: int) -> None:
        while events and events[0][0] <= request:
            _, what, which = events.pop(0)
            newest = book.entries[-1].processed_timestamp
            if what == "completes" and held:
                book.complete(held.pop(which % len(held)), at_ms=newest + 1 if append_only else None)
            elif what != "completes":
                added = book.add(newest + (what != "same moment"), pending=what == "pending")
                held.extend([added] if what == "pending" else [])

    book.before_request = pass_time
    if wrong is not None:
        wrong_after(book, wrong)
    result = asyncio.run(book.read(order=order, page_size=page_size, prefetch=prefetch).reconcile())
    assert result.verdict is not (NO if wrong is None else YES)


@pytest.mark.asyncio
async def test_the_books_of_the_emulator_add_up(
    acme: IdentityView, emulator: Emulator, spending: Callable[[IdentityView], Awaitable[None]]
) -> None:
    """Deposits, fees, transfers, holds."""
    await spending(acme)
    for number in range(7):
        emulator.advance(1)
        emulator.world.deposit("220", number + 1)
        transaction = emulator.world.authorise("332", 10)
        if number % 2:
            emulator.world.settle("332", transaction)
    assert (await acme.managed_accounts.statement("220", page_size=4).reconcile()).verdict is YES
    assert (await acme.managed_accounts.statement("220", page_size=4, order="DESC").reconcile()).verdict is YES
    assert (await acme.managed_cards.statement("331").reconcile()).verdict is YES


@pytest.mark.asyncio
async def test_a_part_of_a_statement_adds_up_too(acme: IdentityView, emulator: Emulator) -> None:
    """From the balance at its start."""
    for number in range(9):
        emulator.advance(1)
        emulator.world.deposit("220", number + 1)
    start = from_epoch_ms(emulator.world.now_ms() - 4_500)
    result = await acme.managed_accounts.statement("220", since=start, page_size=2).reconcile()
    assert (result.verdict, result.entries) == (YES, 5)


@pytest.mark.asyncio
async def test_entries_can_be_used_on_the_way(new_book: type[Book]) -> None:
    """One reading for both purposes."""
    reading = new_book(range(10)).read(page_size=3)
    reconciler = reading.reconciler()
    total = 0
    async for page in reading.pages():
        reconciler.add(page)
        total += sum(entry.transaction_amount.amount for entry in page.entries)
    assert reconciler.result().verdict is YES
    assert total == 55


@pytest.mark.parametrize("given", [1, 3, 10])
@pytest.mark.asyncio
async def test_a_statement_of_which_a_part_was_read_cannot_be_told(new_book: type[Book], given: int) -> None:
    """Its remaining adjustments do not make the balance at the end, and that proves nothing."""
    reading = new_book(range(10)).read(page_size=3)
    for _ in range(given):
        await anext(reading)
    result = await reading.reconcile()
    assert (result.verdict, result.entries, result.where) == (CANNOT_TELL, 10 - given, None)
