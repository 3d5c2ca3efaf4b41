"""How a statement is asked for, and what happens when asking fails or is given up."""

from __future__ import annotations

import asyncio
import gc
import pickle
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties import examples
from weavr_async import InvalidRequest, ServiceUnavailable, UnexpectedResponse
from weavr_async.emulator import Fault, Profile
from weavr_async.statements import Checkpoint
from weavr_async.values._times import from_epoch_ms
from weavr_backoffice.models import CurrencyAmount

if TYPE_CHECKING:
    from tests.statements.conftest import Book
    from weavr_async import IdentityView
    from weavr_async.emulator import Emulator
    from weavr_async.statements import Statement
    from weavr_backoffice.models import StatementEntry


async def numbers(reading: Statement) -> list[int]:
    return [entry.transaction_amount.amount async for entry in reading]


def actual(entries: list[StatementEntry]) -> int:
    """What entries together did to the actual balance."""
    changes = [entry.actual_balance_adjustment for entry in entries]
    return sum(change.amount for change in changes if isinstance(change, CurrencyAmount))


def one_to(last: int) -> list[int]:
    return list(range(1, last + 1))


@settings(max_examples=examples(150), deadline=None)
@given(count=st.integers(0, 60), page_size=st.integers(1, 20), prefetch=st.integers(1, 9), newest_first=st.booleans())
def test_every_entry_is_given_once_and_in_order(
    new_book: type[Book], count: int, page_size: int, prefetch: int, *, newest_first: bool
) -> None:
    """Whatever the page size and the pages read ahead; two entries share each timestamp."""
    book = new_book(number // 2 for number in range(count))
    order = "DESC" if newest_first else "ASC"

    async def read() -> list[int]:
        return await numbers(book.read(order=order, page_size=page_size, most=20, prefetch=prefetch))

    assert asyncio.run(read()) == (one_to(count)[::-1] if newest_first else one_to(count))


@pytest.mark.asyncio
async def test_a_statement_of_one_page_takes_one_request(new_book: type[Book]) -> None:
    """One answer is of one moment: there is nothing to secure."""
    book = new_book(range(9))
    assert await numbers(book.read(page_size=10)) == one_to(9)
    assert book.requests == [("ASC", 0, 10)]


@pytest.mark.asyncio
async def test_pages_overlap_by_one_entry_and_end_with_the_entry_that_was_the_newest(new_book: type[Book]) -> None:
    """The newest entry is asked for once, after a first page that was not all."""
    book = new_book(range(10))
    await numbers(book.read(page_size=4))
    assert book.requests == [("ASC", 0, 4), ("DESC", 0, 1), ("ASC", 3, 5), ("ASC", 7, 5)]


@pytest.mark.asyncio
async def test_a_page_never_asks_for_more_than_the_service_gives(new_book: type[Book]) -> None:
    """At the largest page size the overlap takes the place of one entry."""
    book = new_book(range(10))
    assert await numbers(book.read(page_size=4, most=4)) == one_to(10)
    assert {limit for _, _, limit in book.requests} == {4, 1}


@pytest.mark.asyncio
async def test_the_same_reading_gives_pages(new_book: type[Book]) -> None:
    """Mixed with single entries, if you like."""
    reading = new_book(range(10)).read(page_size=4)
    first = await anext(reading)
    pages = [[entry.transaction_amount.amount for entry in page.entries] async for page in reading.pages()]
    assert first.transaction_amount.amount == 1
    assert pages == [[2, 3, 4], [5, 6, 7, 8], [9, 10]]


@pytest.mark.asyncio
async def test_pages_are_read_ahead_up_to_the_bound_and_not_before_a_full_first_page(new_book: type[Book]) -> None:
    """And in order, although later requests overtake earlier ones."""
    book = new_book(range(100))
    assert await numbers(book.read(page_size=5, prefetch=4)) == one_to(100)
    assert book.most_under_way == 4
    short = new_book(range(100), most=5)
    assert await numbers(short.read(page_size=6, prefetch=4)) == one_to(100)
    assert short.most_under_way == 1


@pytest.mark.asyncio
async def test_a_short_page_ends_reading_ahead(new_book: type[Book]) -> None:
    """Offsets can no longer be computed: they advance by what comes back."""
    book = new_book(range(120))
    under_way: list[int] = []

    def shrink(request: int) -> None:
        under_way.append(book.under_way)
        if request >= 12:
            book.most = 3

    book.before_request = shrink
    assert await numbers(book.read(page_size=5, prefetch=4)) == one_to(120)
    assert max(under_way[:12]) == 4
    assert set(under_way[20:]) == {1}


@pytest.mark.asyncio
async def test_a_service_that_gives_one_entry_at_a_time_is_read_all_the_same(new_book: type[Book]) -> None:
    """There is no overlap then, and the count alone tells of a change."""
    assert await numbers(new_book(range(7), most=1).read(page_size=5)) == one_to(7)


@pytest.mark.asyncio
async def test_offsets_that_reach_only_so_far_are_left_for_timestamps(new_book: type[Book]) -> None:
    """An empty page where more was counted is no end."""
    book = new_book(range(30), deepest=10)
    assert await numbers(book.read(page_size=4)) == one_to(30)


@pytest.mark.parametrize("prefetch", [1, 4])
@pytest.mark.asyncio
async def test_leaving_early_leaves_no_request_under_way(new_book: type[Book], prefetch: int) -> None:
    """`async with` and `aclose` end what was read ahead."""
    book = new_book(range(100))
    async with book.read(page_size=5, prefetch=prefetch) as reading:
        for _ in range(30):
            await anext(reading)
    assert book.under_way == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.mark.asyncio
async def test_leaving_early_waits_for_no_answer(new_book: type[Book]) -> None:
    """What was read ahead is cancelled."""
    book = new_book(range(100))
    book.silent_from = 6
    async with asyncio.timeout(30), book.read(page_size=5, prefetch=4) as reading:
        for _ in range(15):
            await anext(reading)
        await asyncio.sleep(0)
        assert book.under_way > 0
    assert book.under_way == 0


@pytest.mark.asyncio
async def test_a_reading_that_is_forgotten_ends_its_requests_quietly(new_book: type[Book]) -> None:
    """Even when they fail, the event loop has nothing to complain of."""
    book = new_book(range(100))
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    reading = book.read(page_size=5, prefetch=4)
    for _ in range(30):
        await anext(reading)
    book.before_request = _fail
    del reading
    await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()})
    gc.collect()
    assert complaints == []


