from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardPaymentPlatformFeeType(OpenEnum):
    """The one type of CardPaymentPlatformFee."""

    PLATFORM_FEE = "PLATFORM_FEE"


known_card_payment_platform_fee_type: Final = KnownValues(CardPaymentPlatformFeeType)


def decode_card_payment_platform_fee_type(value: JSON) -> CardPaymentPlatformFeeType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_payment_platform_fee_type[value]
    except TypeError:
        raise expected("a string", value) from None
