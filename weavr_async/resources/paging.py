"""Lists that arrive in pages: items one by one, or page by page, and always an end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar

from attrs import frozen

from weavr_async.errors import UnexpectedResponse
from weavr_async.values._limits import check_limit
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable, Sequence

    from weavr_backoffice.checks import Fields
    from weavr_backoffice.types import Unset

__all__ = ["Page", "Pages", "check_page_size", "page_of"]

T = TypeVar("T")

_OK: Final = 200


@frozen
class Page(Generic[T]):
    """One page of a list."""

    items: Sequence[T]
    count: int | None
    """How many items there are in all, as the service said in this answer; absent when it did not say."""


class Pages(Generic[T]):
    """A list that is read as it is needed: iterate over it for its items, or over `pages()`.

    One request brings one page; it is sent when the page's first item is asked for. The offset advances by the
    number of items that came back. The list ends when the count that the service states is reached, or with an
    empty page.

    The service keeps no snapshot: items that appear or vanish while the list is read move the others. An item
    that was on the page before is not given again; one that moves back over the border of two pages is missed.
    Where that matters, fix the range (`created_until` of transfers) and leave out filters that items can leave
    (`states`).

    An object is read once. A failure does not end it: iterating again asks for the same page once more.

    Raises:
        UnexpectedResponse: While iterating: a page repeats the one before. Either the list moved on by a whole page
            meanwhile, or the service ignores the offset and the list would never end.
        WeavrError: While iterating: whatever a call can end in.
    """

    __slots__ = ("_at", "_fetch", "_finished", "_items", "_key", "_offset", "_previous")

    def __init__(self, fetch: Callable[[int], Awaitable[Page[T]]], *, key: Callable[[T], Hashable]) -> None:
        """Make a list; nothing is sent yet.

        Args:
            fetch: Asks for the page at an offset.
            key: What tells items apart.
        """
        self._fetch: Final = fetch
        self._key: Final = key
        self._offset = 0
        self._previous: list[Hashable] = []
        self._items: Sequence[T] = ()
        self._at = 0
        self._finished = False

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

    async def _next_page(self) -> Page[T] | None:
        if self._finished:
            return None
        page = await self._fetch(self._offset)
        keys = [self._key(item) for item in page.items]
        if keys and keys == self._previous:
            raise UnexpectedResponse("A page of the list repeats the page before it.", status=_OK)
        given = set(self._previous)
        fresh = [item for item, key in zip(page.items, keys, strict=True) if key not in given]
        self._previous = keys
        self._offset += len(keys)
        self._finished = not keys or (page.count is not None and self._offset >= page.count)
        return Page(fresh, page.count) if keys else None


def page_of(items: list[T] | Unset, count: int | Unset) -> Page[T]:
    """A page of a generated model, whose list and count may be missing."""
    return Page([] if items is UNSET else items, None if count is UNSET else count)


def check_page_size(page_size: int, limits: Fields) -> int:
    """Give back a page size that an operation of these limits can be asked for.

    Raises:
        InvalidRequest: It is anything else.
    """
    return check_limit(limits["limit"], page_size, "page_size")
