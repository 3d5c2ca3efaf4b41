"""Which requests are let in: api key, rate limit, token, and what the contract says of path, query and body."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import orjson

from weavr_async.emulator import errors
from weavr_async.emulator.bad_requests import bad_request
from weavr_async.emulator.contract import Problem
from weavr_async.emulator.errors import Refusal
from weavr_async.emulator.handlers import TOKEN_CALLS
from weavr_async.emulator.handlers.call import Call
from weavr_async.emulator.records import IdentityKey

if TYPE_CHECKING:
    from weavr_async.emulator.contract import JsonObject, Match, Operation
    from weavr_async.emulator.messages import Request
    from weavr_async.emulator.state import State

__all__ = ["admit"]

_JSON = "application/json"
_TOO_LONG_REFERENCE = 8_000


def admit(state: State, request: Request, match: Match) -> tuple[Call, bytes]:
    """Check keys, token and contract; gives the call, and the fingerprint of what it asks for under a reference."""
    operation = match.operation
    if len(request.headers.get("idempotency-ref", "")) >= _TOO_LONG_REFERENCE:
        raise Refusal(413, {"message": "Request Entity Too Large"})
    state.world.run_due()
    api_key = _api_key(state, request, operation)
    state.rate_windows.count(api_key, state.world.now_ms())
    identity = _identity(state, request, operation, api_key)
    query, problems = operation.read_query(request.query)
    if state.switches.unknown_state_filter == "ignore":
        query, problems = _without_unknown_states(operation, query, problems)
    problems += operation.read_path(match.path)
    problems += operation.read_headers(request.headers)
    body: Any = None
    if operation.body_validator is not None:
        _check_content_type(request)
        body, wrong = operation.read_body(request.body, drop_nulls=state.switches.nulls == "left_out")
        problems += wrong
    if problems:
        raise bad_request(problems, operation, state.switches)
    if identity is None:
        identity = IdentityKey(body["identity"]["type"], body["identity"]["id"])
    reference = request.headers.get("idempotency-ref") if _takes_reference(state, operation) else None
    call = Call(
        operation=operation,
        world=state.world,
        tokens=state.tokens,
        switches=state.switches,
        api_key=api_key,
        identity=identity,
        path=match.path,
        query=query,
        body=body,
        accept=request.headers.get("accept", ""),
        reference=reference or None,
    )
    if call.reference is None:
        return call, b""
    payload = orjson.dumps([request.path, body], option=orjson.OPT_SORT_KEYS)
    return call, hashlib.blake2b(payload, digest_size=16).digest()


def _api_key(state: State, request: Request, operation: Operation) -> str:
    api_key = request.headers.get("api-key")
    if not api_key:
        if state.switches.missing_api_key_status == 400:  # noqa: PLR2004 - the status itself
            raise bad_request([Problem("api-key", "required")], operation, state.switches)
        raise errors.unauthorized()
    if state.world.tenant_of(api_key) is None:
        raise errors.unauthorized()
    return api_key


def _identity(state: State, request: Request, operation: Operation, api_key: str) -> IdentityKey | None:
    """Give the identity of the bearer; None for the token calls, whose body names it."""
    bearer = request.bearer
    if operation.id in TOKEN_CALLS:
        asks = operation.id == "impersonateIdentityLogin" and state.switches.impersonation_needs_bearer
        if asks and not bearer:
            raise errors.unauthorized()
        return None
    if not bearer:
        raise errors.unauthorized()
    token = state.tokens.use(bearer, api_key, state.world.now_ms())
    if token is not None:
        return token.identity
    status = {
        "unknown": 401,
        "dead": state.switches.dead_token_status,
        "live": state.switches.wrong_token_status,
    }[state.tokens.state_of(bearer)]
    raise errors.unauthorized() if status == 401 else errors.forbidden()  # noqa: PLR2004 - the status itself


def _takes_reference(state: State, operation: Operation) -> bool:
    if operation.id == "managedCardSpendRulesCreate":
        return state.switches.spend_rules_create_takes_reference
    return operation.takes_reference


def _check_content_type(request: Request) -> None:
    media_type = request.headers.get("content-type", _JSON).partition(";")[0].strip().lower()
    if request.body and media_type != _JSON:
        raise Refusal(415, {"code": "UNSUPPORTED_MEDIA_TYPE", "message": "send application/json"})


def _without_unknown_states(
    operation: Operation, query: JsonObject, problems: list[Problem]
) -> tuple[JsonObject, list[Problem]]:
    """Drop the filter by state where a value of it is unknown; all rows come then."""
    if operation.id != "transfersGet" or not any(problem.field.startswith("state") for problem in problems):
        return query, problems
    rest = {name: value for name, value in query.items() if name != "state"}
    return rest, [problem for problem in problems if not problem.field.startswith("state")]
