"""Which operation is which item's: what the service lists for a bulk, joined to what was submitted.

An operation belongs to an item by its position, and the payloads must agree. Whether the service counts positions from
0 or from 1 is not documented, so the first one is found from the data: the one for which every payload agrees.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Final, TypeVar

import orjson
from attrs import frozen

from weavr_async.bulk_jobs.errors import JoinMismatch
from weavr_async.bulk_jobs.waiting import give_way
from weavr_async.values._meaning import canonical
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from weavr_async.bulk_jobs.manifest import Chunk
    from weavr_async.bulk_jobs.orders import OrderFormat
    from weavr_async.bulk_jobs.state import JobState
    from weavr_backoffice.models import BulkProcessOperation
    from weavr_backoffice.types import JSONObject

__all__ = ["Listed", "Submitted", "as_submitted", "canonical", "join", "join_chunk"]

Order = TypeVar("Order")
_PAGE_SIZE: Final = 100
_CARD_IN_PATH: Final = re.compile(r"/managed_cards/([0-9]+)(?:/|$)", re.ASCII)


@frozen
class Listed:
    """An operation as the service lists it, with what can be read of what it was asked to do."""

    operation: BulkProcessOperation
    payload: bytes | None = None
    """The request, canonical."""
    card_id: str | None = None
    """The card in its path."""

    @classmethod
    def of(cls, operation: BulkProcessOperation) -> Listed:
        """Read an operation's request."""
        card = None if operation.path is UNSET else _CARD_IN_PATH.search(operation.path)
        payload = None
        if operation.request_payload is not UNSET:
            # What is not shown as JSON cannot be compared, which is not a difference.
            with suppress(orjson.JSONDecodeError, orjson.JSONEncodeError):
                payload = canonical(orjson.loads(operation.request_payload))
        return cls(operation, payload, None if card is None else card[1])


@frozen
class Submitted:
    """An item as it was submitted, to be compared with what the service lists."""

    payload: bytes
    """The request, canonical."""
    card_id: str | None
    """The card it is for, if the request does not say."""
    key: str

    def differs_from(self, listed: Listed) -> bool:
        """Whether what the service lists is certainly something else."""
        return (listed.payload is not None and listed.payload != self.payload) or (
            listed.card_id is not None and self.card_id is not None and listed.card_id != self.card_id
        )


async def as_submitted(
    chunk: Chunk, items: Sequence[JSONObject], order_format: OrderFormat[Order, object]
) -> list[Submitted]:
    """The items of a chunk in the form in which they are compared."""
    submitted: list[Submitted] = []
    for place, item in enumerate(items):
        payload = canonical(item["requestBody"])
        submitted.append(Submitted(payload, order_format.card_id(item), chunk.keys[place]))
        await give_way(place)
    return submitted


async def join_chunk(
    job: JobState, chunk: Chunk, submitted: Sequence[Submitted], bulk_id: str, *, complete: bool, compare: bool
) -> list[Listed | None]:
    """Read a bulk's operations, and give each item of the chunk its own; see `join`."""
    operations: list[Listed] = []
    pages = job.steps.operations(bulk_id, page_size=_PAGE_SIZE)

    async def read_on() -> None:
        async for operation in pages:
            operations.append(Listed.of(operation) if compare else Listed(operation))  # noqa: PERF401 - what was read before a failure must stay

    await job.retry_reading(read_on)  # after a failure, the pages go on where they stopped
    return join(submitted, operations, chunk=chunk.number, bulk_id=bulk_id, complete=complete)


def join(
    items: Sequence[Submitted],
    operations: Sequence[Listed],
    *,
    chunk: int,
    bulk_id: str,
    complete: bool,
) -> list[Listed | None]:
    """Give each item its operation.

    Args:
        items: What was submitted, in order.
        operations: What the service lists, in any order.
        chunk: Number of the chunk, for the error.
        bulk_id: The bulk, for the error.
        complete: Whether every item must have an operation; a bulk under way may not list all.

    Raises:
        JoinMismatch: They do not belong together, or there is more than one way to join them.
    """
    mismatch = partial(JoinMismatch, chunk=chunk, bulk_id=bulk_id)
    by_sequence = _by_sequence(operations, mismatch)
    if complete and len(by_sequence) < len(items):
        raise mismatch(f"The bulk has ended with {len(by_sequence):,} operations, but {len(items):,} were submitted.")
    joined: list[Listed | None] = [None] * len(items)
    if by_sequence:
        first = _first_sequence(items, by_sequence, mismatch)
        for sequence, listed in by_sequence.items():
            joined[sequence - first] = listed
    return joined


def _first_sequence(
    items: Sequence[Submitted], by_sequence: Mapping[int, Listed], mismatch: Callable[..., JoinMismatch]
) -> int:
    """The sequence of the first item: the only one from which every operation agrees with its item."""
    lowest, highest = min(by_sequence), max(by_sequence)
    firsts = [one for one in sorted({0, 1, lowest}) if one <= lowest and highest - one < len(items)]
    if not firsts:
        raise mismatch(f"The bulk lists operations {lowest} to {highest}, but {len(items):,} were submitted.")
    differences = {first: _first_difference(first, items, by_sequence) for first in firsts}
    fitting = [first for first in firsts if differences[first] is None]
    if not fitting:
        # The way that agrees longest is the likeliest one, and its first difference the one to look at.
        first, sequence = max(
            ((first, sequence) for first, sequence in differences.items() if sequence is not None), key=itemgetter(1)
        )
        raise mismatch(
            f"Operation {sequence} of the bulk is not the item that was submitted at its position.",
            sequence=sequence,
            key=items[sequence - first].key,
        )
    if len(fitting) > 1:
        raise mismatch(
            "The bulk lists only some of its operations, and their payloads fit more than one way of counting. "
            "Read again when it lists all of them."
        )
    return fitting[0]


def _by_sequence(operations: Sequence[Listed], mismatch: Callable[..., JoinMismatch]) -> dict[int, Listed]:
    places: dict[int, Listed] = {}
    for listed in operations:
        sequence = listed.operation.sequence
        if sequence is UNSET:
            raise mismatch("The bulk lists an operation without its sequence.")
        before = places.get(sequence)
        # The pages of a bulk under way may overlap: of the same operation, what was read last counts.
        if before is not None and _identity(before) != _identity(listed):
            raise mismatch(f"The bulk lists two operations of sequence {sequence}.", sequence=sequence)
        places[sequence] = listed
    return places


def _identity(listed: Listed) -> tuple[object, object]:
    return listed.operation.operation_id, listed.payload


def _first_difference(first: int, items: Sequence[Submitted], places: Mapping[int, Listed]) -> int | None:
    """The lowest sequence whose operation is not the item's, when counting begins at `first`."""
    return next((place for place in sorted(places) if items[place - first].differs_from(places[place])), None)
