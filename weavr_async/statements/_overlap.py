"""Which entries of a timestamp have been given: what makes it safe to read the same stretch twice.

Entries have no id, and one transaction can have several, so two readings of a timestamp are compared by whole
entries, as multisets. The one change that the service announces is known too: a PENDING entry may have turned
COMPLETED where it stands, and is still the same movement.
"""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import orjson
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from weavr_backoffice.models import StatementEntry

__all__ = ["Mark", "Position", "advanced", "not_yet_given", "same_movement"]

_PENDING: Final = "PENDING"


@frozen
class Mark:
    """What is remembered of an entry that has been given."""

    fingerprint: str
    """Equal entries have equal fingerprints."""
    pending: str | None
    """The transaction, if the entry was pending."""


@frozen
class Position:
    """How far a statement has been given: up to a timestamp, and which of the entries of exactly that one."""

    at_ms: int
    marks: tuple[Mark, ...]


def advanced(position: Position | None, entries: Sequence[StatementEntry]) -> Position | None:
    """The position after more entries, which are in the order of the statement."""
    if not entries:
        return position
    at_ms = entries[-1].processed_timestamp
    first = len(entries)
    while first and entries[first - 1].processed_timestamp == at_ms:
        first -= 1
    known = position.marks if position is not None and not first and position.at_ms == at_ms else ()
    return Position(at_ms, (*known, *map(_mark, entries[first:])))


def not_yet_given(marks: Iterable[Mark], entries: Sequence[StatementEntry]) -> list[StatementEntry]:
    """Those of all entries of one timestamp that the marks do not account for.

    An entry that is marked as it stands is accounted for first. Only then may a mark of a pending entry that is
    nowhere to be found any more account for an entry of its transaction that is not pending.
    """
    given = Counter(marks)
    fresh: list[StatementEntry] = []
    for entry in entries:
        mark = _mark(entry)
        if given[mark]:
            given[mark] -= 1
        else:
            fresh.append(entry)
    turned = Counter(mark.pending for mark in given.elements() if mark.pending is not None)
    remaining: list[StatementEntry] = []
    for entry in fresh:
        transaction = _transaction(entry)
        if turned[transaction] and entry.entry_state != _PENDING:
            turned[transaction] -= 1
        else:
            remaining.append(entry)
    return remaining


def same_movement(before: StatementEntry, now: StatementEntry) -> bool:
    """Whether an entry is the one that stood here before: equal, or pending then and of the same transaction now."""
    return before == now or (
        before.entry_state == _PENDING
        and before.processed_timestamp == now.processed_timestamp
        and before.transaction_id == now.transaction_id
    )


def _mark(entry: StatementEntry) -> Mark:
    # Sorted, for the fields that the contract does not name come in the service's order.
    data = orjson.dumps(entry.to_dict(), option=orjson.OPT_SORT_KEYS)
    pending = _transaction(entry) if entry.entry_state == _PENDING else None
    return Mark(blake2b(data, digest_size=16).hexdigest(), pending)


def _transaction(entry: StatementEntry) -> str:
    return f"{entry.transaction_id.type_}:{entry.transaction_id.id}"
