"""The control API under `/__emulator__`: what tests in other processes and languages, and people, do to an emulator.

Every command is a row of a table. The page calls the same commands, and `/openapi.json` describes them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import orjson
from starlette.responses import Response
from starlette.routing import Route, Router

from weavr_async.emulator.contract import whole_numbers
from weavr_async.emulator.control.books import BOOK_COMMANDS
from weavr_async.emulator.control.command import NOTHING, Command, CommandRefused, ControlRequest, object_schema
from weavr_async.emulator.control.document import describe, path_schema
from weavr_async.emulator.control.faults import FAULT_COMMANDS
from weavr_async.emulator.control.requests import REQUEST_COMMANDS
from weavr_async.emulator.control.state import STATE_COMMANDS
from weavr_async.emulator.control.stream import stream
from weavr_async.emulator.control.tokens import TOKEN_COMMANDS
from weavr_async.emulator.control.webhooks import WEBHOOK_COMMANDS
from weavr_async.emulator.control.world import WORLD_COMMANDS
from weavr_async.emulator.saved import SavedStateError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.state import Snapshot, State

__all__ = ["COMMANDS", "control_api"]

_MOST_DIGITS = 16  # of 2**53
COMMANDS = (
    *STATE_COMMANDS,
    *FAULT_COMMANDS,
    *REQUEST_COMMANDS,
    *TOKEN_COMMANDS,
    *WORLD_COMMANDS,
    *BOOK_COMMANDS,
    *WEBHOOK_COMMANDS,
)
_BY_ID = {command.id: command for command in COMMANDS}


def control_api(state: State) -> Router:
    """Give the ASGI application that carries the commands out."""
    snapshots: dict[str, Snapshot] = {}
    by_path: dict[str, dict[str, _Carrier]] = {}
    for command in COMMANDS:
        by_path.setdefault(command.path, {})[command.method] = _Carrier(command, state, snapshots)
    routes = [_route(path, carriers) for path, carriers in by_path.items()]
    routes.append(Route("/openapi.json", _document, methods=["GET"]))
    routes.append(Route("/events", stream(state), methods=["GET"]))
    return Router(routes, redirect_slashes=False)


def _route(path: str, carriers: Mapping[str, _Carrier]) -> Route:
    """One path with all its methods, so that 405 names them all."""

    async def carry_out(request: Request) -> Response:
        return await carriers["GET" if request.method == "HEAD" else request.method].carry_out(request)

    return Route(path, carry_out, methods=list(carriers))


class _Carrier:
    """Carries one command out: checks what it is given, runs it, and writes what comes of it."""

    def __init__(self, command: Command, state: State, snapshots: dict[str, Snapshot]) -> None:
        self._command = command
        self._state = state
        self._snapshots = snapshots

    async def carry_out(self, request: Request) -> Response:
        """Answer one request."""
        command = self._command
        try:
            asked = ControlRequest(
                self._state,
                self._snapshots,
                self._path_of(request),
                self._body_of(await request.body()),
                self._query_of(request),
            )
            done = command.run(asked)
            if command.method != "GET":
                self._state.changed()
        except orjson.JSONDecodeError:
            return _answer(400, {"message": "the body is not JSON"})
        except SavedStateError as wrong:
            return _answer(409, {"message": str(wrong)})
        except ValueError as wrong:
            return _answer(400, {"message": str(wrong)})
        except CommandRefused as refused:
            return _answer(refused.status, {"message": refused.message})
        return _answer(200, done)

    def _body_of(self, raw: bytes) -> JsonObject:
        if self._command.schema is NOTHING and self._command.method == "GET":
            return {}
        body: Any = whole_numbers(orjson.loads(raw or b"{}"))
        _check(_body_validator(self._command.id), body)
        read: JsonObject = body
        return read

    def _query_of(self, request: Request) -> JsonObject:
        query: JsonObject = {}
        for name, text in request.query_params.items():
            schema = self._command.query.get(name)
            if schema is not None:
                number = schema["type"] == "integer" and text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
                query[name] = int(text) if number else text
        _check(_query_validator(self._command.id), query)
        return query

    @staticmethod
    def _path_of(request: Request) -> dict[str, str]:
        for name, text in request.path_params.items():
            _check(jsonschema_rs.Draft202012Validator(path_schema(name)), text)
        return request.path_params


@cache
def _body_validator(command: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(_BY_ID[command].schema)


@cache
def _query_validator(command: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(object_schema(**_BY_ID[command].query))


def _check(validator: jsonschema_rs.Draft202012Validator, value: Any) -> None:  # noqa: ANN401 - any JSON
    if wrong := [error.message for error in validator.iter_errors(value)]:
        raise CommandRefused(400, "; ".join(wrong)[:1_000])


async def _document(_: Request) -> Response:
    return _answer(200, describe(COMMANDS))


def _answer(status: int, body: object) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")
