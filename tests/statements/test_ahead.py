"""Pages that are asked for ahead: how many requests are under way, what waits, and who gets a turn."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from typing import TYPE_CHECKING

import pytest

from weavr_async.statements.prefetch import Prefetcher
from weavr_async.statements.query import PageRequest
from weavr_backoffice.models import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weavr_async.statements.prefetch import Arrived

pytestmark = pytest.mark.asyncio


class Service:
    """Answers when the test says so."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.decoding = 0
        self.most_decoding = 0
        self._answers: dict[int, asyncio.Event] = {}

    def ahead(self, pages: int, *, most: int) -> Prefetcher:
        """So many pages of this service, read ahead."""
        return Prefetcher((PageRequest(offset=n, limit=1) for n in range(pages)), self.fetch, most=most)

    async def fetch(self, request: PageRequest, /, *, arrived: Arrived) -> Statement:
        """Wait for the answer, then decode."""
        self.asked.append(request.offset)
        await self._answer(request.offset).wait()
        await arrived()
        self.decoding += 1
        self.most_decoding = max(self.most_decoding, self.decoding)
        await asyncio.sleep(0)  # so that others could begin, if they were let
        self.decoding -= 1
        return Statement(count=request.offset)

    async def answer(self, pages: Iterable[int]) -> None:
        """Let answers arrive, and everything happen that follows from it."""
        for page in pages:
            self._answer(page).set()
        await everything()

    def _answer(self, page: int) -> asyncio.Event:
        return self._answers.setdefault(page, asyncio.Event())


async def everything() -> None:
    """Let happen what can."""
    for _ in range(100):
        await asyncio.sleep(0)


@pytest.fixture
def service() -> Service:
    return Service()


async def taken(ahead: Prefetcher, pages: int) -> list[object]:
    """So many pages."""
    return [(await ahead.next())[1].count for _ in range(pages)]


async def test_pages_come_in_order_whichever_answer_comes_first(service: Service) -> None:
    """Later answers wait for earlier ones."""
    ahead = service.ahead(4, most=4)
    taking = asyncio.create_task(taken(ahead, 4))
    await everything()
    await service.answer([1])
    assert not taking.done()
    await service.answer([0, 3, 2])
    assert await taking == [0, 1, 2, 3]


async def test_the_next_request_leaves_when_an_answer_arrives(service: Service) -> None:
    """Not when its page is taken: nobody takes any here after the first."""
    ahead = service.ahead(100, most=2)
    taking = asyncio.create_task(ahead.next())
    await everything()
    assert service.asked == [0, 1]
    await service.answer([0])
    await taking
    assert service.asked == [0, 1, 2]
    await service.answer([1])
    assert service.asked == [0, 1, 2, 3]
    await ahead.drop()


async def test_requests_belong_to_whoever_reads_now(service: Service) -> None:
    """Those too that leave when an answer arrives: a span or a request's id is the reader's present one."""
    reader: ContextVar[str] = ContextVar("reader")
    seen: list[str] = []

    async def fetch(request: PageRequest, /, *, arrived: Arrived) -> Statement:
        seen.append(reader.get())
        return await service.fetch(request, arrived=arrived)

    ahead = Prefetcher((PageRequest(offset=n, limit=1) for n in range(100)), fetch, most=2)
    reader.set("early")
    await service.answer([0, 1])
    await taken(ahead, 1)
    reader.set("late")
    await service.answer([2])
    await taken(ahead, 2)
    seen.clear()
    await service.answer(range(3, 8))
    assert set(seen) == {"late"}
    await ahead.drop()


async def test_no_more_pages_wait_than_twice_the_bound(service: Service) -> None:
    """However fast the service, and however slow whoever reads."""
    await service.answer(range(100))
    ahead = service.ahead(100, most=3)
    assert await taken(ahead, 10) == list(range(10))
    await everything()
    assert len(service.asked) == 10 + 2 * 3 - 1  # for the page just taken, the next one asks
    await ahead.drop()


async def test_few_requests_are_under_way_at_first(service: Service) -> None:
    """A reading that is left after a page or two has asked for few in vain."""
    await service.answer(range(100))
    ahead = service.ahead(100, most=64)
    await ahead.next()
    await everything()
    assert len(service.asked) <= 5
    await ahead.drop()


async def test_one_page_is_decoded_at_a_time(service: Service) -> None:
    """So that everybody else on the event loop has a turn between two of them."""
    ahead = service.ahead(16, most=8)
    await service.answer(range(16))
    await taken(ahead, 16)
    assert service.most_decoding == 1


async def test_dropping_ends_what_is_under_way_and_what_waits_to_be_decoded(service: Service) -> None:
    """And nothing is sent afterwards, whatever arrives."""
    ahead = service.ahead(100, most=8)
    taking = asyncio.create_task(taken(ahead, 3))
    await everything()
    await service.answer([0, 1, 2])
    await taking
    asked = len(service.asked)
    await ahead.drop()
    await service.answer(range(100))
    assert len(service.asked) == asked
    assert service.decoding == 0


async def test_a_page_that_could_not_be_fetched_is_told_in_its_turn(service: Service) -> None:
    """Pages before it are given first."""

    async def fetch(request: PageRequest, /, *, arrived: Arrived) -> Statement:
        if request.offset == 2:
            raise ConnectionError
        await arrived()
        return Statement(count=request.offset)

    ahead = Prefetcher((PageRequest(offset=n, limit=1) for n in range(9)), fetch, most=4)
    assert await taken(ahead, 2) == [0, 1]
    with pytest.raises(ConnectionError):
        await ahead.next()
    await ahead.drop()
