"""Managed cards: reading, blocking, removing, renewal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from weavr_async.emulator import errors, events
from weavr_async.emulator.clock import three_years_after
from weavr_async.emulator.handlers.call import NO_CONTENT, Reply

if TYPE_CHECKING:
    from weavr_async.emulator.agenda import Due
    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.handlers.call import Call
    from weavr_async.emulator.records import Card
    from weavr_async.emulator.world import World

__all__ = ["block", "expire", "get", "remove", "unblock", "update_renewal"]

_ADDRESS = {"addressLine1": "1 High Street", "city": "London", "postCode": "E1 6AN", "country": "GB"}
_LIFE_MONTHS = 36
_PHYSICAL = {
    "productReference": "PRODUCT1",
    "carrierType": "CARRIER1",
    "pendingActivation": False,
    "pinBlocked": False,
    "replacement": {"replacementId": "0"},
    "deliveryMethod": "STANDARD_DELIVERY",
    "manufacturingState": "DELIVERED",
}
_MARKED = {"LOST", "STOLEN"}


def get(call: Call) -> Reply:
    """Read a card; what it has depends on its mode."""
    card = call.card()
    body: JsonObject = {
        "id": card.id,
        "profileId": card.profile_id,
        "externalHandle": f"handle-{card.id}",
        "friendlyName": card.friendly_name,
        "currency": card.currency,
        "state": _state(card),
        "type": "PHYSICAL" if card.physical else "VIRTUAL",
        "cardBrand": "MASTERCARD",
        "cardNumberFirstSix": "522093",
        "cardNumberLastFour": card.id[-4:].zfill(4),
        "nameOnCard": "Card Holder",
        "startMmyy": _mmyy(card.created_ms),
        "expiryMmyy": _mmyy(card.expires_ms),
        "cardLevelClassification": card.identity.type,
        "expiryPeriodMonths": _LIFE_MONTHS,
        "renewalType": card.renewal,
        "creationTimestamp": card.created_ms,
        "billingAddress": _ADDRESS,
        "digitalWallets": {"pushProvisioningEnabled": False, "walletsEnabled": False},
        "mode": "DEBIT_MODE" if card.balance is None else "PREPAID_MODE",
    }
    if card.renewal == "RENEW":
        body["renewalTimestamp"] = card.expires_ms
    if card.physical:
        body["physicalCardDetails"] = _PHYSICAL
    if card.tag:
        body["tag"] = card.tag
    if card.user_id:
        body["userId"] = card.user_id
    if card.balance is not None:
        body["balances"] = {"availableBalance": card.balance.available, "actualBalance": card.balance.actual}
    else:
        body["parentManagedAccountId"] = card.parent_id
        body["availableToSpend"] = call.world.left_to_spend(card)
        if card.user_currency:
            body["userCurrency"] = card.user_currency
    return Reply(200, body)


def _state(card: Card) -> JsonObject:
    state: JsonObject = {"state": card.state}
    if card.destroyed:
        state["destroyedReason"] = card.destroyed
    elif card.blocked_reason:
        state["blockedReason"] = card.blocked_reason
    return state


def block(call: Call) -> Reply:
    """Set the user's block."""
    card = call.card()
    _refuse_if_gone(card)
    if "USER" in card.blocks:
        raise errors.conflict("INSTRUMENT_ALREADY_BLOCKED")
    card.blocks.add("USER")
    events.card_changed(call.world, card, "BLOCKED")
    return NO_CONTENT


def unblock(call: Call) -> Reply:
    """Lift the user's block, and only that."""
    card = call.card()
    _refuse_if_gone(card)
    if "USER" not in card.blocks:
        raise errors.conflict("INSTRUMENT_NOT_BLOCKED")
    card.blocks.discard("USER")
    events.card_changed(call.world, card, "UNBLOCKED")
    return NO_CONTENT


def remove(call: Call) -> Reply:
    """End a card for good."""
    card = call.card()
    if card.destroyed:
        raise errors.conflict("INSTRUMENT_ALREADY_REMOVED")
    if card.balance is not None and (card.balance.available or card.balance.actual):
        raise errors.conflict("BALANCE_NOT_ZERO")
    card.destroyed = "USER"
    events.card_changed(call.world, card, "DESTROYED")
    return NO_CONTENT


def update_renewal(call: Call) -> Reply:
    """Say what happens when the card expires."""
    call.need_feature("renewal")
    card = call.card()
    if card.destroyed:
        raise errors.conflict("INSTRUMENT_DESTROYED")
    if card.denial:
        raise errors.conflict(card.denial)
    if not card.renewal_supported:
        raise errors.conflict("RENEWAL_TYPE_NOT_SUPPORTED_BY_PROFILE")
    card.renewal = call.body["renewalType"]
    return NO_CONTENT


def expire(world: World, due: Due) -> None:
    """Let a card reach its expiry: it is renewed for three years, or ends."""
    card = world.cards[due.id]
    if card.destroyed or card.expires_ms > due.at_ms:
        return
    if card.renewal == "RENEW":
        card.expires_ms = three_years_after(card.expires_ms)
        world.agenda.plan(card.expires_ms, "card expiry", card.id)
        events.card_expiry(world, card, "CARD_RENEWED")
    else:
        card.destroyed = "EXPIRED"
        events.card_expiry(world, card, "CARD_EXPIRED")
        events.card_changed(world, card, "DESTROYED")


def _refuse_if_gone(card: Card) -> None:
    if card.destroyed in _MARKED or card.blocks & _MARKED:
        raise errors.conflict("INSTRUMENT_MARKED_LOST_STOLEN")
    if card.destroyed:
        raise errors.conflict("INSTRUMENT_DESTROYED")


def _mmyy(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%m%y")
