from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardInstrumentType(OpenEnum):
    """The type of a card's id."""

    MANAGED_CARDS = "managed_cards"


known_card_instrument_type: Final = KnownValues(CardInstrumentType)


def decode_card_instrument_type(value: JSON) -> CardInstrumentType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_instrument_type[value]
    except TypeError:
        raise expected("a string", value) from None
