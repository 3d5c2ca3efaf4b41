"""Which entries of a timestamp have been given: what makes it safe to read the same range twice.

Entries have no id, and one transaction can have several, so two readings of a timestamp are compared by whole
entries, as multisets.

A statement is append-only, as far as it was observed: what completes gets a second entry of the same transaction, and
the PENDING one stays as it is. Should the service complete an entry where it stands, its state changes, what it adds to
the balances, and the balances after all later entries; it is the same movement all the same. So balances after an entry
are left out, and names that can be given anew.
"""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, cast

import orjson
from attrs import frozen

from weavr_async.statements.parsed import as_json, time_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from weavr_async.statements.parsed import AnyEntry, EntryJSON


__all__ = ["EntryFingerprint", "LastTimestamp", "not_yet_given", "same_movement"]

_PENDING: Final = "PENDING"
_BALANCES: Final = frozenset({"availableBalanceAfter", "actualBalanceAfter", "balanceAfter"})
_NAME: Final = "FriendlyName"
"""How the additional fields end that hold a name of an instrument, which its owner may change."""
_CHANGED_BY_COMPLETION: Final = frozenset({"entryState", "availableBalanceAdjustment", "actualBalanceAdjustment"})


@frozen
class EntryFingerprint:
    """What is remembered of an entry that has been given: hashes."""

    movement: str
    """Equal for entries that differ only in the balances after them and in the names of instruments."""
    if_completed: str | None
    """Of a pending entry: equal for what it may become when it completes."""

    @classmethod
    def of(cls, entry: AnyEntry) -> EntryFingerprint:
        """The fingerprint of an entry."""
        data = as_json(entry)
        completed = _hash_if_completed(data) if data["entryState"] == _PENDING else None
        return cls(_hash(data, _BALANCES), completed)


@frozen
class LastTimestamp:
    """How far a statement has been given: up to a timestamp, and which of the entries of exactly that one."""

    at_ms: int
    given: tuple[EntryFingerprint, ...]

    @staticmethod
    def after(last: LastTimestamp | None, entries: Sequence[AnyEntry]) -> LastTimestamp | None:
        """The last timestamp after more entries, which are in the order of the statement."""
        if not entries:
            return last
        at_ms = time_of(entries[-1])
        first = len(entries)
        while first and time_of(entries[first - 1]) == at_ms:
            first -= 1
        before = last.given if last is not None and not first and last.at_ms == at_ms else ()
        return LastTimestamp(at_ms, (*before, *map(EntryFingerprint.of, entries[first:])))


def not_yet_given(given: Iterable[EntryFingerprint], entries: Sequence[AnyEntry]) -> list[AnyEntry]:
    """Those of all entries of one timestamp that are not among the given ones.

    An entry that stands unchanged is matched first. Only then may a pending entry that is nowhere to be found any more
    be matched with one that it may have become.
    """
    left = Counter(given)
    unknown: list[AnyEntry] = []
    for entry in entries:
        fingerprint = EntryFingerprint.of(entry)
        if left[fingerprint]:
            left[fingerprint] -= 1
        else:
            unknown.append(entry)
    completed = Counter(one.if_completed for one in left.elements() if one.if_completed is not None)
    fresh: list[AnyEntry] = []
    for entry in unknown:
        data = as_json(entry)
        key = _hash_if_completed(data)
        if data["entryState"] != _PENDING and completed[key]:
            completed[key] -= 1
        else:
            fresh.append(entry)
    return fresh


def same_movement(before: AnyEntry, now: AnyEntry) -> bool:
    """Whether an entry is the one that stood in its place before.

    A completed entry in the place of a pending one is not: it may be the second entry of the transaction, with the
    first one moved on by one place.
    """
    return before == now or EntryFingerprint.of(before) == EntryFingerprint.of(now)


def _hash_if_completed(data: EntryJSON) -> str:
    return _hash(data, _BALANCES | _CHANGED_BY_COMPLETION)


def _hash(data: EntryJSON, without: frozenset[str]) -> str:
    # Sorted, because fields that the contract does not name come in the service's order.
    kept = {name: _without_names(value) for name, value in data.items() if name not in without}
    return blake2b(orjson.dumps(kept, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()


def _without_names(value: object) -> object:
    if not isinstance(value, dict):
        return value
    fields = cast("Mapping[str, object]", value)  # keys of JSON objects are strings
    return {name: text for name, text in fields.items() if not name.endswith(_NAME)}
