from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardPaymentEventType(OpenEnum):
    """Kinds of events of a payment."""

    AUTHORISATION = "AUTHORISATION"
    SETTLEMENT = "SETTLEMENT"
    REFUND = "REFUND"
    ORIGINAL_CREDIT = "ORIGINAL_CREDIT"


_KNOWN: Final[dict[JSON, CardPaymentEventType]] = {member.value: member for member in CardPaymentEventType}


def decode_card_payment_event_type(value: JSON) -> CardPaymentEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardPaymentEventType(value)
