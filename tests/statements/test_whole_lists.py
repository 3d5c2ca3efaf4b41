"""A list that is not whole is an error that says what did not add up, and every list has an end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.calls.scripted import TRANSFER, desk
from tests.calls.scripted import answer as answer_of
from weavr_async import UnexpectedResponse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from weavr_async import IdentityView
    from weavr_async._engine.base import Answer

LISTS: Final[dict[str, Callable[[IdentityView], AsyncIterator[object]]]] = {
    "transfers": lambda acme: acme.transfers.list(page_size=2),
    "bulks": lambda acme: acme.bulks.list(page_size=2),
    "operations of a bulk": lambda acme: acme.bulks.operations("55", page_size=2),
    "statement of an account": lambda acme: aiter(acme.managed_accounts.statement("220", page_size=2)),
    "statement of a card": lambda acme: aiter(acme.managed_cards.statement("331", page_size=2)),
}


def answer(body: dict[str, object]) -> Answer:
    """A success in JSON."""
    return answer_of(200, body, content_type="application/json")


def transfers(*ids: int, count: int | None = None) -> Answer:
    """A page of transfers."""
    page: dict[str, object] = {"transfer": [{**TRANSFER, "id": str(one)} for one in ids]}
    return answer(page if count is None else {**page, "count": count})


async def listed(*pages: Answer) -> list[str]:
    """The ids of a list of transfers."""
    return [one.id async for one in desk(*pages).acme.transfers.list(page_size=2)]


@pytest.mark.asyncio
@pytest.mark.parametrize("which", LISTS)
@pytest.mark.parametrize("body", [{}, {"count": 1}, {"responseCount": 0}])
async def test_an_answer_without_its_list_is_no_empty_list(which: str, body: dict[str, object]) -> None:
    """Of nothing, nothing can be concluded."""
    with pytest.raises(UnexpectedResponse, match="not whole"):
        async for _ in LISTS[which](desk(answer(body)).acme):
            pass


@pytest.mark.asyncio
@pytest.mark.parametrize("which", LISTS)
async def test_an_answer_that_counts_nothing_needs_no_list(which: str) -> None:
    """The service leaves empty lists out."""
    assert [one async for one in LISTS[which](desk(answer({"count": 0})).acme)] == []


@pytest.mark.asyncio
async def test_a_list_that_ends_before_its_count_is_an_error() -> None:
    """It says how far it came."""
    with pytest.raises(UnexpectedResponse, match="ends after 2 of 5 items"):
        await listed(transfers(1, 2, count=5), transfers(count=5))


@pytest.mark.asyncio
async def test_a_count_that_is_about_the_page_does_not_end_a_list() -> None:
    """A full page that counts itself is followed by another request."""
    assert await listed(transfers(1, 2, count=2), transfers(3, 4, count=2), transfers(5, count=1)) == list("12345")
    assert await listed(transfers(1, 2, count=2), transfers(count=2)) == ["1", "2"]


@pytest.mark.asyncio
async def test_pages_that_alternate_end_with_an_error() -> None:
    """Neither of the two brings anything new the second time."""
    with pytest.raises(UnexpectedResponse, match="repeats"):
        await listed(transfers(1, 2, count=99), transfers(3, 4, count=99), transfers(1, 2, count=99))


@pytest.mark.asyncio
async def test_a_statement_whose_order_is_ignored_is_an_error() -> None:
    """The newest entry was asked for, and the oldest came: where the statement ends is not known."""

    def page(*times: int) -> Answer:
        entries = [
            {
                "transactionId": {"type": "TRANSFER", "id": str(at)},
                "entryState": "COMPLETED",
                "transactionAmount": {"currency": "GBP", "amount": at},
                "processedTimestamp": 1_700_000_000_000 + at,
            }
            for at in times
        ]
        return answer({"entry": entries, "count": 5})

    with pytest.raises(UnexpectedResponse, match="order is ignored"):
        async for _ in desk(page(1, 2), page(1)).acme.managed_accounts.statement("220", page_size=2):
            pass
