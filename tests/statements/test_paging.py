"""Lists: items or pages, and always an end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties import examples
from weavr_async import PER_CALL, InvalidRequest, Money, UnexpectedResponse, managed_account
from weavr_async.resources.paging import Page, Pages

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weavr_async import IdentityView
    from weavr_async.emulator import Emulator


def pages_of(
    items: Sequence[int], *, size: int, tells_count: bool = True, asked: list[int] | None = None
) -> Pages[int]:
    """A list behind a service that gives `size` items at once."""

    async def fetch(offset: int) -> Page[int]:
        if asked is not None:
            asked.append(offset)
        return Page(items[offset : offset + size], len(items) if tells_count else None)

    return Pages(fetch, key=lambda item: item)


@settings(max_examples=examples(200), deadline=None)
@given(count=st.integers(0, 40), size=st.integers(1, 12), tells_count=st.booleans())
def test_every_item_is_given_once_and_in_order(count: int, size: int, *, tells_count: bool) -> None:
    """Whatever the page size, the count, and whether the service tells it."""

    async def read() -> list[int]:
        return [item async for item in pages_of(range(count), size=size, tells_count=tells_count)]

    assert asyncio.run(read()) == list(range(count))


@pytest.mark.asyncio
async def test_the_stated_count_saves_the_request_for_an_empty_page() -> None:
    """The last page may be full."""
    asked: list[int] = []
    assert [item async for item in pages_of(range(6), size=3, asked=asked)] == list(range(6))
    assert asked == [0, 3]


@pytest.mark.asyncio
async def test_the_same_list_gives_pages() -> None:
    """With what the service says of the whole."""
    pages = [page async for page in pages_of(range(5), size=2).pages()]
    assert [list(page.items) for page in pages] == [[0, 1], [2, 3], [4]]
    assert {page.count for page in pages} == {5}


@pytest.mark.asyncio
async def test_a_page_that_repeats_ends_the_reading_with_an_error() -> None:
    """A service that ignores the offset would be asked for ever, or seem to have fewer items than it has."""

    async def fetch(offset: int) -> Page[int]:
        return Page([1, 2], 1000)

    pages = Pages(fetch, key=lambda item: item)
    assert [await anext(pages), await anext(pages)] == [1, 2]
    with pytest.raises(UnexpectedResponse, match="repeats"):
        await anext(pages)


@pytest.mark.asyncio
async def test_items_that_were_pushed_along_are_not_given_again() -> None:
    """Something new at the front of a list moves the others to the next page."""
    items = [5, 4, 3, 2, 1]

    async def fetch(offset: int) -> Page[int]:
        page = Page(items[offset : offset + 2], len(items))
        items.insert(0, len(items) + 1)
        return page

    pages = Pages(fetch, key=lambda item: item)
    assert [await anext(pages) for _ in range(3)] == [5, 4, 3]


@pytest.mark.asyncio
async def test_a_failure_does_not_end_a_list() -> None:
    """Iterating again asks for the same page once more."""
    failures = [OSError("lost")]

    async def fetch(offset: int) -> Page[int]:
        if offset == 2 and failures:
            raise failures.pop()
        return Page(range(offset, min(offset + 2, 5)), 5)

    pages = Pages(fetch, key=lambda item: item)
    assert [await anext(pages), await anext(pages)] == [0, 1]
    with pytest.raises(OSError, match="lost"):
        await anext(pages)
    assert [item async for item in pages] == [2, 3, 4]


@pytest.mark.asyncio
async def test_transfers_are_listed_over_several_pages(acme: IdentityView, emulator: Emulator) -> None:
    """By tag, here."""
    made = []
    for number in range(5):
        emulator.advance(1)
        transfer = await acme.transfers.create(
            profile_id="7",
            source=managed_account("220"),
            destination=managed_account("221"),
            amount=Money("1.00", "GBP"),
            idempotency_ref=PER_CALL,
            tag="odd" if number % 2 else "even",
        )
        made.append(transfer.id)
    everything = [transfer.id async for transfer in acme.transfers.list(page_size=2)]
    assert sorted(everything) == sorted(made)
    even = [transfer.id async for transfer in acme.transfers.list(page_size=1, tag="even")]
    assert sorted(even) == sorted(made[::2])
    assert [transfer.id async for transfer in acme.transfers.list(instrument=managed_account("222"))] == []


@pytest.mark.parametrize(
    ("refused", "field"),
    [
        (lambda acme: acme.transfers.list(page_size=0), "page_size"),
        (lambda acme: acme.transfers.list(page_size=100_000), "page_size"),
        (lambda acme: acme.transfers.list(states=["DONE"]), "states"),
        (lambda acme: acme.bulks.list(status="DONE"), "status"),
        (lambda acme: acme.bulks.operations("12", status="DONE"), "status"),
    ],
)
@pytest.mark.asyncio
async def test_a_filter_that_cannot_be_right_is_refused_before_anything_is_sent(
    acme: IdentityView, emulator: Emulator, refused: Callable[[IdentityView], object], field: str
) -> None:
    """The service would ignore an unknown state and give everything."""
    with pytest.raises(InvalidRequest) as caught:
        refused(acme)
    assert caught.value.field == field
    assert len(emulator.requests) == 0


@pytest.mark.asyncio
async def test_the_bulks_of_an_identity_without_any_are_an_empty_list(acme: IdentityView) -> None:
    """Nothing is no error."""
    assert [bulk async for bulk in acme.bulks.list()] == []
