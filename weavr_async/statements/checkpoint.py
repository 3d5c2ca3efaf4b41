"""How far a statement has been read, in a form that can be stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import orjson
from attrs import evolve, field, fields, frozen

from weavr_async.statements.overlap import EntryFingerprint, LastTimestamp
from weavr_async.statements.query import KINDS, StatementQuery
from weavr_async.values._refusals import InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Checkpoint"]

_VERSION: Final = 1
_QUERY: Final = ("operation", *(one.name for one in fields(StatementQuery) if one.name != "kind"))


@frozen
class Checkpoint:
    """How far a statement has been given to its reader. Plain data: store `to_json()` anywhere, for any time.

    It holds the ids of the identity and the instrument, and only hashes of entries. Its size depends only on how many
    entries share the last timestamp.

    Resuming asks for the entries of the last timestamp once more and leaves out those that were given. The arguments
    of the statement have to be those of the first reading; page size and prefetch may differ.
    """

    query: StatementQuery = field(repr=False)
    end_ms: int | None
    """Where the statement ends, once that is known: the first epoch millisecond that does not belong to it."""
    last: LastTimestamp | None
    """The last timestamp and what was given of it; absent before the first entry."""

    def onward(self) -> Checkpoint:
        """The same place in a statement whose end is open again.

        A statement ends with the entry that was the newest when reading began. Reading on from here gives what has
        come since, including latecomers of the last millisecond: ``statement("220", checkpoint=last.onward())``.

        Raises:
            InvalidRequest: The statement is read newest first.
        """
        if self.query.newest_first:
            raise InvalidRequest("A statement that is read newest first has nothing to go on to.", field="checkpoint")
        return evolve(self, end_ms=None)

    def to_json(self) -> str:
        """The checkpoint as a JSON object."""
        last = self.last
        data = {
            "version": _VERSION,
            "query": {name: getattr(self.query, name) for name in _QUERY},
            "end_ms": self.end_ms,
            "at_ms": None if last is None else last.at_ms,
            "given": [] if last is None else [[one.movement, one.if_completed] for one in last.given],
        }
        return orjson.dumps(data).decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> Checkpoint:
        """Read a stored checkpoint back.

        Raises:
            InvalidRequest: It is no checkpoint, or one of an unknown version.
        """
        try:
            data = _object(orjson.loads(text))
            if data["version"] != _VERSION:
                raise _unreadable("its version is not known here")
            return cls(_query(_object(data["query"])), _number(data["end_ms"]), _last(data))
        except orjson.JSONDecodeError:
            why = "it is not JSON"
        except (KeyError, TypeError, ValueError):
            why = "something in it is missing or of the wrong type"
        raise _unreadable(why)

    def check(self, query: StatementQuery) -> None:
        """Refuse to go on with another statement.

        Raises:
            InvalidRequest: The statement that is asked for is not the one that was read.
        """
        for name in _QUERY:
            if getattr(self.query, name) != getattr(query, name):
                raise InvalidRequest(
                    f"This checkpoint is of a statement with another {name.removesuffix('_ms')}: resume with the same "
                    "arguments.",
                    field="checkpoint",
                )


def _unreadable(why: str) -> InvalidRequest:
    return InvalidRequest(f"The checkpoint cannot be read: {why}.", field="checkpoint")


def _query(data: Mapping[str, object]) -> StatementQuery:
    return StatementQuery(
        kind=KINDS[_text(data["operation"])],
        identity=_text(data["identity"]),
        instrument_id=_text(data["instrument_id"]),
        order=_text(data["order"]),
        since_ms=_number(data["since_ms"]),
        until_ms=_number(data["until_ms"]),
        types=tuple(map(_text, _items(data["types"]))),
        fund_movements_only=_flag(data["fund_movements_only"]),
        single_entry_per_transaction=_flag(data["single_entry_per_transaction"]),
    )


def _last(data: Mapping[str, object]) -> LastTimestamp | None:
    at_ms = _number(data["at_ms"])
    given = tuple(map(_fingerprint, _items(data["given"])))
    return None if at_ms is None else LastTimestamp(at_ms, given)


def _fingerprint(data: object) -> EntryFingerprint:
    movement, completed = _items(data)
    return EntryFingerprint(_text(movement), None if completed is None else _text(completed))


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError
    return cast("dict[str, object]", value)  # keys of JSON objects are strings


def _items(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError
    return cast("list[object]", value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: object) -> int | None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise TypeError
    return value


def _flag(value: object) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise TypeError
    return value
