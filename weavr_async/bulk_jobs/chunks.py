"""First in the life of a job: its items are written into the manifest, chunk by chunk, before anything is sent.

Given again, they are compared with what was written.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

import orjson

from weavr_async.bulk_jobs.errors import ManifestError
from weavr_async.bulk_jobs.manifest import Chunk, JobSize
from weavr_async.bulk_jobs.waiting import give_way
from weavr_async.errors import InvalidRequest
from weavr_async.values.references import derive_ref

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from weavr_async.bulk_jobs.orders import OrderFormat
    from weavr_async.bulk_jobs.state import JobState
    from weavr_backoffice.types import JSONObject

__all__ = ["Items", "write_chunks"]

Order = TypeVar("Order")
T = TypeVar("T")

Items: TypeAlias = Iterable[tuple[str, Order]] | AsyncIterable[tuple[str, Order]]
"""Pairs of key and order."""

_MOST_CHUNKS: Final = 99_999


async def write_chunks(
    job: JobState, order_format: OrderFormat[Order, object], items: Items[Order], chunk_size: int
) -> JobSize:
    """Write all items into the manifest, or compare them with those that are there.

    Raises:
        InvalidRequest: There is no item, or a key or an order cannot be right.
        ManifestError: The manifest has other items.
    """
    size = await job.manifest.size()
    seen: set[str] = set()
    batch: list[tuple[str, Order]] = []
    number = 1
    async with aclosing(_each(_checked_items(items))) as each:
        async for item in each:
            key, order = _pair(item)
            batch.append((_new_key(key, seen), _checked_order(order_format, key, order)))
            if len(batch) == chunk_size:
                await _write_chunk(job, order_format, number, batch)
                batch = []
                number += 1
    if batch:
        await _write_chunk(job, order_format, number, batch)
        number += 1
    if not seen:
        raise InvalidRequest("A job has one item or more. Nothing was sent.", field="items")
    found = JobSize(chunks=number - 1, items=len(seen))
    if size is None and await job.manifest.chunk(number) is None:
        size = await job.manifest.add_size(found)
    if size != found:
        raise _other_items(job, f"there are {len(seen):,} items now, and there were more")
    return found


def _checked_items(items: Items[Order]) -> Items[Order]:
    given: object = items
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable | AsyncIterable):
        hint = ": write items.items()" if isinstance(given, Mapping) else ""
        raise InvalidRequest(
            f"The items are pairs of key and order, not {type(items).__name__}{hint}. Nothing was sent.", field="items"
        )
    return items


def _pair(item: tuple[str, Order]) -> tuple[str, Order]:
    given: object = item
    if not isinstance(given, tuple | list) or len(item) != 2:  # noqa: PLR2004 - a pair
        raise InvalidRequest(
            f"An item is a pair of key and order, not {type(given).__name__}. Nothing was sent.", field="items"
        )
    return item


async def _each(items: Iterable[T] | AsyncIterable[T]) -> AsyncGenerator[T, None]:
    if isinstance(items, AsyncIterable):
        async for item in items:
            yield item
        return
    for place, item in enumerate(items):
        await give_way(place)
        yield item


def _new_key(key: object, seen: set[str]) -> str:
    """A key that no item before has; the iterable's annotation guards nothing at run time."""
    if not isinstance(key, str) or not key:
        raise InvalidRequest("The key of an item is a string that is not empty. Nothing was sent.", field="items")
    if key in seen:
        raise InvalidRequest(f"The key {key!r} is used twice in this job. Nothing was sent.", field="items")
    seen.add(key)
    return key


def _checked_order(order_format: OrderFormat[Order, object], key: str, order: object) -> Order:
    """An order of this job's kind."""
    try:
        return order_format.check(order)
    except TypeError as expected:
        raise InvalidRequest(
            f"The order of item {key!r} is not a {expected}. Nothing was sent.", field="items"
        ) from None


async def _write_chunk(
    job: JobState, order_format: OrderFormat[Order, object], number: int, batch: Sequence[tuple[str, Order]]
) -> None:
    if number > _MOST_CHUNKS:
        raise InvalidRequest(f"A job has at most {_MOST_CHUNKS:,} chunks. Nothing was sent.", field="items")
    items: list[JSONObject] = []
    for place, (_, order) in enumerate(batch):
        items.append(order_format.write(order))
        await give_way(place)
    reference = derive_ref("bulk", job.name, job.round_number, number)
    chunk = Chunk(
        number=number,
        reference=job.calls.bind(reference, job.endpoint.OPERATION),
        keys=tuple(key for key, _ in batch),
        currencies=tuple(order_format.currency(order) for _, order in batch),
        body=orjson.dumps(list(items)),
    )
    if await job.manifest.size() is None and await job.manifest.add_chunk(chunk):
        return
    before = await job.manifest.chunk(number)
    if before is None:
        raise _other_items(job, f"there are items after chunk {number - 1} now, and there were none")
    if before != chunk:
        _compare(job, before, chunk, items)


def _compare(job: JobState, before: Chunk, now: Chunk, items: Sequence[JSONObject]) -> None:
    """Refuse items that are not those of the manifest; other bytes that say the same are the same items."""
    number, items_before = now.number, before.items()
    for place, key in enumerate(now.keys):
        same_item = place < len(before.keys) and key == before.keys[place]
        if not same_item or now.currencies[place] != before.currencies[place]:
            raise _other_items(job, f"item {place + 1} of chunk {number} is {key!r} now, and was another one")
        if items[place] != items_before[place]:
            raise _other_items(job, f"item {key!r} of chunk {number} has another order now")
    if len(before.keys) != len(now.keys):
        raise _other_items(job, f"chunk {number} has {len(now.keys):,} items now, and had {len(before.keys):,}")


def _other_items(job: JobState, what: str) -> ManifestError:
    return ManifestError(
        f"These are not the items in the manifest of {job}: {what}. Nothing was sent by this call. Give the same "
        "items, in the same order, or start another job."
    )
