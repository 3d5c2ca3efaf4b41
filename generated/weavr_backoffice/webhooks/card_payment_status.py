from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardPaymentStatus(OpenEnum):
    """How far a payment has come."""

    SETTLEMENT_IN_PROGRESS = "SETTLEMENT_IN_PROGRESS"
    SETTLED = "SETTLED"
    DECLINED = "DECLINED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


known_card_payment_status: Final = KnownValues(CardPaymentStatus)


def decode_card_payment_status(value: JSON) -> CardPaymentStatus:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_payment_status[value]
    except TypeError:
        raise expected("a string", value) from None
