"""Lists that arrive in pages: items one by one, or page by page, and always an end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar

from attrs import frozen

from weavr_async.errors import InvalidRequest, UnexpectedResponse
from weavr_async.values._checks import checked_list
from weavr_async.values._times import epoch_ms
from weavr_async.values.identities import check_id, check_instrument
from weavr_async.values.transfer_orders import check_tag
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable, Sequence
    from datetime import datetime

    from weavr_async._calls.attempt import IdentityCalls
    from weavr_async.values.identities import Instrument
    from weavr_backoffice.models import (
        BulkProcess,
        BulkProcessOperation,
        BulkProcessOperationStatus,
        BulkProcessStatus,
        TransactionState,
        Transfer,
    )
    from weavr_backoffice.types import OpenEnum, Unset

    _Enum = TypeVar("_Enum", bound=OpenEnum)

__all__ = ["Page", "Pages", "checked_page_size", "known", "list_bulk_operations", "list_bulks", "list_transfers"]

T = TypeVar("T")

_OK: Final = 200
_MOST: Final = 100
"""The largest page of every list but the statements of accounts."""


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


def checked_page_size(page_size: object, most: int) -> int:
    """The page size, if it can be asked for.

    Raises:
        InvalidRequest: It is no integer from 1 to what the service allows.
    """
    if not isinstance(page_size, int) or isinstance(page_size, bool) or not 1 <= page_size <= most:
        raise InvalidRequest(f"A page holds 1 to {most} items.", field="page_size")
    return page_size


def known(enum: type[_Enum], value: object, field: str) -> _Enum:
    """The value as one that the contract names: filters that the service does not know are ignored (observed).

    Raises:
        InvalidRequest: The contract names no such value.
    """
    # An annotation guards nothing at run time.
    found = enum(value) if isinstance(value, str) else None
    if found is None or not found.is_known:
        raise InvalidRequest(f"This is one of {', '.join(member.value for member in enum)}.", field=field)
    return found


def list_transfers(
    calls: IdentityCalls,
    *,
    profile_id: str | None,
    instrument: Instrument | None,
    states: Sequence[TransactionState | str] | None,
    created_since: datetime | None,
    created_until: datetime | None,
    tag: str | None,
    page_size: int,
) -> Pages[Transfer]:
    """List transfers (`transfersGet`); see `Transfers.list`.

    Raises:
        InvalidRequest: A filter cannot be right.
    """
    # Imported here, as in all modules of the facade: importing `weavr_async` loads no generated model.
    from weavr_backoffice.api.transfers.transfers_get import transfers_get

    limit = checked_page_size(page_size, _MOST)
    about = UNSET if instrument is None else check_instrument(instrument, "instrument").id
    marked = UNSET if tag is None else check_tag(tag)
    profile = UNSET if profile_id is None else check_id(profile_id, "transfers profile")
    chosen = UNSET if states is None else _states(states)
    created_from = UNSET if created_since is None else epoch_ms(created_since, "created_since")
    created_to = UNSET if created_until is None else epoch_ms(created_until, "created_until")

    async def fetch(offset: int) -> Page[Transfer]:
        page = await calls.run(
            transfers_get,
            offset=offset,
            limit=limit,
            profile_id=profile,
            instrument_id=about,
            state=chosen,
            created_from=created_from,
            created_to=created_to,
            tag=marked,
        )
        return _page(page.transfer, page.count)

    return Pages(fetch, key=lambda transfer: transfer.id)


def _states(states: Sequence[TransactionState | str]) -> list[TransactionState]:
    from weavr_backoffice.models.transaction_state import TransactionState

    chosen = [known(TransactionState, state, "states") for state in checked_list(states, "states", "states")]
    if not chosen:
        raise InvalidRequest("An empty list would not be sent, and give every transfer: leave it out.", field="states")
    return chosen


def list_bulks(calls: IdentityCalls, *, status: BulkProcessStatus | str | None, page_size: int) -> Pages[BulkProcess]:
    """List bulks (`bulks`); see `Bulks.list`.

    Raises:
        InvalidRequest: A filter cannot be right.
    """
    from weavr_backoffice.api.bulks.bulks import bulks
    from weavr_backoffice.models.bulk_process_status import BulkProcessStatus

    limit = checked_page_size(page_size, _MOST)
    chosen = UNSET if status is None else known(BulkProcessStatus, status, "status")

    async def fetch(offset: int) -> Page[BulkProcess]:
        page = await calls.run(bulks, offset=offset, limit=limit, status=chosen)
        return _page(page.bulk_processes, page.count)

    # The contract promises no id: an item without one is like no other.
    return Pages(fetch, key=lambda bulk: bulk.bulk_id or object())


def list_bulk_operations(
    calls: IdentityCalls, bulk_id: str, *, status: BulkProcessOperationStatus | str | None, page_size: int
) -> Pages[BulkProcessOperation]:
    """List a bulk's operations (`bulkIdOperations`); see `Bulks.operations`.

    Raises:
        InvalidRequest: A filter cannot be right.
    """
    from weavr_backoffice.api.bulks.bulk_id_operations import bulk_id_operations
    from weavr_backoffice.models.bulk_process_operation_status import BulkProcessOperationStatus

    limit = checked_page_size(page_size, _MOST)
    bulk = check_id(bulk_id, "bulk")
    chosen = UNSET if status is None else known(BulkProcessOperationStatus, status, "status")

    async def fetch(offset: int) -> Page[BulkProcessOperation]:
        page = await calls.run(bulk_id_operations, bulk, offset=offset, limit=limit, status=chosen)
        return _page(page.operations, page.count)

    return Pages(fetch, key=lambda item: item.operation_id or object())


def _page(items: list[T] | Unset, count: int | Unset) -> Page[T]:
    """A page of a generated model, whose list and count may be missing."""
    return Page([] if items is UNSET else items, None if count is UNSET else count)
