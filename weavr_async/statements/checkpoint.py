"""How far a statement has been read, in a form that can be stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import orjson
from attrs import asdict, evolve, field, fields, frozen

from weavr_async.errors import InvalidRequest
from weavr_async.statements.overlap import Mark, Position

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Checkpoint", "Question"]

_VERSION: Final = 1


@frozen
class Question:
    """What a statement was asked for, in the terms of the wire."""

    operation: str
    identity: str
    instrument_id: str
    order: str
    since_ms: int | None
    """The first millisecond that belongs to the statement."""
    until_ms: int | None
    """The first millisecond that belongs to it no more."""
    types: tuple[str, ...]
    fund_movements_only: bool | None
    single_entry_per_transaction: bool | None

    @property
    def newest_first(self) -> bool:
        """Whether time runs backwards."""
        return self.order == "DESC"

    @property
    def is_whole(self) -> bool:
        """Whether nothing is filtered out of its range of time."""
        return not (self.types or self.fund_movements_only or self.single_entry_per_transaction)


@frozen
class Checkpoint:
    """How far a statement has been given to its reader. Plain data: store `to_json()`, in any place, for any time.

    It holds the ids of the identity and the instrument, and of entries only hashes. Its size depends only on how many
    entries share the last timestamp.

    Resuming asks for the entries of the last timestamp once more and leaves out those that were given. The arguments
    of the statement have to be those of the first reading; page size and prefetch may differ.
    """

    question: Question = field(repr=False)
    end_ms: int | None
    """Where the statement ends, once that is known: the first epoch millisecond that does not belong to it."""
    position: Position | None
    """The last timestamp and what was given of it; absent before the first entry."""

    def onward(self) -> Checkpoint:
        """The same place in a statement whose end is open again.

        A statement ends with the entry that was the newest when reading began. Reading on from here gives what has
        come since, the latecomers of the last millisecond included: ``statement("220", checkpoint=last.onward())``.

        Raises:
            InvalidRequest: The statement is read newest first.
        """
        if self.question.newest_first:
            raise InvalidRequest("A statement that is read newest first has nothing to go on to.", field="checkpoint")
        return evolve(self, end_ms=None)

    def to_json(self) -> str:
        """The checkpoint as a JSON object."""
        data = {
            "version": _VERSION,
            "question": asdict(self.question),
            "end_ms": self.end_ms,
            "at_ms": None if self.position is None else self.position.at_ms,
            "given": [] if self.position is None else [[m.movement, m.completed] for m in self.position.marks],
        }
        return orjson.dumps(data).decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> Checkpoint:
        """Read a stored checkpoint back.

        Raises:
            InvalidRequest: It is no checkpoint, or one of a version that is not known here.
        """
        try:
            data = _object(orjson.loads(text))
            if data["version"] != _VERSION:
                raise _unreadable("it is of a version that is not known here")
            return cls(_question(_object(data["question"])), _number(data["end_ms"]), _position(data))
        except orjson.JSONDecodeError:
            why = "it is no JSON"
        except (KeyError, TypeError, ValueError):
            why = "something in it is missing or of the wrong type"
        raise _unreadable(why)

    def check(self, question: Question) -> None:
        """Refuse to go on with another statement.

        Raises:
            InvalidRequest: The statement that is asked for is not the one that was read.
        """
        for attribute in fields(Question):
            if getattr(self.question, attribute.name) != getattr(question, attribute.name):
                argument = attribute.name.removesuffix("_ms")
                raise InvalidRequest(
                    f"This checkpoint is of a statement with another {argument}: resume with the same arguments.",
                    field="checkpoint",
                )


def _unreadable(why: str) -> InvalidRequest:
    return InvalidRequest(f"The checkpoint cannot be read: {why}.", field="checkpoint")


def _question(data: Mapping[str, object]) -> Question:
    return Question(
        operation=_text(data["operation"]),
        identity=_text(data["identity"]),
        instrument_id=_text(data["instrument_id"]),
        order=_text(data["order"]),
        since_ms=_number(data["since_ms"]),
        until_ms=_number(data["until_ms"]),
        types=tuple(map(_text, _items(data["types"]))),
        fund_movements_only=_flag(data["fund_movements_only"]),
        single_entry_per_transaction=_flag(data["single_entry_per_transaction"]),
    )


def _position(data: Mapping[str, object]) -> Position | None:
    at_ms = _number(data["at_ms"])
    marks = tuple(map(_mark, _items(data["given"])))
    return None if at_ms is None else Position(at_ms, marks)


def _mark(data: object) -> Mark:
    movement, completed = _items(data)
    return Mark(_text(movement), None if completed is None else _text(completed))


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
