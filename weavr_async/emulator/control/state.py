"""Commands on everything but the world: time, faults, snapshots, tokens, and what was received."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, get_args

import orjson

from weavr_async.emulator.control.command import (
    IDENTITY,
    NOTHING,
    SAVED,
    TEXT,
    Command,
    CommandRefused,
    ControlRequest,
    object_schema,
)
from weavr_async.emulator.faults import Fault
from weavr_async.emulator.ledger import LedgerError
from weavr_async.emulator.records import IdentityKey
from weavr_async.emulator.saved import dump, dump_snapshot, read_json
from weavr_async.emulator.tokens import TokenKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.records import TransferRecord
    from weavr_async.emulator.state import Snapshot

__all__ = ["STATE_COMMANDS"]


def _about(request: ControlRequest) -> JsonObject:
    state = request.state
    return {
        "profile": state.profile.value,
        "nowMs": state.clock.now_ms(),
        "switches": asdict(state.switches),
        "requests": state.requests.total,
    }


def _advance(request: ControlRequest) -> JsonObject:
    request.state.advance(request.body["advanceSeconds"])
    return _clock(request)


def _clock(request: ControlRequest) -> JsonObject:
    return {"nowMs": request.state.clock.now_ms()}


_FAULTS: dict[str, Callable[[JsonObject], Fault]] = {
    "answer": lambda body: Fault.answer(
        body.get("status", 500), body.get("body", "").encode(), headers=body.get("headers"),
        acted=body.get("acted", False),
    ),
    "error_code": lambda body: Fault.error_code(body.get("status", 409), body.get("code", "UNKNOWN")),
    "rate_limited": lambda body: Fault.rate_limited(resets_in=body.get("resetsInSeconds", 60)),
    "html": lambda body: Fault.html(body.get("status", 502), acted=body.get("acted", False)),
    "delay": lambda body: Fault.delay(body.get("seconds", 1.0)),
    "dribble": lambda body: Fault.dribble(body.get("seconds", 0.01)),
    "cut_before": lambda _: Fault.cut_before(),
    "cut_after": lambda _: Fault.cut_after(),
    "cut_mid_answer": lambda _: Fault.cut_mid_answer(),
    "truncated": lambda _: Fault.truncated(),
    "wrong_types": lambda _: Fault.wrong_types(),
    "unknown_enum": lambda _: Fault.unknown_enum(),
    "extra_fields": lambda _: Fault.extra_fields(),
    "html_answer": lambda _: Fault.html_answer(),
    "dead_token": lambda _: Fault.dead_token(),
}  # fmt: skip


def _inject(request: ControlRequest) -> JsonObject:
    body, faults = request.body, request.state.faults
    fault = _FAULTS[body["fault"]](body)
    operation = body.get("operation")
    if "probability" in body:
        faults.sometimes(fault, body["probability"], operation=operation)
    else:
        faults.inject(fault, operation=operation, times=body.get("times", 1))
    return _faults(request)


def _faults(request: ControlRequest) -> JsonObject:
    return {"waiting": request.state.faults.waiting, "struck": dict(request.state.faults.struck)}


def _clear_faults(request: ControlRequest) -> JsonObject:
    request.state.faults.clear()
    return _faults(request)


def _save(request: ControlRequest) -> JsonObject:
    request.snapshots[request.path["name"]] = request.state.snapshot()
    return {"saved": request.path["name"]}


def _restore(request: ControlRequest) -> JsonObject:
    request.state.restore(_snapshot(request))
    return {"restored": request.path["name"]}


def _export(request: ControlRequest) -> JsonObject:
    exported: JsonObject = orjson.loads(dump(request.state))
    return exported


def _import(request: ControlRequest) -> JsonObject:
    request.state.restore(read_json(request.body))
    return _about(request)


def _share(request: ControlRequest) -> JsonObject:
    shared: JsonObject = orjson.loads(dump_snapshot(_snapshot(request)))
    return shared


def _take_in(request: ControlRequest) -> JsonObject:
    request.snapshots[request.path["name"]] = read_json(request.body)
    return {"saved": request.path["name"]}


def _names(request: ControlRequest) -> JsonObject:
    return {"snapshots": list(request.snapshots)}


def _forget_snapshot(request: ControlRequest) -> JsonObject:
    _snapshot(request)
    del request.snapshots[request.path["name"]]
    return _names(request)


def _snapshot(request: ControlRequest) -> Snapshot:
    snapshot = request.snapshots.get(request.path["name"])
    if snapshot is None:
        raise CommandRefused(404, f"there is no snapshot {request.path['name']}")
    return snapshot


def _reset(request: ControlRequest) -> JsonObject:
    request.state.reset()
    return _about(request)


def _requests(request: ControlRequest) -> list[JsonObject]:
    return [
        {
            "operation": row.operation,
            "method": row.method,
            "path": row.path,
            "query": row.query,
            "headers": dict(row.headers),
            "body": row.body.decode("utf-8", "replace"),
            "status": row.status,
            "requestRef": row.request_ref,
            "atMs": row.at_ms,
            "replayed": row.replayed,
            "fault": row.fault,
        }
        for row in request.state.requests
    ]


def _forget_requests(request: ControlRequest) -> JsonObject:
    request.state.requests.clear()
    return {}


def _kill_tokens(request: ControlRequest) -> JsonObject:
    named = request.body.get("identity")
    identity = None if named is None else IdentityKey(named["type"], named["id"])
    return {"ended": request.state.tokens.kill(identity)}


def _mint(request: ControlRequest) -> JsonObject:
    state, body = request.state, request.body
    identity = IdentityKey(body["identity"]["type"], body["identity"]["id"])
    api_key = body.get("apiKey", state.world.api_keys[0])
    kind = body.get("kind", "impersonated")
    return {"token": state.tokens.mint(identity, api_key, state.world.now_ms(), kind=kind).value}


def _reference(request: ControlRequest) -> JsonObject:
    world, reference = request.state.world, request.path["reference"]
    return {
        "timesActed": world.times_acted(reference),
        "transfers": [_transfer_json(transfer) for transfer in world.transfers_by_reference(reference)],
    }


def _transfer_json(transfer: TransferRecord) -> JsonObject:
    return {"id": transfer.id, "state": transfer.state, "currency": transfer.currency, "amount": transfer.amount}


def _ledger(request: ControlRequest) -> JsonObject:
    try:
        request.state.world.check()
    except LedgerError as wrong:
        raise CommandRefused(500, str(wrong)) from None
    return {"balanced": True}


_FAULT = object_schema(
    "fault",
    fault={"enum": list(_FAULTS)},
    operation=TEXT,
    times={"type": ["integer", "null"], "minimum": 1},
    probability={"type": "number", "minimum": 0, "maximum": 1},
    status={"type": "integer", "minimum": 200, "maximum": 599},
    body={"type": "string"},
    headers={"type": "object", "additionalProperties": {"type": "string"}},
    acted={"type": "boolean"},
    code=TEXT,
    seconds={"type": "number", "minimum": 0, "maximum": 3600},
    resetsInSeconds={"type": "integer", "minimum": 0},
)
STATE_COMMANDS = (
    Command("GET", "/", NOTHING, _about),
    Command("POST", "/reset", NOTHING, _reset),
    Command("GET", "/clock", NOTHING, _clock),
    Command(
        "POST",
        "/clock",
        object_schema("advanceSeconds", advanceSeconds={"type": "number", "minimum": 0, "maximum": 10**9}),
        _advance,
    ),
    Command("GET", "/faults", NOTHING, _faults),
    Command("POST", "/faults", _FAULT, _inject),
    Command("DELETE", "/faults", NOTHING, _clear_faults),
    Command("GET", "/state", NOTHING, _export),
    Command("PUT", "/state", SAVED, _import),
    Command("GET", "/snapshots", NOTHING, _names),
    Command("POST", "/snapshots/{name}", NOTHING, _save),
    Command("GET", "/snapshots/{name}", NOTHING, _share),
    Command("PUT", "/snapshots/{name}", SAVED, _take_in),
    Command("DELETE", "/snapshots/{name}", NOTHING, _forget_snapshot),
    Command("POST", "/snapshots/{name}/restore", NOTHING, _restore),
    Command("GET", "/requests", NOTHING, _requests),
    Command("DELETE", "/requests", NOTHING, _forget_requests),
    Command(
        "POST",
        "/tokens",
        object_schema("identity", identity=IDENTITY, apiKey=TEXT, kind={"enum": list(get_args(TokenKind))}),
        _mint,
    ),
    Command("POST", "/tokens/kill", object_schema(identity=IDENTITY), _kill_tokens),
    Command("GET", "/references/{reference:path}", NOTHING, _reference),
    Command("GET", "/ledger", NOTHING, _ledger),
)
