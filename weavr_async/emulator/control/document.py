"""The interface document of the control API: OpenAPI, made from the table of commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from weavr_async.emulator.asgi import CONTROL_PATH
from weavr_async.emulator.control.command import ID, NOTHING, TEXT, WORD, object_schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.control.command import Command

__all__ = ["describe", "path_schema"]

_PARAMETER: Final = re.compile(r"\{(\w+)(?::\w+)?\}")
_REFUSED: Final = object_schema("message", message=TEXT)
_SAID: Final = {400: "It cannot be read.", 404: "There is no such thing.", 409: "It does not fit what there is."}


def describe(commands: Iterable[Command]) -> JsonObject:
    """Write the document."""
    paths: JsonObject = {}
    for command in commands:
        path = _PARAMETER.sub(r"{\1}", command.path)
        paths.setdefault(path, {})[command.method.lower()] = _operation(command)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Control API of the Weavr emulator",
            "version": "1",
            "description": "What tests and people do to an emulator. It is no part of Weavr's service.",
        },
        "servers": [{"url": CONTROL_PATH}],
        "paths": paths,
    }


def path_schema(name: str) -> JsonObject:
    """Give the schema of a path parameter: names of snapshots are words, and a reference is any text."""
    return {"name": WORD, "reference": TEXT}.get(name, ID)


def _operation(command: Command) -> JsonObject:
    responses: JsonObject = {"200": _response("Done.", command.answer)}
    for status in sorted({400, *command.refusals}):
        responses[str(status)] = _response(_SAID[status], _REFUSED)
    operation: JsonObject = {"operationId": command.id, "summary": command.summary, "responses": responses}
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": path_schema(name)}
        for name in _PARAMETER.findall(command.path)
    ]
    parameters += [{"name": name, "in": "query", "schema": schema} for name, schema in command.query.items()]
    if parameters:
        operation["parameters"] = parameters
    if command.schema is not NOTHING:
        content = {"application/json": {"schema": command.schema}}
        operation["requestBody"] = {"required": bool(command.schema["required"]), "content": content}
    return operation


def _response(description: str, schema: JsonObject) -> JsonObject:
    return {"description": description, "content": {"application/json": {"schema": schema}}}
