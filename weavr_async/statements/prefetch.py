"""Pages that are asked for before they are needed, so that the round trip to the service is waited for only once.

What is bounded is the number of requests under way. The next one leaves as soon as an answer has arrived: if it waited
until that page was decoded and read, decoding and waiting would alternate instead of overlapping. So as many pages
again may have arrived and wait for their turn. They are decoded one at a time, because decoding holds the event loop
for milliseconds, and other tasks get a turn in between.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, final

from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Iterator

    from weavr_async.statements.parsed import AnyStatement
    from weavr_async.statements.query import PageRequest

__all__ = ["Arrived", "Fetch", "Prefetcher"]


_FIRST: Final = 4
"""How many requests are sent at first."""

Arrived: TypeAlias = "Callable[[], Awaitable[None]]"
"""To be awaited when the answer is there, before it is decoded."""


class Fetch(Protocol):
    """Asks for a page."""

    def __call__(self, request: PageRequest, /, *, arrived: Arrived) -> Coroutine[Any, Any, AnyStatement]:
        """Send the request."""
        ...


@define(eq=False)
class _Page:
    request: PageRequest
    is_under_way: bool = True
    has_turn: bool = False
    """To decode."""
    task: asyncio.Task[AnyStatement] = field(init=False)


@final
class Prefetcher:
    """The answers to requests that follow each other, in their order.

    Args:
        requests: What to ask for, one page after the other.
        fetch: Asks for one.
        most: The most requests under way at once. It takes a few pages to get there, and until then none waits beside
            them: a reading that is left early has asked for few in vain.
    """

    __slots__ = ("_at_once", "_context", "_decoding", "_fetch", "_most", "_pages", "_requests")

    def __init__(self, requests: Iterator[PageRequest], fetch: Fetch, *, most: int) -> None:
        self._requests: Final = requests
        self._fetch: Final = fetch
        self._most: Final = most
        self._at_once = _FIRST // 2
        self._pages: Final[deque[_Page]] = deque()
        self._decoding: Final = asyncio.Lock()
        self._context = copy_context()

    async def next(self) -> tuple[PageRequest, AnyStatement]:
        """The page that comes next. If asking for it failed, it remains the next one; drop the rest then."""
        self._at_once = min(2 * self._at_once, self._most)
        self._context = copy_context()  # of whoever reads now: requests that leave on arrival belong to it too
        self._send()
        page = self._pages[0]
        answer = await page.task
        self._pages.popleft()
        return page.request, answer

    async def drop(self) -> None:
        """End all requests, and leave what has come."""
        tasks = [page.task for page in self._pages]
        self._pages.clear()
        self._at_once = 0
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _send(self) -> None:
        room = 2 * self._most if self._at_once == self._most else self._at_once
        under_way = sum(page.is_under_way for page in self._pages)
        while under_way < self._at_once and len(self._pages) < room:
            request = next(self._requests, None)
            if request is None:
                return
            page = _Page(request)
            self._pages.append(page)  # before its task: one that is started eagerly may come back here
            page.task = asyncio.create_task(self._answer(page), context=self._context.copy())
            page.task.add_done_callback(_retrieve)
            under_way += 1

    async def _answer(self, page: _Page) -> AnyStatement:
        try:
            return await self._fetch(page.request, arrived=partial(self._arrived, page))
        finally:
            page.is_under_way = False
            if page.has_turn:
                self._decoding.release()

    async def _arrived(self, page: _Page) -> None:
        page.is_under_way = False
        self._send()
        page.has_turn = await self._decoding.acquire()
        await asyncio.sleep(0)  # what is ready to be sent goes first


def _retrieve(task: asyncio.Task[AnyStatement]) -> None:
    """Look at the error of a page that nobody waits for any more, so that the event loop does not complain."""
    if not task.cancelled():
        task.exception()
