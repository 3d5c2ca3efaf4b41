from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardPaymentStatus(OpenEnum):
    """How far a payment has come."""

    SETTLEMENT_IN_PROGRESS = "SETTLEMENT_IN_PROGRESS"
    SETTLED = "SETTLED"
    DECLINED = "DECLINED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


_KNOWN: Final[dict[JSON, CardPaymentStatus]] = {member.value: member for member in CardPaymentStatus}


def decode_card_payment_status(value: JSON) -> CardPaymentStatus:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardPaymentStatus(value)
