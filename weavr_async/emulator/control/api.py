"""The control API under `/__emulator__`: what tests in other processes and languages do to an emulator.

Every command is a row of a table: method, path, the schema of its body, and what it does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import jsonschema_rs
import orjson
from starlette.responses import Response
from starlette.routing import Route, Router

from weavr_async.emulator.control.command import Command, CommandRefused, ControlRequest
from weavr_async.emulator.control.state import STATE_COMMANDS
from weavr_async.emulator.control.webhooks import WEBHOOK_COMMANDS
from weavr_async.emulator.control.world import WORLD_COMMANDS

if TYPE_CHECKING:
    from starlette.requests import Request

    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.state import Snapshot, State

__all__ = ["COMMANDS", "control_api"]

COMMANDS = (*STATE_COMMANDS, *WORLD_COMMANDS, *WEBHOOK_COMMANDS)


def control_api(state: State) -> Router:
    """Give the ASGI application that carries the commands out."""
    snapshots: dict[str, Snapshot] = {}
    return Router([_route(command, state, snapshots) for command in COMMANDS], redirect_slashes=False)


def _route(command: Command, state: State, snapshots: dict[str, Snapshot]) -> Route:
    validator = jsonschema_rs.Draft202012Validator(command.schema)

    async def carry_out(request: Request) -> Response:
        try:
            body: JsonObject = orjson.loads(await request.body() or b"{}")
            if wrong := [error.message for error in validator.iter_errors(body)]:
                return _answer(400, {"message": "; ".join(wrong)})
            done = command.run(ControlRequest(state, snapshots, request.path_params, body))
            if command.method != "GET":
                state.changed()
        except orjson.JSONDecodeError:
            return _answer(400, {"message": "the body is not JSON"})
        except ValueError as wrong:
            return _answer(400, {"message": str(wrong)})
        except CommandRefused as refused:
            return _answer(refused.status, {"message": refused.message})
        return _answer(200, done)

    return Route(command.path, carry_out, methods=[command.method])


def _answer(status: int, body: object) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")
