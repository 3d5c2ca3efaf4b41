from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardType(OpenEnum):
    """Whether a card is virtual or made of plastic."""

    VIRTUAL = "VIRTUAL"
    PHYSICAL = "PHYSICAL"


known_card_type: Final = KnownValues(CardType)


def decode_card_type(value: JSON) -> CardType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_type[value]
    except TypeError:
        raise expected("a string", value) from None
