from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardPaymentForexFeeType(OpenEnum):
    """The one type of CardPaymentForexFee."""

    FOREX_FEE = "FOREX_FEE"


_KNOWN: Final[dict[JSON, CardPaymentForexFeeType]] = {member.value: member for member in CardPaymentForexFeeType}


def decode_card_payment_forex_fee_type(value: JSON) -> CardPaymentForexFeeType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardPaymentForexFeeType(value)
