from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardPaymentFeeType(OpenEnum):
    """Kinds of fees of a payment."""

    PLATFORM_FEE = "PLATFORM_FEE"
    FOREX_FEE = "FOREX_FEE"


known_card_payment_fee_type: Final = KnownValues(CardPaymentFeeType)


def decode_card_payment_fee_type(value: JSON) -> CardPaymentFeeType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_payment_fee_type[value]
    except TypeError:
        raise expected("a string", value) from None
