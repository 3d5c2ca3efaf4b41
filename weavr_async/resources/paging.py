"""Lists that arrive in pages: items one by one, or page by page, and always an end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar

from attrs import frozen

from weavr_async._calls.whole_lists import WholeList, collect_into, items_of
from weavr_async.values._limits import check_limit
from weavr_async.values.json_values import JSONValue
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable, Sequence

    from weavr_backoffice.checks import Fields
    from weavr_backoffice.types import Unset

__all__ = ["Page", "Pages", "check_page_size", "page_of"]

T = TypeVar("T")


@frozen
class Page(JSONValue, Generic[T]):
    """One page of a list."""

    items: Sequence[T]
    count: int | None
    """How many items there are in all, as the service said in this answer; absent when it did not say."""


class Pages(Generic[T]):
    """A list that is read as it is needed: iterate over it for its items, or over `pages()`.

    One request brings one page; it is sent when the page's first item is asked for. The offset advances by the
    number of items that came back. The list ends when the count that the service states is reached; where it states
    none, with an empty page.

    The service keeps no snapshot: items that appear or vanish while the list is read move the others. An item
    that was on an earlier page is not given again; one that moves back over the border of two pages is missed.
    Where that matters, fix the range (`created_until` of transfers) and leave out filters that items can leave
    (`states`).

    An object is read once. A failure does not end it: iterating again asks for the same page once more.

    Raises:
        UnexpectedResponse: While iterating: the list is not whole. A page has no list, or is empty before the stated
            count is reached, or brings nothing new: the service ignores the offset, and the list would never end.
        WeavrError: While iterating: whatever a call can end in.
    """

    __slots__ = ("_at", "_fetch", "_items", "_list")

    def __init__(
        self,
        fetch: Callable[[int], Awaitable[Page[T]]],
        *,
        page_size: int | None = None,
        key: Callable[[T], Hashable],
    ) -> None:
        """Make a list; nothing is sent yet.

        Args:
            fetch: Asks for the page at an offset.
            page_size: How many items a page may hold, where that was said.
            key: What tells items apart.
        """
        self._fetch: Final = fetch
        self._list: Final = WholeList(page_size, key)
        self._items: Sequence[T] = ()
        self._at = 0

    def __aiter__(self) -> Pages[T]:
        return self

    async def __anext__(self) -> T:
        """Give the next item."""
        while self._at >= len(self._items):
            page = await self._next_page()
            if page is None:
                raise StopAsyncIteration
            self._items, self._at = page.items, 0
        self._at += 1
        return self._items[self._at - 1]

    async def pages(self) -> AsyncGenerator[Page[T], None]:
        """The pages, from the first one that has not been asked for yet."""
        while (page := await self._next_page()) is not None:
            yield page

    async def collect(self, limit: int | None = None) -> list[T]:
        """Give the next items as a list, `limit` of them at most; all that are left when it is absent.

        After a failure, or when it is cancelled, it can be called again: no item is lost.

        Raises:
            InvalidRequest: The limit is no integer from 0 on.
            WeavrError: As while iterating.
        """
        found: list[T] = []
        try:
            await collect_into(found, self, limit)
        except BaseException:
            self._items, self._at = [*found, *self._items[self._at :]], 0
            raise
        return found

    async def first(self) -> T | None:
        """Give the next item; nothing when there is none (any more)."""
        return await anext(self, None)

    async def _next_page(self) -> Page[T] | None:
        if self._list.is_whole:
            return None
        page = await self._fetch(self._list.offset)
        fresh = self._list.take(page.items, page.count)
        return Page(fresh, page.count) if page.items else None


def page_of(items: list[T] | Unset, count: int | Unset) -> Page[T]:
    """A page of a generated model, whose list and count may be missing.

    Raises:
        UnexpectedResponse: The list is missing, and the answer does not say that there are no items.
    """
    return Page(items_of(items, count), None if count is UNSET else count)


def check_page_size(page_size: int, limits: Fields) -> int:
    """Give back a page size that an operation of these limits can be asked for.

    Raises:
        InvalidRequest: It is anything else.
    """
    return check_limit(limits["limit"], page_size, "page_size")
