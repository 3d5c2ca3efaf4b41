"""Which entries of a timestamp have been given: what makes it safe to read the same stretch twice.

Entries have no id, and one transaction can have several, so two readings of a timestamp are compared by whole
entries, as multisets. Left out are the balances after an entry, which are no part of the movement: they change for
all later entries when a pending one completes in its place. That one changes itself as well, by its state and by
what it adds to the balances, and is still the same movement.
"""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import orjson
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from weavr_backoffice.models import StatementEntry

__all__ = ["Mark", "Position", "advanced", "not_yet_given", "same_movement"]

_PENDING: Final = "PENDING"
_BALANCES: Final = frozenset({"availableBalanceAfter", "actualBalanceAfter", "balanceAfter"})
_CHANGED_BY_COMPLETION: Final = frozenset({"entryState", "availableBalanceAdjustment", "actualBalanceAdjustment"})


@frozen
class Mark:
    """What is remembered of an entry that has been given."""

    movement: str
    """Equal for entries that are equal but for the balances after them."""
    completed: str | None
    """Of a pending entry: equal for what may become of it when it completes."""


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

    An entry that stands as it was marked is accounted for first. Only then may the mark of a pending entry that is
    nowhere to be found any more account for one that it may have become.
    """
    given = Counter(marks)
    unknown: list[StatementEntry] = []
    for entry in entries:
        mark = _mark(entry)
        if given[mark]:
            given[mark] -= 1
        else:
            unknown.append(entry)
    completed = Counter(mark.completed for mark in given.elements() if mark.completed is not None)
    fresh: list[StatementEntry] = []
    for entry in unknown:
        key = _completed(entry.to_dict())
        if entry.entry_state != _PENDING and completed[key]:
            completed[key] -= 1
        else:
            fresh.append(entry)
    return fresh


def same_movement(before: StatementEntry, now: StatementEntry) -> bool:
    """Whether an entry is the one that stood in its place before."""
    return before == now or not not_yet_given([_mark(before)], [now])


def _mark(entry: StatementEntry) -> Mark:
    data = entry.to_dict()
    completed = _completed(data) if entry.entry_state == _PENDING else None
    return Mark(_fingerprint(data, _BALANCES), completed)


def _completed(data: Mapping[str, object]) -> str:
    return _fingerprint(data, _BALANCES | _CHANGED_BY_COMPLETION)


def _fingerprint(data: Mapping[str, object], without: frozenset[str]) -> str:
    # Sorted, for the fields that the contract does not name come in the service's order.
    kept = {name: value for name, value in data.items() if name not in without}
    return blake2b(orjson.dumps(kept, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()