def _fail(request: int) -> None:
    raise OSError("lost")


@pytest.mark.asyncio
async def test_a_cancelled_wait_ends_the_requests_and_loses_no_entry(new_book: type[Book]) -> None:
    """The reading goes on when it is asked again, and does not seem to have ended."""
    book = new_book(range(100))
    reading = book.read(page_size=5, prefetch=4)
    given = [(await anext(reading)).transaction_amount.amount for _ in range(25)]

    async def wait() -> None:
        await anext(reading)

    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert book.under_way == 0
    assert given + await numbers(reading) == one_to(100)


@pytest.mark.asyncio
async def test_two_tasks_do_not_read_one_statement(new_book: type[Book]) -> None:
    """Entries would go missing between them."""
    reading = new_book(range(10)).read(page_size=2)

    async def wait() -> None:
        await anext(reading)

    first = asyncio.create_task(wait())
    await asyncio.sleep(0)
    with pytest.raises(RuntimeError, match="another task"):
        await anext(reading)
    await first


@pytest.mark.asyncio
async def test_entries_out_of_order_are_refused(new_book: type[Book]) -> None:
    """What a reading promises rests on the order of time."""
    book = new_book([1, 2, 3])
    book.entries.reverse()
    with pytest.raises(UnexpectedResponse, match="are out of order"):
        await numbers(book.read())


@pytest.mark.asyncio
async def test_entries_of_another_time_are_refused(new_book: type[Book]) -> None:
    """A service that ignores the range would be taken for one that has nothing else."""
    book = new_book([1, 2, 3], ignores_range=True)
    with pytest.raises(UnexpectedResponse, match="another time"):
        await numbers(book.read(since_ms=3, until_ms=4))


