from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardPaymentPlatformFeeType(OpenEnum):
    """The one type of CardPaymentPlatformFee."""

    PLATFORM_FEE = "PLATFORM_FEE"


_KNOWN: Final[dict[JSON, CardPaymentPlatformFeeType]] = {member.value: member for member in CardPaymentPlatformFeeType}


def decode_card_payment_platform_fee_type(value: JSON) -> CardPaymentPlatformFeeType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardPaymentPlatformFeeType(value)
