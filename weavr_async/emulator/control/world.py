"""Commands on the world: who and what there is, and money that moves without a request."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from weavr_async.emulator import events
from weavr_async.emulator.control.command import (
    AMOUNT,
    AMOUNTS,
    CURRENCY,
    FLAG,
    ID,
    IDENTITY,
    NOTHING,
    OBJECT,
    TEXT,
    Command,
    CommandRefused,
    ControlRequest,
    object_schema,
)
from weavr_async.emulator.purchases import CardDeclined
from weavr_async.emulator.records import Account

if TYPE_CHECKING:
    from collections.abc import Callable

    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.records import Card
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
    body, world = request.body, request.state.world
    identity = _identity(request, body)
    if "apiKey" in body and body["apiKey"] not in world.api_keys:
        identity.of_tenant(world.other_tenants.setdefault(body["apiKey"], f"tenant of {body['apiKey']}"))
    if not body.get("verified", True):
        identity.unverified()
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
        card = identity.prepaid_card(body.get("id"), currency=currency, balance=balance)
    elif parent in request.state.world.accounts:
        card = identity.debit_card(body.get("id"), parent=parent)
    else:
        raise CommandRefused(404, f"there is no account {parent}")
    card.physical = body.get("physical", False)
    return _instrument_json(card)


def _set_state(request: ControlRequest) -> JsonObject:
    world, body = request.state.world, request.body
    instrument = world.accounts.get(body["instrumentId"]) or world.cards.get(body["instrumentId"])
    if instrument is None:
        raise CommandRefused(404, f"there is no instrument {body['instrumentId']}")
    if isinstance(instrument, Account):
        if body["state"] not in {"ACTIVE", "BLOCKED", "DESTROYED"}:
            raise CommandRefused(400, "an account is ACTIVE, BLOCKED or DESTROYED")
        instrument.state = body["state"]
        events.account_changed(world, instrument, _CHANGES.get(instrument.state, "UNBLOCKED"))
    else:
        _set_card_state(instrument, body["state"])
        events.card_changed(world, instrument, _CHANGES.get(instrument.state, "UNBLOCKED"))
    return _instrument_json(instrument)


def _set_card_state(card: Card, state: str) -> None:
    """A lost card is blocked, a stolen one is gone."""
    card.blocks.clear()
    card.destroyed = {"STOLEN": "STOLEN", "DESTROYED": "USER"}.get(state)
    if state in {"LOST", "BLOCKED"}:
        card.blocks.add("LOST" if state == "LOST" else "SYSTEM")


def _set_spend_rules(request: ControlRequest) -> JsonObject:
    body = request.body
    if "cardId" in body:
        request.state.world.cards[_card_id(request)].profile_spend_rules = body["rules"]
    elif "identity" in body:
        _identity(request, body["identity"]).spend_rules(**body["rules"])
    else:
        raise CommandRefused(400, "name the identity, or the card whose profile has the rules")
    return {"rules": body["rules"]}


def _add_profile(request: ControlRequest) -> JsonObject:
    body = request.body
    profile = request.state.world.transfer_profile(
        body.get("id"), fees=body.get("fees"), foreign=body.get("foreign", False)
    )
    return {"id": profile.id}


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
    body = request.body
    fee, held = body.get("fee", 0), body.get("held", False)
    return {"transactionId": world.deposit(instrument_id, body["amount"], fee=fee, held=held)}


def _release(request: ControlRequest) -> JsonObject:
    instrument_id, transaction_id = request.body["instrumentId"], request.body["transactionId"]
    try:
        request.state.world.release(instrument_id, transaction_id)
    except KeyError as missing:
        raise CommandRefused(404, str(missing.args[0])) from None
    return {"transactionId": transaction_id}


def _wire(request: ControlRequest) -> JsonObject:
    world, body = request.state.world, request.body
    if body["accountId"] not in world.accounts:
        raise CommandRefused(404, f"there is no account {body['accountId']}")
    return {"transactionId": world.outgoing_wire(body["accountId"], body["amount"], fee=body.get("fee", 0))}


def _wired(request: ControlRequest) -> JsonObject:
    account_id, transaction_id = request.body["accountId"], request.body["transactionId"]
    try:
        request.state.world.wired(account_id, transaction_id)
    except KeyError as missing:
        raise CommandRefused(404, str(missing.args[0])) from None
    return {"transactionId": transaction_id}


def _authorise(request: ControlRequest) -> JsonObject:
    body, card_id = request.body, _card_id(request)
    purchase = {_PURCHASE[name]: value for name, value in body.items() if name in _PURCHASE}
    try:
        transaction_id = request.state.world.authorise(card_id, body["amount"], **purchase)
    except CardDeclined as declined:
        raise CommandRefused(409, str(declined)) from None
    return {"transactionId": transaction_id}


def _settle(request: ControlRequest) -> JsonObject:
    fee = request.body.get("fee", 0)
    return _end_authorisation(request, partial(request.state.world.settle, fee=fee))


def _reverse(request: ControlRequest) -> JsonObject:
    kind = request.body.get("kind", "AUTHORISATION_REVERSAL")
    return _end_authorisation(request, partial(request.state.world.reverse, kind=kind))


def _end_authorisation(request: ControlRequest, end: Callable[[str, str], str]) -> JsonObject:
    try:
        return {"transactionId": end(_card_id(request), request.body["transactionId"])}
    except KeyError as missing:
        raise CommandRefused(404, str(missing.args[0])) from None


def _refund(request: ControlRequest) -> JsonObject:
    return {"transactionId": request.state.world.refund(_card_id(request), request.body["amount"])}


def _card_id(request: ControlRequest) -> str:
    card_id: str = request.body["cardId"]
    if card_id not in request.state.world.cards:
        raise CommandRefused(404, f"there is no card {card_id}")
    return card_id


_CHANGES = {"BLOCKED": "BLOCKED", "DESTROYED": "DESTROYED"}
_PURCHASE = {
    "merchant": "merchant",
    "merchantId": "merchant_id",
    "category": "category",
    "country": "country",
    "way": "way",
}
_OF_AUTHORISATION = {"cardId": ID, "transactionId": ID}
_STATE: JsonObject = {"enum": ["ACTIVE", "BLOCKED", "DESTROYED", "LOST", "STOLEN"]}
_REVERSAL: JsonObject = {"enum": ["AUTHORISATION_REVERSAL", "AUTHORISATION_CANCELLATION", "AUTHORISATION_EXPIRY"]}
_USER = object_schema("identity", "email", identity=IDENTITY, id=ID, email=TEXT)
_DEPOSIT = object_schema("instrumentId", "amount", instrumentId=ID, amount=AMOUNT, fee=AMOUNT, held=FLAG)
_INSTRUMENT: JsonObject = {
    "type": "object",
    "required": ["id", "identityId", "currency", "state", "available", "actual"],
    "properties": {"id": ID, "identityId": ID, "currency": CURRENCY, "state": TEXT},
}
_BOOKED = object_schema("transactionId", transactionId=ID)
_WITH_ID = object_schema("id", id=ID)
_NEW_ACCOUNT = object_schema("identity", identity=IDENTITY, id=ID, currency=CURRENCY, balance=AMOUNT)
_NEW_CARD = object_schema(
    "identity", identity=IDENTITY, id=ID, currency=CURRENCY, balance=AMOUNT, parentManagedAccountId=ID, physical=FLAG
)
_NEW_IDENTITY = object_schema("type", "id", **IDENTITY["properties"], apiKey=TEXT, verified=FLAG)
_FEE_TYPE = object_schema("name", "amounts", name=TEXT, amounts=AMOUNTS)
_AUTHORISATION = object_schema("cardId", "amount", cardId=ID, amount=AMOUNT, **dict.fromkeys(_PURCHASE, TEXT))
_RULES = object_schema("rules", identity=IDENTITY, cardId=ID, rules=OBJECT)
WORLD_COMMANDS = (
    Command("GET", "/world", "world", "Who and what there is.", NOTHING, _world, OBJECT),
    Command(
        "POST", "/world/identities", "addIdentity", "Add a company or a person, of another tenant by its api key.",
        _NEW_IDENTITY, _add_identity, IDENTITY,
    ),
    Command(
        "POST", "/world/accounts", "addAccount", "Add an account.", _NEW_ACCOUNT, _add_account, _INSTRUMENT
    ),
    Command(
        "POST", "/world/cards", "addCard", "Add a prepaid card, or a debit card of an account.", _NEW_CARD, _add_card,
        _INSTRUMENT, (404,),
    ),
    Command("POST", "/world/users", "addUser", "Add a user.", _USER, _add_user, _WITH_ID, (409,)),
    Command(
        "POST", "/world/profiles", "addProfile", "Add a transfer profile, with fees on top.",
        object_schema(id=ID, fees=AMOUNTS, foreign=FLAG), _add_profile, _WITH_ID,
    ),
    Command("POST", "/world/fee_types", "addFeeType", "Add a fee.", _FEE_TYPE, _add_fee_type, _FEE_TYPE),
    Command("POST", "/world/deposits", "deposit", "Let money arrive.", _DEPOSIT, _deposit, _BOOKED, (404,)),
    Command(
        "POST", "/world/authorisations", "authorise", "Use a card: hold an amount.", _AUTHORISATION, _authorise,
        _BOOKED, (404, 409),
    ),
    Command(
        "POST", "/world/settlements", "settle", "Let a held amount be settled.",
        object_schema("cardId", "transactionId", **_OF_AUTHORISATION, fee=AMOUNT), _settle, _BOOKED, (404,),
    ),
    Command(
        "POST", "/world/reversals", "reverse", "Let a held amount go.",
        object_schema("cardId", "transactionId", **_OF_AUTHORISATION, kind=_REVERSAL), _reverse, _BOOKED, (404,),
    ),
    Command(
        "POST", "/world/refunds", "refund", "Let a merchant give money back.",
        object_schema("cardId", "amount", cardId=ID, amount=AMOUNT), _refund, _BOOKED, (404,),
    ),
    Command(
        "POST", "/world/wires", "sendWire", "Send money to a bank: it is held until it leaves.",
        object_schema("accountId", "amount", accountId=ID, amount=AMOUNT, fee=AMOUNT), _wire, _BOOKED, (404,),
    ),
    Command(
        "POST", "/world/wired", "letWireLeave", "Let a wire transfer leave.",
        object_schema("accountId", "transactionId", accountId=ID, transactionId=ID), _wired, _BOOKED, (404,),
    ),
    Command(
        "POST", "/world/releases", "release", "Make a held deposit available.",
        object_schema("instrumentId", "transactionId", instrumentId=ID, transactionId=ID), _release, _BOOKED, (404,),
    ),
    Command(
        "POST", "/world/instrument_states", "setInstrumentState", "Block, lose or end an account or a card.",
        object_schema("instrumentId", "state", instrumentId=ID, state=_STATE), _set_state, _INSTRUMENT, (404,),
    ),
    Command(
        "POST", "/world/spend_rules", "setSpendRules", "Set the rules of an identity, or of a card's profile.", _RULES,
        _set_spend_rules, object_schema("rules", rules=OBJECT), (404,),
    ),
)  # fmt: skip
