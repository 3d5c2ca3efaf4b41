from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class DigitalWalletType(OpenEnum):
    """Kinds of digital wallets."""

    GOOGLE_PAY = "GOOGLE_PAY"
    APPLE_PAY = "APPLE_PAY"
    MERCHANT_TOKEN = "MERCHANT_TOKEN"


known_digital_wallet_type: Final = KnownValues(DigitalWalletType)


def decode_digital_wallet_type(value: JSON) -> DigitalWalletType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_digital_wallet_type[value]
    except TypeError:
        raise expected("a string", value) from None
