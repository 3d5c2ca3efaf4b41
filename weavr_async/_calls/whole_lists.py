"""When a list that comes in pages is whole: one rule for every list, whoever reads it.

A list is whole when the count that the service states has been reached. A page without its list, a list that ends
before its count, and a page that brings nothing new are errors: of what is missing nothing may be concluded, least of
all that a payment was not made.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from weavr_async.errors import UnexpectedResponse
from weavr_async.values._checks import check_integer
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Hashable, Sequence

    from weavr_backoffice.types import Unset

__all__ = ["WholeList", "collect_into", "items_of"]

T = TypeVar("T")

_OK: Final = 200


class WholeList(Generic[T]):
    """How far one list has been read.

    The count may be the number of items on the page instead of the number in all (the service has a field for each):
    a full page that counts itself is therefore followed by another request.
    """

    __slots__ = ("_key", "_limit", "_previous", "_seen", "count", "is_whole", "offset")

    def __init__(self, limit: int | None, key: Callable[[T], Hashable]) -> None:
        """Begin.

        Args:
            limit: How many items a page may hold, as asked for; absent when nothing was said.
            key: What tells items apart.
        """
        self._limit: Final = limit
        self._key: Final = key
        self._seen: Final[set[Hashable]] = set()
        self.offset = 0
        """Where the next page begins."""
        self.count: int | None = None
        """How many items there are in all, as the last page said; absent when none has said."""
        self.is_whole = False

    def take(self, items: Sequence[T], count: int | None) -> list[T]:
        """Take the page at `offset`, and give those of its items that no earlier page has brought.

        Raises:
            UnexpectedResponse: The page brings nothing new, or is empty before the count is reached.
        """
        keys = [self._key(item) for item in items]
        fresh = [item for item, key in zip(items, keys, strict=True) if key not in self._seen]
        if items and not fresh:
            raise _not_whole(f"a page repeats earlier ones, after {self.offset:,} items")
        self._seen.update(keys)
        self.offset += len(items)
        if count is not None:
            self.count = count
        reached = self.count is not None and self.offset >= self.count
        if not items and not reached and self.count is not None:
            raise _not_whole(f"it ends after {self.offset:,} of {self.count:,} items")
        may_count_itself = len(items) == count == self._limit
        self.is_whole = not items or (reached and not may_count_itself)
        return fresh


async def collect_into(found: list[T], items: AsyncIterator[T], limit: int | None) -> None:
    """Add the next items to a list, so many at most. What was added before a failure stays in the list.

    Raises:
        InvalidRequest: The limit is no integer from 0 on.
    """
    most = math.inf if limit is None else check_integer(limit, "limit", lowest=0)
    while len(found) < most:
        try:
            found.append(await anext(items))
        except StopAsyncIteration:
            break


def items_of(listed: Sequence[T] | Unset, count: int | Unset) -> Sequence[T]:
    """The items of a page whose list may be missing.

    Raises:
        UnexpectedResponse: It is missing, and the page does not say that there are none.
    """
    if listed is not UNSET:
        return listed
    if count != 0:
        raise _not_whole("an answer has no list")
    return []


def _not_whole(why: str) -> UnexpectedResponse:
    return UnexpectedResponse(f"The list is not whole: {why}.", status=_OK)
