from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardPaymentOriginalCreditEventType(OpenEnum):
    """The one type of CardPaymentOriginalCreditEvent."""

    ORIGINAL_CREDIT = "ORIGINAL_CREDIT"


_KNOWN: Final[dict[JSON, CardPaymentOriginalCreditEventType]] = {
    member.value: member for member in CardPaymentOriginalCreditEventType
}


def decode_card_payment_original_credit_event_type(value: JSON) -> CardPaymentOriginalCreditEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardPaymentOriginalCreditEventType(value)
