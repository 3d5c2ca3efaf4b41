from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardPaymentFeeType(OpenEnum):
    """Kinds of fees of a payment."""

    PLATFORM_FEE = "PLATFORM_FEE"
    FOREX_FEE = "FOREX_FEE"


_KNOWN: Final[dict[JSON, CardPaymentFeeType]] = {member.value: member for member in CardPaymentFeeType}


def decode_card_payment_fee_type(value: JSON) -> CardPaymentFeeType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardPaymentFeeType(value)
