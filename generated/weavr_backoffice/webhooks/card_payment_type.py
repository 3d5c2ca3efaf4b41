from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardPaymentType(OpenEnum):
    """Kinds of payments with cards."""

    PURCHASE = "PURCHASE"
    REFUND = "REFUND"
    ORIGINAL_CREDIT = "ORIGINAL_CREDIT"
    ACCOUNT_FUNDING = "ACCOUNT_FUNDING"
    CASH_WITHDRAWAL = "CASH_WITHDRAWAL"
    BALANCE_INQUIRY = "BALANCE_INQUIRY"


known_card_payment_type: Final = KnownValues(CardPaymentType)


def decode_card_payment_type(value: JSON) -> CardPaymentType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_payment_type[value]
    except TypeError:
        raise expected("a string", value) from None