@pytest.mark.asyncio
async def test_a_count_without_entries_is_refused(new_book: type[Book]) -> None:
    """It is no empty statement."""
    book = new_book([1, 2, 3], deepest=0)
    with pytest.raises(UnexpectedResponse, match="gives none"):
        await numbers(book.read())


@pytest.mark.asyncio
async def test_a_statement_that_never_stands_still_ends_in_an_error(new_book: type[Book]) -> None:
    """After trying anew a bounded number of times."""
    book = new_book([1] * 20)

    def stir(request: int) -> None:
        book.entries = book.entries[7:] + book.entries[:7]
        book.add(1)

    book.before_request = stir
    with pytest.raises(UnexpectedResponse, match="changes faster") as caught:
        await numbers(book.read(page_size=3))
    assert caught.value.checkpoint is not None
    assert len(book.requests) < 100


@pytest.mark.parametrize("from_is_inclusive", [True, False])
@pytest.mark.parametrize("to_is_inclusive", [True, False])
@pytest.mark.asyncio
async def test_the_range_starts_with_since_and_ends_before_until(
    new_book: type[Book], *, from_is_inclusive: bool, to_is_inclusive: bool
) -> None:
    """To the millisecond, on whichever side the service includes its ends: periods neither overlap nor leave gaps."""
    book = new_book(range(10), from_is_inclusive=from_is_inclusive, to_is_inclusive=to_is_inclusive)
    assert await numbers(book.read(since_ms=3, until_ms=7, page_size=2)) == [4, 5, 6, 7]
    assert await numbers(book.read(until_ms=3)) + await numbers(book.read(since_ms=3)) == one_to(10)


@pytest.mark.parametrize("emulator", list(Profile), indirect=True)
@pytest.mark.asyncio
async def test_an_account_is_read_through_the_client(acme: IdentityView, emulator: Emulator) -> None:
    """Filters and the range go over the wire."""
    for number in range(12):
        emulator.advance(1)
        emulator.world.deposit("220", number + 1, kind="DEPOSIT" if number % 2 else "ADJUSTMENT")
    start = from_epoch_ms(emulator.world.now_ms() - 4_000)
    reading = acme.managed_accounts.statement("220", since=start, types=["DEPOSIT"], page_size=1)
    assert await numbers(reading) == [8, 10, 12]
    newest_first = acme.managed_accounts.statement("220", since=start, order="DESC", page_size=2)
    assert await numbers(newest_first) == [12, 11, 10, 9, 8]


@pytest.mark.parametrize("emulator", list(Profile), indirect=True)
@pytest.mark.asyncio
async def test_a_card_is_read_through_the_client(acme: IdentityView, emulator: Emulator) -> None:
    """A held authorisation, and the money that is taken for it, however the service writes them down."""
    emulator.advance(1)
    held = emulator.world.authorise("331", 700)
    before = [entry async for entry in acme.managed_cards.statement("331")]
    emulator.world.settle("331", held)
    after = [entry async for entry in acme.managed_cards.statement("331")]
    assert before[-1].transaction_id.id == held
    assert [entry.transaction_id for entry in after[: len(before)]] == [entry.transaction_id for entry in before]
    assert actual(after) - actual(before) == -700


@pytest.mark.asyncio
async def test_a_failure_carries_the_checkpoint_and_does_not_end_the_reading(
    acme: IdentityView, emulator: Emulator
) -> None:
    """Both ways to go on give the remaining entries once."""
    for number in range(9):
        emulator.advance(1)
        emulator.world.deposit("221", number + 1)
    reading = acme.managed_accounts.statement("221", page_size=3)
    given = [(await anext(reading)).transaction_amount.amount for _ in range(3)]
    emulator.faults.inject(Fault.answer(503))
    with pytest.raises(ServiceUnavailable) as caught:
        await anext(reading)
    assert caught.value.checkpoint == reading.checkpoint.to_json()
    rest = await numbers(reading)
    resumed = acme.managed_accounts.statement("221", checkpoint=caught.value.checkpoint)
    assert await numbers(resumed) == rest
    assert given + rest == [20_000, *one_to(9)]


def _unavailable(request: int) -> None:
    raise ServiceUnavailable("It is down.", status=503)


