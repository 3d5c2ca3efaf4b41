from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardBrand(OpenEnum):
    """The schemes that cards belong to."""

    MASTERCARD = "MASTERCARD"
    VISA = "VISA"


known_card_brand: Final = KnownValues(CardBrand)


def decode_card_brand(value: JSON) -> CardBrand:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_brand[value]
    except TypeError:
        raise expected("a string", value) from None
