from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class DigitalWalletType(OpenEnum):
    """Kinds of digital wallets."""

    GOOGLE_PAY = "GOOGLE_PAY"
    APPLE_PAY = "APPLE_PAY"
    MERCHANT_TOKEN = "MERCHANT_TOKEN"


_KNOWN: Final[dict[JSON, DigitalWalletType]] = {member.value: member for member in DigitalWalletType}


def decode_digital_wallet_type(value: JSON) -> DigitalWalletType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return DigitalWalletType(value)
