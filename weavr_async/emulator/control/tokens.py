"""Commands on tokens: which live, a new one, the end of some."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from weavr_async.emulator.control.command import (
    COUNT,
    IDENTITY,
    MOMENT,
    NOTHING,
    STRING,
    TEXT,
    Command,
    array_of,
    object_schema,
)
from weavr_async.emulator.records import IdentityKey
from weavr_async.emulator.tokens import TokenKind

if TYPE_CHECKING:
    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.control.command import ControlRequest

__all__ = ["TOKEN_COMMANDS"]

_SHOWN = 6
_MOST = 1_000


def _tokens(request: ControlRequest) -> JsonObject:
    state = request.state
    now, switches = state.world.now_ms(), state.switches
    rows: list[JsonObject] = []
    for token in state.tokens.newest(_MOST):
        ends = [
            moment + most
            for moment, most in ((token.used_ms, switches.token_idle_ms), (token.minted_ms, switches.token_lifetime_ms))
            if most is not None
        ]
        rows.append({
            "endsWith": token.value[-_SHOWN:],
            "identity": {"type": token.identity.type, "id": token.identity.id},
            "kind": token.kind,
            "mintedMs": token.minted_ms,
            "usedMs": token.used_ms,
            "alive": not ends or now < min(ends),
            "endsMs": min(ends, default=None),
        })  # fmt: skip
    return {"tokens": rows}


def _kill(request: ControlRequest) -> JsonObject:
    named = request.body.get("identity")
    identity = None if named is None else IdentityKey(named["type"], named["id"])
    return {"ended": request.state.tokens.kill(identity)}


def _mint(request: ControlRequest) -> JsonObject:
    state, body = request.state, request.body
    identity = IdentityKey(body["identity"]["type"], body["identity"]["id"])
    api_key = body.get("apiKey", state.world.api_keys[0])
    kind = body.get("kind", "impersonated")
    return {"token": state.tokens.mint(identity, api_key, state.world.now_ms(), kind=kind).value}


_KIND: JsonObject = {"enum": list(get_args(TokenKind))}
_TOKEN: JsonObject = {
    "type": "object",
    "required": ["endsWith", "identity", "kind", "mintedMs", "usedMs", "alive", "endsMs"],
    "properties": {
        "endsWith": STRING,
        "identity": IDENTITY,
        "kind": _KIND,
        "mintedMs": MOMENT,
        "usedMs": MOMENT,
        "alive": {"type": "boolean"},
        "endsMs": {"type": ["integer", "null"]},
    },
}
TOKEN_COMMANDS = (
    Command(
        "GET", "/tokens", "tokens", "The newest tokens that were not ended, by their last characters.", NOTHING,
        _tokens, object_schema("tokens", tokens=array_of(_TOKEN)),
    ),
    Command(
        "POST", "/tokens", "mintToken", "A token without a request, also of a kind that is good for nothing here.",
        object_schema("identity", identity=IDENTITY, apiKey=TEXT, kind=_KIND), _mint, object_schema("token",
        token=TEXT),
    ),
    Command(
        "POST", "/tokens/kill", "endTokens", "End the tokens of one identity, or all.",
        object_schema(identity=IDENTITY), _kill, object_schema("ended", ended=COUNT),
    ),
)  # fmt: skip
