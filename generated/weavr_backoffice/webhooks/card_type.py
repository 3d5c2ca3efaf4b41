from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardType(OpenEnum):
    """Whether a card is virtual or made of plastic."""

    VIRTUAL = "VIRTUAL"
    PHYSICAL = "PHYSICAL"


_KNOWN: Final[dict[JSON, CardType]] = {member.value: member for member in CardType}


def decode_card_type(value: JSON) -> CardType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardType(value)
