from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardBrand(OpenEnum):
    """Schemes of cards."""

    MASTERCARD = "MASTERCARD"
    VISA = "VISA"


_KNOWN: Final[dict[JSON, CardBrand]] = {member.value: member for member in CardBrand}


def decode_card_brand(value: JSON) -> CardBrand:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardBrand(value)
