"""What a control command is, and the schemas its bodies are checked against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.state import Snapshot, State

__all__ = [
    "AMOUNT",
    "CURRENCY",
    "ID",
    "IDENTITY",
    "NOTHING",
    "SAVED",
    "TEXT",
    "Command",
    "CommandRefused",
    "ControlRequest",
    "object_schema",
]


class CommandRefused(Exception):
    """A command that cannot be carried out, with the status of the answer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class ControlRequest(NamedTuple):
    """What a command works on: the emulator's state, the snapshots saved by name, its path and its checked body."""

    state: State
    snapshots: dict[str, Snapshot]
    path: dict[str, str]
    body: JsonObject


class Command(NamedTuple):
    """One row of the control API: method, path, the schema of its body, and what it does."""

    method: str
    path: str
    schema: JsonObject
    run: Callable[[ControlRequest], Any]


def object_schema(*required: str, **properties: JsonObject) -> JsonObject:
    """Give the schema of an object with these properties and no others."""
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


TEXT: JsonObject = {"type": "string", "minLength": 1}
ID: JsonObject = {"type": "string", "pattern": "^[0-9]+$"}
AMOUNT: JsonObject = {"type": "integer", "minimum": 0, "maximum": 2**53}
CURRENCY: JsonObject = {"type": "string", "pattern": "^[A-Z]{3}$"}
IDENTITY = object_schema("type", "id", type={"enum": ["CORPORATE", "CONSUMER"]}, id=ID)
NOTHING = object_schema()
SAVED: JsonObject = {"type": "object", "required": ["format"], "properties": {"format": {"const": 1}}}
