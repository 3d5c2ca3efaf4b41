"""Whose result is whose: the operations that the service lists, joined to the items that were submitted.

An operation belongs to an item by its place, and the payload must agree. Nothing says whether places count from 0 or
from 1, so the place of the first item is found from the data: it is the one for which every payload agrees.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Generic, TypeVar, final

import orjson
from attrs import field, frozen

from weavr_async.bulk_jobs._errors import JoinMismatch
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from weavr_async.errors import FieldError
    from weavr_backoffice.error_codes import ErrorCode
    from weavr_backoffice.models import BulkProcessOperation, BulkProcessOperationStatus
    from weavr_backoffice.types import JSON

__all__ = ["Asked", "BulkResult", "Listed", "canonical", "join"]

Order = TypeVar("Order")
Answer = TypeVar("Answer")

_CARD_IN_PATH: Final = re.compile(r"/managed_cards/([0-9]+)(?:/|$)", re.ASCII)


@final
@frozen(kw_only=True)
class BulkResult(Generic[Order, Answer]):
    """What became of one item."""

    key: str
    """The caller's key."""
    order: Order
    """What was asked for."""
    status: BulkProcessOperationStatus | None
    """`COMPLETED`, `FAILED`, `CANCELLED` and others (open enum); absent while the service does not list it."""
    answer: Answer | None = None
    """The answer to a completed operation, such as the `Transfer`: accepted, not moved, see its `state`. Absent
    when there is none or it cannot be read; `raw_answer` has it word for word."""
    error_code: ErrorCode | None = None
    """Why it failed (open enum), when the service said so."""
    field_errors: tuple[FieldError, ...] = ()
    """The faults the service found with the item."""
    raw_answer: str | None = field(default=None, repr=False)
    """The service's answer to this operation, as text."""
    chunk: int
    """Number of its chunk, from 1 on."""
    bulk_id: str | None = None
    """The bulk it was part of; absent when the job was halted before its chunk was submitted."""
    sequence: int | None = None
    """Its place in the bulk as the service numbers it."""
    payload_confirmed: bool = False
    """Whether the service showed the very payload of this item. If it showed none that can be read, the item is
    joined by its place alone."""

    @property
    def completed(self) -> bool:
        """Whether the operation was carried out."""
        return self.status is not None and self.status.value == "COMPLETED"


@frozen
class Listed:
    """An operation as the service lists it, with what can be read of what it was asked to do."""

    operation: BulkProcessOperation
    payload: bytes | None = None
    """The request, canonical."""
    target: str | None = None
    """The card in its path."""

    @classmethod
    def of(cls, operation: BulkProcessOperation) -> Listed:
        """Read an operation's request."""
        card = None if operation.path is UNSET else _CARD_IN_PATH.search(operation.path)
        payload = None
        if operation.request_payload is not UNSET:
            # What is not shown as JSON cannot be compared; that is no difference.
            with suppress(orjson.JSONDecodeError, orjson.JSONEncodeError):
                payload = canonical(orjson.loads(operation.request_payload))
        return cls(operation, payload, None if card is None else card[1])


@frozen
class Asked:
    """What an item asks for, to be compared with what the service lists."""

    payload: bytes
    """The request, canonical."""
    target: str | None
    """The card it is for, if the request does not tell."""
    key: str

    def is_other_than(self, listed: Listed) -> bool:
        """Whether what the service lists is certainly something else."""
        return (listed.payload is not None and listed.payload != self.payload) or (
            listed.target is not None and self.target is not None and listed.target != self.target
        )


def canonical(value: JSON) -> bytes:
    """Equal for equal JSON: the order of fields does not count, and a field that is null is one that is absent."""
    return orjson.dumps(_without_nulls(value), option=orjson.OPT_SORT_KEYS)


def _without_nulls(value: JSON) -> JSON:
    if isinstance(value, dict):
        return {name: _without_nulls(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_without_nulls(one) for one in value]
    return value


def join(
    items: Sequence[Asked],
    operations: Sequence[Listed],
    *,
    chunk: int,
    bulk_id: str,
    complete: bool,
) -> list[Listed | None]:
    """Give each item its operation.

    Args:
        items: What was submitted, in its order.
        operations: What the service lists, in any order.
        chunk: Number of the chunk, for the error.
        bulk_id: The bulk, for the error.
        complete: Whether every item must have an operation; a bulk under way may not list all.

    Raises:
        JoinMismatch: They do not belong together, or more than one way to join them is left.
    """
    places = _by_sequence(operations, chunk, bulk_id)
    if complete and len(places) < len(items):
        raise JoinMismatch(
            f"Bulk {bulk_id} has ended with {len(places):,} operations, but {len(items):,} were submitted.",
            chunk=chunk,
            bulk_id=bulk_id,
        )
    if not places:
        return [None] * len(items)
    lowest, highest = min(places), max(places)
    firsts = [one for one in sorted({0, 1, lowest}) if one <= lowest and highest - one < len(items)]
    wrong = {first: _disagreeing(first, items, places) for first in firsts}
    fitting = [first for first in firsts if wrong[first] is None]
    if not firsts:
        raise JoinMismatch(
            f"Bulk {bulk_id} lists operations numbered {lowest} to {highest}, but {len(items):,} were submitted.",
            chunk=chunk,
            bulk_id=bulk_id,
        )
    if not fitting:
        # The way that agrees for longest is the one that was meant, and its first fault the one to look at.
        first = max(firsts, key=lambda one: wrong[one] or 0)
        sequence = wrong[first]
        raise JoinMismatch(
            f"Operation {sequence} of bulk {bulk_id} is not the item that was submitted there.",
            chunk=chunk,
            bulk_id=bulk_id,
            sequence=sequence,
            key=None if sequence is None else items[sequence - first].key,
        )
    if len(fitting) > 1:
        raise JoinMismatch(
            f"Bulk {bulk_id} lists only some of its operations, and their payloads fit more than one way of counting. "
            "Read again when it lists all.",
            chunk=chunk,
            bulk_id=bulk_id,
        )
    joined: list[Listed | None] = [None] * len(items)
    for sequence, listed in places.items():
        joined[sequence - fitting[0]] = listed
    return joined


def _by_sequence(operations: Sequence[Listed], chunk: int, bulk_id: str) -> dict[int, Listed]:
    places: dict[int, Listed] = {}
    for listed in operations:
        sequence = listed.operation.sequence
        if sequence is UNSET:
            raise JoinMismatch(f"Bulk {bulk_id} lists an operation without its sequence.", chunk=chunk, bulk_id=bulk_id)
        before = places.get(sequence)
        # The pages of a bulk under way may overlap: the same operation is taken as it was read last.
        if before is not None and _named(before) != _named(listed):
            raise JoinMismatch(
                f"Bulk {bulk_id} lists two operations of sequence {sequence}.",
                chunk=chunk,
                bulk_id=bulk_id,
                sequence=sequence,
            )
        places[sequence] = listed
    return places


def _named(listed: Listed) -> tuple[object, object]:
    return listed.operation.operation_id, listed.payload


def _disagreeing(first: int, items: Sequence[Asked], places: Mapping[int, Listed]) -> int | None:
    """The lowest sequence that is not the item's, when counting begins at `first`."""
    return next((place for place in sorted(places) if items[place - first].is_other_than(places[place])), None)
