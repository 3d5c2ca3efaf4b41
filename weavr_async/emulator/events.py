"""What happens in a world, as the webhooks that Weavr sends about it: topics and bodies.

Amounts and times are strings of digits in webhooks, and an amount has no sign. Nothing is written while nobody listens.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.records import (
        Account,
        Bulk,
        Card,
        FeeType,
        IdentityKey,
        InstrumentKey,
        Merchant,
        TransferRecord,
        UserRecord,
    )

__all__ = [
    "BULK_TOPIC",
    "TOPICS",
    "CardsUsed",
    "Happening",
    "account_changed",
    "authorised",
    "bulk_progressed",
    "card_changed",
    "card_expiry",
    "deposited",
    "fee_charged",
    "identity_changed",
    "identity_verified",
    "settled",
    "transfer_changed",
    "user_deactivated",
]

BULK_TOPIC: Final = "/bulk_process_end/watch"
TOPICS: Final = (
    "/auth/users/user_deactivated/watch",
    BULK_TOPIC,
    "/consumers/consumer_activated/watch",
    "/consumers/consumer_deactivated/watch",
    "/consumers/kyc/watch",
    "/corporates/corporate_activated/watch",
    "/corporates/corporate_deactivated/watch",
    "/corporates/kyb/watch",
    "/fees/watch",
    "/managed_accounts/deposits/watch",
    "/managed_accounts/watch",
    "/managed_cards/authorisations/watch",
    "/managed_cards/expiries/watch",
    "/managed_cards/settlements/watch",
    "/managed_cards/state_change/watch",
    "/transfers/watch",
)
"""The topics of what happens here, of the 32 that Weavr has."""
_PURCHASE: Final = "SALE_PURCHASE"
# Where webhooks have other words than REST; what is in neither list is the instrument's refusal.
_CONFLICTS: Final = {
    None: "UNDEFINED",
    "FUNDS_INSUFFICIENT": "INSUFFICIENT_FUNDS",
    "AMOUNT_INVALID": "INVALID_AMOUNT",
    "FOREX_TRADE_DENIED_TRANSACTION": "DENIED_BY_FOREX_TRADE",
    "INTERCEPTOR_DENIED_TRANSACTION": "DENIED_BY_INTERCEPTOR",
}
_SAME_WORDS: Final = {
    "PROFILE_INACTIVE", "MODEL_CONSTRAINTS_VIOLATED", "CURRENCY_MISMATCH", "SOURCE_NOT_FOUND", "DESTINATION_NOT_FOUND",
    "FEE_NOT_CONFIGURED_FOR_CURRENCY", "DESTINATION_LIMIT_EXCEEDED", "TRANSFER_BETWEEN_INSTRUMENTS_UNSUPPORTED",
    "SOURCE_INSTRUMENT_BLOCKED", "DESTINATION_INSTRUMENT_BLOCKED", "SCHEDULED_TIMESTAMP_INVALID",
}  # fmt: skip
_DECLINED: Final = {
    "DENIED_CARD_INACTIVE": "CARD_STATUS_NOT_ALLOWED",
    "DENIED_SPEND_CONTROL": "AUTH_RULE_CHECKS_FAILED",
    "DENIED_NOT_ENOUGH_FUNDS": "INSUFFICIENT_BALANCE",
}
_AUTHORISATIONS: Final = {
    "AUTHORISATION_REVERSAL": "ONLINE_REVERSE",
    "AUTHORISATION_CANCELLATION": "CANCELLED",
    "AUTHORISATION_EXPIRY": "EXPIRED",
}


class Happening(Protocol):
    """Where something happens: when it is, and who is told."""

    emit: Callable[[str, JsonObject], None] | None

    def now_ms(self) -> int:
        """The moment."""
        ...


class CardsUsed(Happening, Protocol):
    """Where cards are used."""

    cards: dict[str, Card]

    def balance(self, instrument_id: str) -> int:
        """What is available behind a card."""
        ...

    def left_to_spend(self, card: Card) -> list[JsonObject]:
        """What the limits of a card leave."""
        ...


def transfer_changed(world: Happening, transfer: TransferRecord) -> None:
    """A transfer is in another state than before."""
    if world.emit is None:
        return
    body: JsonObject = {
        "id": {"type": "TRANSFER", "id": transfer.id},
        "profileId": transfer.profile_id,
        "source": _instrument(transfer.source),
        "destination": _instrument(transfer.destination),
        "destinationAmount": _money(transfer.currency, transfer.amount),
        "state": transfer.state,
        "creationTimestamp": str(transfer.created_ms),
        "conflict": _conflict(transfer),
    }
    if transfer.tag:
        body["tag"] = transfer.tag
    if transfer.scheduled_ms is not None:
        body["scheduledTimestamp"] = str(transfer.scheduled_ms)
    if transfer.executed_ms is not None:
        body["executionTimestamp"] = str(transfer.executed_ms)
    world.emit("/transfers/watch", {"eventType": transfer.state, "transfer": body, **_published(world)})


def _conflict(transfer: TransferRecord) -> str:
    if transfer.state == "FAILED" and transfer.failure is None:
        return "MODEL_CONSTRAINTS_VIOLATED"  # a profile that is not there has no code
    if transfer.failure in _SAME_WORDS:
        return str(transfer.failure)
    return _CONFLICTS.get(transfer.failure, "DENIED_BY_INSTRUMENT")


def fee_charged(world: Happening, fee: FeeType, transaction_id: str, source: InstrumentKey, currency: str) -> None:
    """A fee was taken; whichever it was, the event calls it a custom one."""
    if world.emit is None:
        return
    charged = {
        "id": transaction_id,
        "feeType": "CUSTOM",
        "feeSubType": fee.name[:50],
        "source": _instrument(source),
        "feeSpec": {"type": "FLAT", "flatAmount": [_money(currency, fee.amounts[currency])]},
        "profileId": fee.profile_id,
    }
    world.emit("/fees/watch", {"chargeFee": charged, **_published(world), "type": "COMPLETED"})


def card_changed(world: Happening, card: Card, what: str) -> None:
    """A card was blocked, unblocked or destroyed."""
    if world.emit is None:
        return
    timestamp = str(world.now_ms())
    body = {**_card_fields(card), "eventType": what, "timestamp": timestamp}
    world.emit("/managed_cards/state_change/watch", body)


def card_expiry(world: Happening, card: Card, what: str) -> None:
    """A card is about to expire, has expired, or was renewed."""
    if world.emit is None:
        return
    expires = datetime.fromtimestamp(card.expires_ms / 1000, UTC)
    body: JsonObject = {**_card_fields(card), "eventType": what, "expiryMmyy": expires.strftime("%m%y")}
    if card.renewal == "RENEW":
        body["renewalTimestamp"] = str(card.expires_ms)
    world.emit("/managed_cards/expiries/watch", body)


def account_changed(world: Happening, account: Account, what: str) -> None:
    """An account was created, blocked, unblocked or destroyed."""
    if world.emit is None:
        return
    body: JsonObject = {
        "id": _instrument(account.key),
        "profileId": account.profile_id,
        "owner": _owner(account.identity),
        "friendlyName": account.friendly_name,
        "active": account.state == "ACTIVE",
        "currency": account.currency,
        "balances": {
            "availableBalance": str(max(0, account.balance.available)),
            "actualBalance": str(max(0, account.balance.actual)),
        },
        "state": {
            "blockTypes": {"SYSTEM": 1} if account.state == "BLOCKED" else {},
            "destroyType": "USER" if account.state == "DESTROYED" else "",
        },
        "creationTimestamp": str(account.created_ms),
    }
    if account.tag:
        body["tag"] = account.tag
    world.emit("/managed_accounts/watch", {"account": body, **_published(world), "type": what})


def deposited(world: Happening, account: Account, transaction_id: str, *, amount: int, fee: int, state: str) -> None:
    """Money from outside arrived on an account, or is held there."""
    if world.emit is None:
        return
    body: JsonObject = {
        "id": _instrument(account.key),
        "transactionId": transaction_id,
        "transactionAmount": _money(account.currency, amount),
        "transactionTimestamp": str(world.now_ms()),
        "owner": _owner(account.identity),
        "senderName": "Sender",
        "state": state,
        "transactionFee": _money(account.currency, fee),
    }
    world.emit("/managed_accounts/deposits/watch", body)


def authorised(
    world: CardsUsed,
    card_id: str,
    kind: str,
    transaction_id: str,
    *,
    amount: int,
    merchant: Merchant,
    declined: str | None = None,
    related: str = "0",
) -> None:
    """A card was used, or what it was used for is not held any more."""
    if world.emit is None:
        return
    card = world.cards[card_id]
    done = "DECLINED" if declined is not None else _AUTHORISATIONS.get(kind, "AUTHORISED")
    body: JsonObject = {
        **_card_transaction(world, card, transaction_id, amount, merchant),
        "approved": declined is None,
        "authorisationType": done,
        "declineReason": "NO_REASON" if declined is None else _DECLINED.get(declined, "TRANSACTION_NOT_PERMITTED"),
        "authRuleFailedReason": "NONE",
        "transactionType": _PURCHASE,
        "relatedAuthorisationId": related,
        "relatedAuthorisationIds": [] if related == "0" else [int(related)],
    }
    world.emit("/managed_cards/authorisations/watch", body)


def settled(
    world: CardsUsed,
    card_id: str,
    transaction_id: str,
    *,
    amount: int,
    merchant: Merchant,
    fee: int = 0,
    authorisation_id: str | None = None,
) -> None:
    """A purchase was settled, or, where it names no authorisation, given back."""
    if world.emit is None:
        return
    card = world.cards[card_id]
    body: JsonObject = {
        **_card_transaction(world, card, transaction_id, amount, merchant),
        "settlementType": "PURCHASE_REFUND" if authorisation_id is None else _PURCHASE,
        "feeAmount": _money(card.currency, fee),
        "state": "COMPLETED",
        "relatedAuthorisationId": authorisation_id or "0",
        "relatedAuthorisationIds": [] if authorisation_id is None else [int(authorisation_id)],
    }
    world.emit("/managed_cards/settlements/watch", body)


def user_deactivated(world: Happening, user: UserRecord) -> None:
    """A user was let in no more."""
    if world.emit is not None:
        body = {"actionDoneBy": "INNOVATOR", "emailAddress": user.email, "reasonCode": "UNDEFINED_REASON"}
        world.emit("/auth/users/user_deactivated/watch", body)


def identity_changed(world: Happening, key: IdentityKey, *, active: bool) -> None:
    """A company or a person was activated or deactivated."""
    if world.emit is None:
        return
    kind, what = key.type.lower(), "activated" if active else "deactivated"
    body = {"actionDoneBy": "ADMIN", "emailAddress": _email(key)}
    if not active:
        body["reasonCode"] = "UNDEFINED_REASON"
    world.emit(f"/{kind}s/{kind}_{what}/watch", body)


def identity_verified(world: Happening, key: IdentityKey) -> None:
    """Somebody found out who a company or a person is."""
    if world.emit is None:
        return
    known: JsonObject = {"status": "APPROVED", "ongoingStatus": "APPROVED", "details": []}
    if key.type == "CORPORATE":
        world.emit("/corporates/kyb/watch", {"corporateId": key.id, "corporateEmail": _email(key), **known})
    else:
        body: JsonObject = {"consumerId": key.id, "consumerEmail": _email(key), "kycLevel": "KYC_LEVEL_2", **known}
        world.emit("/consumers/kyc/watch", body)


def bulk_progressed(world: Happening, bulk: Bulk) -> None:
    """A bulk has come some way, or to its end."""
    if world.emit is None:
        return
    counts = Counter(item.status for item in bulk.items)
    body = {
        "bulkId": bulk.id,
        "status": bulk.status,
        "submittedItemsCount": len(bulk.items),
        "operationStatusCounts": [{"status": status, "count": count} for status, count in counts.items()],
    }
    world.emit(BULK_TOPIC, body)


def _card_transaction(world: CardsUsed, card: Card, transaction_id: str, amount: int, merchant: Merchant) -> JsonObject:
    money = _money(card.currency, amount)
    available = _money(card.currency, world.balance(card.id))
    if card.balance is None:
        left = [
            {"value": {**limit["value"], "amount": max(0, limit["value"]["amount"])}, "interval": limit["interval"]}
            for limit in world.left_to_spend(card)
        ]
        details: JsonObject = {"debitModeDetails": {"parentManagedAccountId": card.parent_id, "availableToSpend": left}}
    else:
        details = {"prepaidModeDetails": {"availableBalance": available}}
    return {
        "id": _instrument(card.key),
        "transactionId": transaction_id,
        "transactionAmount": money,
        "sourceAmount": money,
        "transactionTimestamp": str(world.now_ms()),
        "merchantData": {
            "merchantName": merchant.name,
            "merchantCategoryCode": merchant.category,
            "merchantId": merchant.id,
            "merchantCountry": merchant.country,
        },
        "merchantName": merchant.name,
        "owner": _owner(card.identity),
        "availableBalance": available,
        "details": details,
    }


def _card_fields(card: Card) -> JsonObject:
    state: JsonObject = {"state": card.state}
    if card.destroyed:
        state["destroyedReason"] = card.destroyed
    elif card.blocked_reason:
        state["blockedReason"] = card.blocked_reason
    return {
        "id": _instrument(card.key),
        "state": state,
        "cardType": "PHYSICAL" if card.physical else "VIRTUAL",
        "renewalType": card.renewal,
    }


def _instrument(key: InstrumentKey) -> JsonObject:
    return {"type": key.type, "id": key.id}


def _owner(key: IdentityKey) -> JsonObject:
    return {"type": f"{key.type.lower()}s", "id": key.id}


def _money(currency: str, amount: int) -> JsonObject:
    return {"currency": currency, "amount": str(abs(amount))}


def _published(world: Happening) -> JsonObject:
    return {"publishedTimestamp": str(world.now_ms())}


def _email(key: IdentityKey) -> str:
    return f"{key.type.lower()}-{key.id}@emulator.example"