@pytest.mark.asyncio
async def test_the_checkpoint_of_an_error_goes_along_when_it_is_pickled(new_book: type[Book]) -> None:
    """A worker can hand it back to the queue."""
    book = new_book([1, 1, 2])
    reading = book.read(page_size=2)
    given = [await anext(reading), await anext(reading)]
    book.before_request = _unavailable
    with pytest.raises(ServiceUnavailable) as caught:
        await anext(reading)
    copied = pickle.loads(pickle.dumps(caught.value))
    assert copied.checkpoint == reading.checkpoint.to_json()
    book.before_request = lambda _: None
    given += [entry async for entry in book.read(checkpoint=copied.checkpoint)]
    assert [entry.transaction_amount.amount for entry in given] == [1, 2, 3]


NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"page_size": 0}, "page_size"),
        ({"page_size": 501}, "page_size"),
        ({"page_size": True}, "page_size"),
        ({"prefetch": 0}, "prefetch"),
        ({"order": "UP"}, "order"),
        ({"types": ["NOTHING"]}, "types"),
        ({"types": "TRANSFER"}, "types"),
        ({"fund_movements_only": "no"}, "fund_movements_only"),
        ({"single_entry_per_transaction": 0}, "single_entry_per_transaction"),
        ({"since": datetime(2026, 1, 1)}, "since"),  # noqa: DTZ001 - that is the point
        ({"since": NOW, "until": NOW - timedelta(days=1)}, "until"),
    ],
)
@pytest.mark.asyncio
async def test_an_argument_that_cannot_be_right_is_refused_before_anything_is_sent(
    acme: IdentityView, emulator: Emulator, arguments: dict[str, object], field: str
) -> None:
    """At once, not when the first entry is asked for."""
    with pytest.raises(InvalidRequest) as caught:
        acme.managed_accounts.statement("220", **arguments)  # type: ignore[arg-type]  # wrong on purpose
    assert caught.value.field == field
    assert len(emulator.requests) == 0


def test_checkpoints_are_of_one_statement(new_book: type[Book]) -> None:
    """Another statement would be read from the wrong place."""
    checkpoint = new_book([1]).read(since_ms=1).checkpoint
    with pytest.raises(InvalidRequest, match="another since") as caught:
        new_book([1]).read(since_ms=2, checkpoint=checkpoint)
    assert caught.value.field == "checkpoint"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 2}', '{"version": 1}', '{"version": 1, "query": []}'])
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    """And says so as bad input, not as a defect."""
    with pytest.raises(InvalidRequest, match="checkpoint cannot be read"):
        Checkpoint.from_json(text)


@pytest.mark.asyncio
async def test_a_checkpoint_survives_being_stored(new_book: type[Book]) -> None:
    """It is the same after a round trip through JSON, pending entries of its timestamp included."""
    book = new_book([1, 1])
    book.add(1, pending=True)
    reading = book.read(since_ms=1, until_ms=9)
    await numbers(reading)
    assert Checkpoint.from_json(reading.checkpoint.to_json()) == reading.checkpoint


@pytest.mark.asyncio
async def test_a_checkpoint_stays_small(new_book: type[Book]) -> None:
    """Only the entries of the last timestamp count."""
    reading = new_book(range(500)).read()
    await anext(reading)
    early = len(reading.checkpoint.to_json())
    await numbers(reading)
    assert len(reading.checkpoint.to_json()) < early + 50


@pytest.mark.asyncio
async def test_a_finished_reading_can_be_gone_on_with_later(new_book: type[Book]) -> None:
    """What has come since is given, a latecomer of the last millisecond included."""
    book = new_book([1, 2, 3])
    reading = book.read()
    assert await numbers(reading) == [1, 2, 3]
    book.add(3)
    book.add(8)
    ended = reading.checkpoint
    assert await numbers(book.read(checkpoint=ended)) == [4]
    assert await numbers(book.read(checkpoint=ended.onward())) == [4, 5]


def test_a_statement_read_newest_first_cannot_be_gone_on_with(new_book: type[Book]) -> None:
    """It ends in the past."""
    with pytest.raises(InvalidRequest, match="newest first"):
        new_book([1]).read(order="DESC").checkpoint.onward()
