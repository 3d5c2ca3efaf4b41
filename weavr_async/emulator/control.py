"""The control API under `/__emulator__`: what tests in other processes and languages do to the world.

Every command is a row below: method, path, the schema of its body, and what it does.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema_rs
import orjson
from starlette.responses import Response
from starlette.routing import Route, Router

from weavr_async.emulator.faults import Fault
from weavr_async.emulator.ledger import LedgerError
from weavr_async.emulator.records import IdentityKey
from weavr_async.emulator.world import CardDeclined

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.emulator import Emulator, Snapshot
    from weavr_async.emulator.records import Account, Card, TransferRecord
    from weavr_async.emulator.world import Identity

__all__ = ["control_api"]


class _Refused(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class _Asked(NamedTuple):
    emulator: Emulator
    snapshots: dict[str, Snapshot]
    path: dict[str, str]
    body: JsonObject


class _Command(NamedTuple):
    method: str
    path: str
    schema: JsonObject
    run: Callable[[_Asked], Any]


def control_api(emulator: Emulator) -> ASGIApp:
    """Give the ASGI application that obeys the commands."""
    snapshots: dict[str, Snapshot] = {}
    return Router([_route(command, emulator, snapshots) for command in _COMMANDS], redirect_slashes=False)


def _route(command: _Command, emulator: Emulator, snapshots: dict[str, Snapshot]) -> Route:
    validator = jsonschema_rs.Draft202012Validator(command.schema)

    async def obey(request: Request) -> Response:
        try:
            body: JsonObject = orjson.loads(await request.body() or b"{}")
            if wrong := [error.message for error in validator.iter_errors(body)]:
                return _answer(400, {"message": "; ".join(wrong)})
            done = command.run(_Asked(emulator, snapshots, request.path_params, body))
        except orjson.JSONDecodeError:
            return _answer(400, {"message": "the body is not JSON"})
        except ValueError as wrong:
            return _answer(400, {"message": str(wrong)})
        except _Refused as refused:
            return _answer(refused.status, {"message": refused.message})
        return _answer(200, done)

    return Route(command.path, obey, methods=[command.method])


def _answer(status: int, body: object) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")


def _object(*required: str, **properties: JsonObject) -> JsonObject:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


_TEXT: JsonObject = {"type": "string", "minLength": 1}
_ID: JsonObject = {"type": "string", "pattern": "^[0-9]+$"}
_AMOUNT: JsonObject = {"type": "integer", "minimum": 0, "maximum": 2**53}
_CURRENCY: JsonObject = {"type": "string", "pattern": "^[A-Z]{3}$"}
_IDENTITY = _object("type", "id", type={"enum": ["CORPORATE", "CONSUMER"]}, id=_ID)
_AUTHORISATION = _object("cardId", "transactionId", cardId=_ID, transactionId=_ID)
_NOTHING = _object()


# ---- what the commands do --------------------------------------------------------------------------------------------


def _about(asked: _Asked) -> JsonObject:
    emulator = asked.emulator
    return {
        "profile": emulator.profile.value,
        "nowMs": emulator.clock.now_ms(),
        "switches": asdict(emulator.switches),
        "requests": emulator.requests.total,
    }


def _world(asked: _Asked) -> JsonObject:
    world = asked.emulator.world
    return {
        "identities": [{"type": key.type, "id": key.id} for key in world.identities],
        "accounts": [_instrument_json(account) for account in world.accounts.values()],
        "cards": [_instrument_json(card) for card in world.cards.values()],
        "users": [
            {"id": user.id, "active": user.active, "invitesSent": user.invites_sent} for user in world.users.values()
        ],
        "profiles": list(world.profiles),
        "feeTypes": {fee.name: fee.amounts for fee in world.fee_types.values()},
        "transfers": len(world.transfers),
        "bulks": {bulk.id: bulk.status for bulk in world.bulks.values()},
    }


def _instrument_json(instrument: Account | Card) -> JsonObject:
    balance = instrument.balance
    return {
        "id": instrument.id,
        "identityId": instrument.identity.id,
        "currency": instrument.currency,
        "state": instrument.state,
        "available": None if balance is None else balance.available,
        "actual": None if balance is None else balance.actual,
    }


def _add_identity(asked: _Asked) -> JsonObject:
    identity = _identity(asked, asked.body)
    return {"type": identity.type, "id": identity.id}


def _identity(asked: _Asked, named: JsonObject) -> Identity:
    world = asked.emulator.world
    return world.corporate(named["id"]) if named["type"] == "CORPORATE" else world.consumer(named["id"])


def _add_account(asked: _Asked) -> JsonObject:
    body = asked.body
    account = _identity(asked, body["identity"]).account(
        body.get("id"), currency=body.get("currency", "GBP"), balance=body.get("balance", 0)
    )
    return _instrument_json(account)


def _add_card(asked: _Asked) -> JsonObject:
    body = asked.body
    identity = _identity(asked, body["identity"])
    parent = body.get("parentManagedAccountId")
    if parent is None:
        currency, balance = body.get("currency", "GBP"), body.get("balance", 0)
        return _instrument_json(identity.prepaid_card(body.get("id"), currency=currency, balance=balance))
    if parent not in asked.emulator.world.accounts:
        raise _Refused(404, f"there is no account {parent}")
    return _instrument_json(identity.debit_card(body.get("id"), parent=parent))


def _add_profile(asked: _Asked) -> JsonObject:
    return {"id": asked.emulator.world.transfer_profile(asked.body.get("id")).id}


def _add_fee_type(asked: _Asked) -> JsonObject:
    fee = asked.emulator.world.fee_type(asked.body["name"], **asked.body["amounts"])
    return {"name": fee.name, "amounts": fee.amounts}


def _add_user(asked: _Asked) -> JsonObject:
    if asked.body["email"].lower() in asked.emulator.world.emails:
        raise _Refused(409, "there is a user with this e-mail address already")
    user = _identity(asked, asked.body["identity"]).user(asked.body.get("id"), email=asked.body["email"])
    return {"id": user.id}


def _deposit(asked: _Asked) -> JsonObject:
    world, instrument_id = asked.emulator.world, asked.body["instrumentId"]
    if instrument_id not in world.accounts and instrument_id not in world.cards:
        raise _Refused(404, f"there is no instrument {instrument_id}")
    return {"transactionId": world.deposit(instrument_id, asked.body["amount"])}


def _authorise(asked: _Asked) -> JsonObject:
    body, card_id = asked.body, _card_id(asked)
    try:
        transaction_id = asked.emulator.world.authorise(
            card_id, body["amount"], merchant=body.get("merchant", "Corner Shop")
        )
    except CardDeclined as declined:
        raise _Refused(409, str(declined)) from None
    return {"transactionId": transaction_id}


def _settle(asked: _Asked) -> JsonObject:
    return _end_authorisation(asked, asked.emulator.world.settle)


def _reverse(asked: _Asked) -> JsonObject:
    return _end_authorisation(asked, asked.emulator.world.reverse)


def _end_authorisation(asked: _Asked, end: Callable[[str, str], None]) -> JsonObject:
    card_id, transaction_id = _card_id(asked), asked.body["transactionId"]
    try:
        end(card_id, transaction_id)
    except KeyError as missing:
        raise _Refused(404, str(missing.args[0])) from None
    return {"transactionId": transaction_id}


def _card_id(asked: _Asked) -> str:
    card_id: str = asked.body["cardId"]
    if card_id not in asked.emulator.world.cards:
        raise _Refused(404, f"there is no card {card_id}")
    return card_id


def _advance(asked: _Asked) -> JsonObject:
    asked.emulator.advance(asked.body["advanceSeconds"])
    return _clock(asked)


def _clock(asked: _Asked) -> JsonObject:
    return {"nowMs": asked.emulator.clock.now_ms()}


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


def _inject(asked: _Asked) -> JsonObject:
    body, faults = asked.body, asked.emulator.faults
    fault = _FAULTS[body["fault"]](body)
    operation = body.get("operation")
    if "probability" in body:
        faults.sometimes(fault, body["probability"], operation=operation)
    else:
        faults.inject(fault, operation=operation, times=body.get("times", 1))
    return _faults(asked)


def _faults(asked: _Asked) -> JsonObject:
    return {"waiting": asked.emulator.faults.waiting, "struck": dict(asked.emulator.faults.struck)}


def _clear_faults(asked: _Asked) -> JsonObject:
    asked.emulator.faults.clear()
    return _faults(asked)


def _save(asked: _Asked) -> JsonObject:
    asked.snapshots[asked.path["name"]] = asked.emulator.snapshot()
    return {"saved": asked.path["name"]}


def _restore(asked: _Asked) -> JsonObject:
    snapshot = asked.snapshots.get(asked.path["name"])
    if snapshot is None:
        raise _Refused(404, f"there is no snapshot {asked.path['name']}")
    asked.emulator.restore(snapshot)
    return {"restored": asked.path["name"]}


def _reset(asked: _Asked) -> JsonObject:
    asked.emulator.reset()
    return _about(asked)


def _requests(asked: _Asked) -> list[JsonObject]:
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
        for row in asked.emulator.requests
    ]


def _forget_requests(asked: _Asked) -> JsonObject:
    asked.emulator.requests.clear()
    return {}


def _kill_tokens(asked: _Asked) -> JsonObject:
    named = asked.body.get("identity")
    identity = None if named is None else IdentityKey(named["type"], named["id"])
    return {"ended": asked.emulator.tokens.kill(identity)}


def _reference(asked: _Asked) -> JsonObject:
    world, reference = asked.emulator.world, asked.path["reference"]
    return {
        "timesActed": world.times_acted(reference),
        "transfers": [_transfer_json(transfer) for transfer in world.transfers_by_reference(reference)],
    }


def _transfer_json(transfer: TransferRecord) -> JsonObject:
    return {"id": transfer.id, "state": transfer.state, "currency": transfer.currency, "amount": transfer.amount}


def _ledger(asked: _Asked) -> JsonObject:
    try:
        asked.emulator.check()
    except LedgerError as wrong:
        raise _Refused(500, str(wrong)) from None
    return {"balanced": True}


_FAULT = _object(
    "fault",
    fault={"enum": list(_FAULTS)},
    operation=_TEXT,
    times={"type": ["integer", "null"], "minimum": 1},
    probability={"type": "number", "minimum": 0, "maximum": 1},
    status={"type": "integer", "minimum": 200, "maximum": 599},
    body={"type": "string"},
    headers={"type": "object", "additionalProperties": {"type": "string"}},
    acted={"type": "boolean"},
    code=_TEXT,
    seconds={"type": "number", "minimum": 0, "maximum": 3600},
    resetsInSeconds={"type": "integer", "minimum": 0},
)
_COMMANDS = (
    _Command("GET", "/", _NOTHING, _about),
    _Command("POST", "/reset", _NOTHING, _reset),
    _Command("GET", "/world", _NOTHING, _world),
    _Command("POST", "/world/identities", _IDENTITY, _add_identity),
    _Command(
        "POST",
        "/world/accounts",
        _object("identity", identity=_IDENTITY, id=_ID, currency=_CURRENCY, balance=_AMOUNT),
        _add_account,
    ),
    _Command(
        "POST",
        "/world/cards",
        _object(
            "identity", identity=_IDENTITY, id=_ID, currency=_CURRENCY, balance=_AMOUNT, parentManagedAccountId=_ID
        ),
        _add_card,
    ),
    _Command("POST", "/world/users", _object("identity", "email", identity=_IDENTITY, id=_ID, email=_TEXT), _add_user),
    _Command("POST", "/world/profiles", _object(id=_ID), _add_profile),
    _Command(
        "POST",
        "/world/fee_types",
        _object(
            "name",
            "amounts",
            name=_TEXT,
            amounts={"type": "object", "propertyNames": _CURRENCY, "additionalProperties": _AMOUNT},
        ),
        _add_fee_type,
    ),
    _Command("POST", "/world/deposits", _object("instrumentId", "amount", instrumentId=_ID, amount=_AMOUNT), _deposit),
    _Command(
        "POST",
        "/world/authorisations",
        _object("cardId", "amount", cardId=_ID, amount={**_AMOUNT, "minimum": 1}, merchant=_TEXT),
        _authorise,
    ),
    _Command("POST", "/world/settlements", _AUTHORISATION, _settle),
    _Command("POST", "/world/reversals", _AUTHORISATION, _reverse),
    _Command("GET", "/clock", _NOTHING, _clock),
    _Command(
        "POST",
        "/clock",
        _object("advanceSeconds", advanceSeconds={"type": "number", "minimum": 0, "maximum": 10**9}),
        _advance,
    ),
    _Command("GET", "/faults", _NOTHING, _faults),
    _Command("POST", "/faults", _FAULT, _inject),
    _Command("DELETE", "/faults", _NOTHING, _clear_faults),
    _Command("POST", "/snapshots/{name}", _NOTHING, _save),
    _Command("POST", "/snapshots/{name}/restore", _NOTHING, _restore),
    _Command("GET", "/requests", _NOTHING, _requests),
    _Command("DELETE", "/requests", _NOTHING, _forget_requests),
    _Command("POST", "/tokens/kill", _object(identity=_IDENTITY), _kill_tokens),
    _Command("GET", "/references/{reference:path}", _NOTHING, _reference),
    _Command("GET", "/ledger", _NOTHING, _ledger),
)
