from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardPaymentEventType(OpenEnum):
    """Kinds of events of a payment."""

    AUTHORISATION = "AUTHORISATION"
    SETTLEMENT = "SETTLEMENT"
    REFUND = "REFUND"
    ORIGINAL_CREDIT = "ORIGINAL_CREDIT"


known_card_payment_event_type: Final = KnownValues(CardPaymentEventType)


def decode_card_payment_event_type(value: JSON) -> CardPaymentEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_payment_event_type[value]
    except TypeError:
        raise expected("a string", value) from None
