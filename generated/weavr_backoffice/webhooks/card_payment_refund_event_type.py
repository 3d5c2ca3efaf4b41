from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardPaymentRefundEventType(OpenEnum):
    """The one type of CardPaymentRefundEvent."""

    REFUND = "REFUND"


known_card_payment_refund_event_type: Final = KnownValues(CardPaymentRefundEventType)


def decode_card_payment_refund_event_type(value: JSON) -> CardPaymentRefundEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_payment_refund_event_type[value]
    except TypeError:
        raise expected("a string", value) from None
