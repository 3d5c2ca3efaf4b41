from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardPaymentOriginalCreditEventType(OpenEnum):
    """The one type of CardPaymentOriginalCreditEvent."""

    ORIGINAL_CREDIT = "ORIGINAL_CREDIT"


known_card_payment_original_credit_event_type: Final = KnownValues(CardPaymentOriginalCreditEventType)


def decode_card_payment_original_credit_event_type(value: JSON) -> CardPaymentOriginalCreditEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_payment_original_credit_event_type[value]
    except TypeError:
        raise expected("a string", value) from None
