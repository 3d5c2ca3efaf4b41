"""The events: typed for money and cards, and everything else as data.

The types follow Weavr's documentation of its webhooks. If a field that is documented as always present is missing or
cannot be read, the event is an `UnknownEvent` that names the field. Every other field is None when it is missing or
cannot be read. States, types and reasons are plain strings, because new ones may appear. Every event has the whole
body in `raw`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

from attrs import field, frozen

from weavr_async.webhooks._payload import Fields, UnreadableField
from weavr_backoffice.error_codes import ErrorCode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from weavr_async.values.identities import Instrument
    from weavr_async.values.money import Money
    from weavr_async.webhooks._deliveries import Delivery
    from weavr_async.webhooks._payload import JsonObject

__all__ = [
    "BulkProgress",
    "CardAdjusted",
    "CardAuthorisation",
    "CardSettled",
    "CardStateChanged",
    "FeeCharged",
    "TransferChanged",
    "UnknownEvent",
    "WebhookEvent",
    "read_event",
    "rest_code",
]

# The first pair is known to mean the same; the others are assumed to, from their names.
_REST_CODES: Final[Mapping[str, ErrorCode]] = {
    "INSUFFICIENT_FUNDS": ErrorCode.FUNDS_INSUFFICIENT,
    "DENIED_BY_INTERCEPTOR": ErrorCode.INTERCEPTOR_DENIED_TRANSACTION,
    "DENIED_BY_INSTRUMENT": ErrorCode.INSTRUMENT_DENIED_TRANSACTION,
}
_NO_CONFLICT: Final = ("NO_ERROR", "UNDEFINED")


def rest_code(code: str) -> ErrorCode:
    """The code that the API uses for what a webhook calls `code`, where the two are spelled differently.

    ``INSUFFICIENT_FUNDS`` becomes ``FUNDS_INSUFFICIENT``; a code that has no other spelling stays as it is.
    """
    return _REST_CODES.get(code) or ErrorCode(code)


@frozen(kw_only=True)
class WebhookEvent:
    """What every event has."""

    delivery: Delivery
    """The delivery that it arrived in."""
    raw: JsonObject = field(repr=False, hash=False)
    """The body, as it was sent. It may hold personal data, so it is left out of `repr`."""


@final
@frozen(kw_only=True)
class UnknownEvent(WebhookEvent):
    """An event of a kind that this version does not know, or one that is not as documented."""

    problem: str | None = None
    """For a known kind: the first field of the body that could not be read, such as ``$.transfer.id``."""


@final
@frozen(kw_only=True)
class TransferChanged(WebhookEvent):
    """A transfer reached another state (``transfers/watch``)."""

    event_type: str
    """PENDING, COMPLETED, FAILED, SCHEDULED or CANCELLED."""
    transfer_id: str
    profile_id: str
    source: Instrument
    destination: Instrument
    amount: Money
    """What arrives at the destination."""
    state: str
    """The state, as in an answer of the API."""
    created_at: datetime
    tag: str | None
    conflict: ErrorCode | None
    """Why it failed, in the spelling of the API; see `rest_code`."""


@final
@frozen(kw_only=True)
class CardStateChanged(WebhookEvent):
    """A card was activated, blocked, unblocked, removed and so on (``managed_cards/state_change/watch``)."""

    card_id: str
    event_type: str
    """What happened, for example ACTIVATED. After an unblock the card may still be blocked: see `state`."""
    changed_at: datetime
    state: str | None
    """ACTIVE, BLOCKED, DESTROYED …"""
    blocked_reason: str | None
    destroyed_reason: str | None
    card_type: str | None
    renewal_type: str | None


@final
@frozen(kw_only=True)
class CardAuthorisation(WebhookEvent):
    """A payment with a card was approved or declined (``managed_cards/authorisations/watch``)."""

    card_id: str
    transaction_id: str
    amount: Money
    """In the currency of the card."""
    authorised_at: datetime
    approved: bool | None
    """Whether it was approved; None when the event does not say, which does not mean that it was declined."""
    decline_reason: str | None
    source_amount: Money | None
    """In the currency of the merchant."""
    merchant_name: str | None
    related_authorisation_ids: tuple[str, ...]
    """Earlier authorisations of the same purchase."""


@final
@frozen(kw_only=True)
class CardSettled(WebhookEvent):
    """Money of a card purchase or refund was settled (``managed_cards/settlements/watch``)."""

    card_id: str
    transaction_id: str
    settlement_type: str | None
    amount: Money | None
    """In the currency of the card."""
    settled_at: datetime | None
    merchant_name: str | None


@final
@frozen(kw_only=True)
class CardAdjusted(WebhookEvent):
    """The balance of a card was adjusted (``managed_cards/adjustments/watch``)."""

    card_id: str
    transaction_id: str
    adjustment_type: str
    amount: Money
    adjusted_at: datetime
    available_balance: Money | None
    """What is available afterwards."""


@final
@frozen(kw_only=True)
class FeeCharged(WebhookEvent):
    """A fee was charged (``fees/watch``). How much is in `raw`, in one of several forms."""

    fee_id: str
    fee_type: str
    """Such as TRANSFER or CUSTOM. Which of them the fees charged through this API carry is not documented."""
    source: Instrument
    fee_sub_type: str | None
    note: str | None


@final
@frozen(kw_only=True)
class BulkProgress(WebhookEvent):
    """A bulk made progress or ended (``bulk_process_end/watch``, to be called ``bulk_process_progress``)."""

    bulk_id: str
    status: str
    """RUNNING, PAUSED, COMPLETED, PARTIALLY_COMPLETED, FAILED or CANCELLED."""
    submitted_items: int | None


def read_event(delivery: Delivery, body: JsonObject) -> WebhookEvent:
    """The event of a delivery; an `UnknownEvent` where there is no type for it or it is not as documented."""
    reader = _READERS.get(delivery.topic)
    if reader is None:
        return UnknownEvent(delivery=delivery, raw=body)
    try:
        return reader(delivery, body, Fields(body))
    except UnreadableField as unread:
        return UnknownEvent(delivery=delivery, raw=body, problem=unread.path)


def _transfer(delivery: Delivery, raw: JsonObject, body: Fields) -> TransferChanged:
    transfer = body.within("transfer")
    conflict = transfer.maybe(Fields.text, "conflict")
    return TransferChanged(
        delivery=delivery,
        raw=raw,
        event_type=body.text("eventType"),
        transfer_id=transfer.within("id").id("id"),
        profile_id=transfer.id("profileId"),
        source=transfer.instrument("source"),
        destination=transfer.instrument("destination"),
        amount=transfer.money("destinationAmount"),
        state=transfer.text("state"),
        created_at=transfer.time("creationTimestamp"),
        tag=transfer.maybe(Fields.text, "tag"),
        conflict=None if conflict is None or conflict in _NO_CONFLICT else rest_code(conflict),
    )


def _card_state(delivery: Delivery, raw: JsonObject, body: Fields) -> CardStateChanged:
    state = body.maybe(Fields.within, "state") or Fields({})
    return CardStateChanged(
        delivery=delivery,
        raw=raw,
        card_id=body.within("id").id("id"),
        event_type=body.text("eventType"),
        changed_at=body.time("timestamp"),
        state=state.maybe(Fields.text, "state"),
        blocked_reason=state.maybe(Fields.text, "blockedReason"),
        destroyed_reason=state.maybe(Fields.text, "destroyedReason"),
        card_type=body.maybe(Fields.text, "cardType"),
        renewal_type=body.maybe(Fields.text, "renewalType"),
    )


def _authorisation(delivery: Delivery, raw: JsonObject, body: Fields) -> CardAuthorisation:
    merchant = body.maybe(Fields.within, "merchantData") or Fields({})
    return CardAuthorisation(
        delivery=delivery,
        raw=raw,
        card_id=body.within("id").id("id"),
        transaction_id=body.id("transactionId"),
        amount=body.money("transactionAmount"),
        authorised_at=body.time("transactionTimestamp"),
        approved=body.maybe(Fields.flag, "approved"),
        decline_reason=body.maybe(Fields.text, "declineReason"),
        source_amount=body.maybe(Fields.money, "sourceAmount"),
        merchant_name=merchant.maybe(Fields.text, "merchantName"),
        related_authorisation_ids=body.maybe(Fields.ids, "relatedAuthorisationIds") or (),
    )


def _settlement(delivery: Delivery, raw: JsonObject, body: Fields) -> CardSettled:
    merchant = body.maybe(Fields.within, "merchantData") or Fields({})
    return CardSettled(
        delivery=delivery,
        raw=raw,
        card_id=body.within("id").id("id"),
        transaction_id=body.id("transactionId"),
        settlement_type=body.maybe(Fields.text, "settlementType"),
        amount=body.maybe(Fields.money, "transactionAmount"),
        settled_at=body.maybe(Fields.time, "transactionTimestamp"),
        merchant_name=merchant.maybe(Fields.text, "merchantName"),
    )


def _adjustment(delivery: Delivery, raw: JsonObject, body: Fields) -> CardAdjusted:
    return CardAdjusted(
        delivery=delivery,
        raw=raw,
        card_id=body.within("id").id("id"),
        transaction_id=body.id("transactionId"),
        adjustment_type=body.text("adjustmentType"),
        amount=body.money("adjustmentAmount"),
        adjusted_at=body.time("transactionTimestamp"),
        available_balance=body.maybe(Fields.money, "availableBalance"),
    )


def _fee(delivery: Delivery, raw: JsonObject, body: Fields) -> FeeCharged:
    fee = body.within("chargeFee")
    return FeeCharged(
        delivery=delivery,
        raw=raw,
        fee_id=fee.id("id"),
        fee_type=fee.text("feeType"),
        source=fee.instrument("source"),
        fee_sub_type=fee.maybe(Fields.text, "feeSubType"),
        note=fee.maybe(Fields.text, "note"),
    )


def _bulk(delivery: Delivery, raw: JsonObject, body: Fields) -> BulkProgress:
    return BulkProgress(
        delivery=delivery,
        raw=raw,
        bulk_id=body.id("bulkId"),
        status=body.text("status"),
        submitted_items=body.maybe(Fields.integer, "submittedItemsCount"),
    )


_READERS: Final[Mapping[str, Callable[[Delivery, JsonObject, Fields], WebhookEvent]]] = {
    "transfers/watch": _transfer,
    "managed_cards/state_change/watch": _card_state,
    "managed_cards/authorisations/watch": _authorisation,
    "managed_cards/settlements/watch": _settlement,
    "managed_cards/adjustments/watch": _adjustment,
    "fees/watch": _fee,
    "bulk_process_end/watch": _bulk,
    "bulk_process_progress/watch": _bulk,
}
TOPICS: Final = tuple(_READERS)
