"""Commands on the world: who and what there is, and money that moves without a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.emulator.books import CardDeclined
from weavr_async.emulator.control.command import (
    AMOUNT,
    CURRENCY,
    ID,
    IDENTITY,
    NOTHING,
    TEXT,
    Command,
    CommandRefused,
    ControlRequest,
    object_schema,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.records import Account, Card
    from weavr_async.emulator.world import Identity

__all__ = ["WORLD_COMMANDS"]


def _world(request: ControlRequest) -> JsonObject:
    world = request.state.world
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


def _add_identity(request: ControlRequest) -> JsonObject:
    identity = _identity(request, request.body)
    return {"type": identity.type, "id": identity.id}


def _identity(request: ControlRequest, named: JsonObject) -> Identity:
    world = request.state.world
    return world.corporate(named["id"]) if named["type"] == "CORPORATE" else world.consumer(named["id"])


def _add_account(request: ControlRequest) -> JsonObject:
    body = request.body
    account = _identity(request, body["identity"]).account(
        body.get("id"), currency=body.get("currency", "GBP"), balance=body.get("balance", 0)
    )
    return _instrument_json(account)


def _add_card(request: ControlRequest) -> JsonObject:
    body = request.body
    identity = _identity(request, body["identity"])
    parent = body.get("parentManagedAccountId")
    if parent is None:
        currency, balance = body.get("currency", "GBP"), body.get("balance", 0)
        return _instrument_json(identity.prepaid_card(body.get("id"), currency=currency, balance=balance))
    if parent not in request.state.world.accounts:
        raise CommandRefused(404, f"there is no account {parent}")
    return _instrument_json(identity.debit_card(body.get("id"), parent=parent))


def _add_profile(request: ControlRequest) -> JsonObject:
    return {"id": request.state.world.transfer_profile(request.body.get("id")).id}


def _add_fee_type(request: ControlRequest) -> JsonObject:
    fee = request.state.world.fee_type(request.body["name"], **request.body["amounts"])
    return {"name": fee.name, "amounts": fee.amounts}


def _add_user(request: ControlRequest) -> JsonObject:
    if request.body["email"].lower() in request.state.world.emails:
        raise CommandRefused(409, "there is a user with this e-mail address already")
    user = _identity(request, request.body["identity"]).user(request.body.get("id"), email=request.body["email"])
    return {"id": user.id}


def _deposit(request: ControlRequest) -> JsonObject:
    world, instrument_id = request.state.world, request.body["instrumentId"]
    if instrument_id not in world.accounts and instrument_id not in world.cards:
        raise CommandRefused(404, f"there is no instrument {instrument_id}")
    return {"transactionId": world.deposit(instrument_id, request.body["amount"])}


def _authorise(request: ControlRequest) -> JsonObject:
    body, card_id = request.body, _card_id(request)
    try:
        transaction_id = request.state.world.authorise(
            card_id, body["amount"], merchant=body.get("merchant", "Corner Shop")
        )
    except CardDeclined as declined:
        raise CommandRefused(409, str(declined)) from None
    return {"transactionId": transaction_id}


def _settle(request: ControlRequest) -> JsonObject:
    return _end_authorisation(request, request.state.world.settle)


def _reverse(request: ControlRequest) -> JsonObject:
    return _end_authorisation(request, request.state.world.reverse)


def _end_authorisation(request: ControlRequest, end: Callable[[str, str], None]) -> JsonObject:
    card_id, transaction_id = _card_id(request), request.body["transactionId"]
    try:
        end(card_id, transaction_id)
    except KeyError as missing:
        raise CommandRefused(404, str(missing.args[0])) from None
    return {"transactionId": transaction_id}


def _card_id(request: ControlRequest) -> str:
    card_id: str = request.body["cardId"]
    if card_id not in request.state.world.cards:
        raise CommandRefused(404, f"there is no card {card_id}")
    return card_id


_AUTHORISATION = object_schema("cardId", "transactionId", cardId=ID, transactionId=ID)
_USER = object_schema("identity", "email", identity=IDENTITY, id=ID, email=TEXT)
_DEPOSIT = object_schema("instrumentId", "amount", instrumentId=ID, amount=AMOUNT)
WORLD_COMMANDS = (
    Command("GET", "/world", NOTHING, _world),
    Command("POST", "/world/identities", IDENTITY, _add_identity),
    Command(
        "POST",
        "/world/accounts",
        object_schema("identity", identity=IDENTITY, id=ID, currency=CURRENCY, balance=AMOUNT),
        _add_account,
    ),
    Command(
        "POST",
        "/world/cards",
        object_schema(
            "identity", identity=IDENTITY, id=ID, currency=CURRENCY, balance=AMOUNT, parentManagedAccountId=ID
        ),
        _add_card,
    ),
    Command("POST", "/world/users", _USER, _add_user),
    Command("POST", "/world/profiles", object_schema(id=ID), _add_profile),
    Command(
        "POST",
        "/world/fee_types",
        object_schema(
            "name",
            "amounts",
            name=TEXT,
            amounts={"type": "object", "propertyNames": CURRENCY, "additionalProperties": AMOUNT},
        ),
        _add_fee_type,
    ),
    Command("POST", "/world/deposits", _DEPOSIT, _deposit),
    Command(
        "POST",
        "/world/authorisations",
        object_schema("cardId", "amount", cardId=ID, amount={**AMOUNT, "minimum": 1}, merchant=TEXT),
        _authorise,
    ),
    Command("POST", "/world/settlements", _AUTHORISATION, _settle),
    Command("POST", "/world/reversals", _AUTHORISATION, _reverse),
)
