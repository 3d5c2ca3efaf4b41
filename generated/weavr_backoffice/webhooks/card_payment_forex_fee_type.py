from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardPaymentForexFeeType(OpenEnum):
    """The one type of CardPaymentForexFee."""

    FOREX_FEE = "FOREX_FEE"


known_card_payment_forex_fee_type: Final = KnownValues(CardPaymentForexFeeType)


def decode_card_payment_forex_fee_type(value: JSON) -> CardPaymentForexFeeType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_payment_forex_fee_type[value]
    except TypeError:
        raise expected("a string", value) from None
