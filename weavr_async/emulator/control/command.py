"""What a control command is, and the schemas its bodies are checked against."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.state import Snapshot, State

__all__ = [
    "AMOUNT",
    "AMOUNTS",
    "COUNT",
    "CURRENCY",
    "FLAG",
    "ID",
    "IDENTITY",
    "MOMENT",
    "NOTHING",
    "OBJECT",
    "PAGE",
    "SAVED",
    "STRING",
    "TEXT",
    "WORD",
    "Command",
    "CommandRefused",
    "ControlRequest",
    "array_of",
    "nullable",
    "object_schema",
]


class CommandRefused(Exception):
    """A command that cannot be carried out, with the status of the answer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class ControlRequest(NamedTuple):
    """What a command works on: state, snapshots by name, path, and the body and query that were checked."""

    state: State
    snapshots: dict[str, Snapshot]
    path: dict[str, str]
    body: JsonObject
    query: JsonObject


class Command(NamedTuple):
    """One row of the control API.

    `answer` is the schema of its success, `refusals` are the statuses it may have besides 200 and 400, and `query` has
    the schema of each parameter of the query.
    """

    method: str
    path: str
    id: str
    summary: str
    schema: JsonObject
    run: Callable[[ControlRequest], Any]
    answer: JsonObject
    refusals: tuple[int, ...] = ()
    query: Mapping[str, JsonObject] = MappingProxyType({})


def object_schema(*required: str, **properties: JsonObject) -> JsonObject:
    """Give the schema of an object with these properties and no others."""
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def array_of(items: JsonObject) -> JsonObject:
    """Give the schema of an array."""
    return {"type": "array", "items": items}


def nullable(schema: JsonObject) -> JsonObject:
    """Give the schema of a value that may be null."""
    return {"anyOf": [schema, {"type": "null"}]}


TEXT: JsonObject = {"type": "string", "minLength": 1}
STRING: JsonObject = {"type": "string"}
WORD: JsonObject = {"type": "string", "pattern": "^[A-Za-z0-9_-][A-Za-z0-9._-]*$"}
FLAG: JsonObject = {"type": "boolean"}
COUNT: JsonObject = {"type": "integer", "minimum": 0}
MOMENT: JsonObject = {"type": "integer", "description": "Epoch milliseconds."}
ID: JsonObject = {"type": "string", "pattern": "^[0-9]+$"}
AMOUNT: JsonObject = {"type": "integer", "minimum": 0, "maximum": 2**53, "description": "Minor units."}
CURRENCY: JsonObject = {"type": "string", "pattern": "^[A-Z]{3}$"}
AMOUNTS: JsonObject = {"type": "object", "propertyNames": CURRENCY, "additionalProperties": AMOUNT}
IDENTITY = object_schema("type", "id", type={"enum": ["CORPORATE", "CONSUMER"]}, id=ID)
OBJECT: JsonObject = {"type": "object"}
NOTHING = object_schema()
SAVED: JsonObject = {"type": "object", "required": ["format"], "properties": {"format": {"const": 1}}}
PAGE: JsonObject = {
    "before": {"type": "integer", "minimum": 0, "maximum": 2**53, "description": "Only rows with a lower number."},
    "limit": {
        "type": "integer",
        "minimum": 1,
        "maximum": 1000,
        "description": "How many rows at most; 100 if left out.",
    },
}
