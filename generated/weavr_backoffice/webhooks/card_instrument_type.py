from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardInstrumentType(OpenEnum):
    """The type of a card's id."""

    MANAGED_CARDS = "managed_cards"


_KNOWN: Final[dict[JSON, CardInstrumentType]] = {member.value: member for member in CardInstrumentType}


def decode_card_instrument_type(value: JSON) -> CardInstrumentType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardInstrumentType(value)
