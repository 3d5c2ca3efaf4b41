from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardMode(OpenEnum):
    """How cards get their money."""

    PREPAID = "prepaid"
    DEBIT = "debit"


known_card_mode: Final = KnownValues(CardMode)


def decode_card_mode(value: JSON) -> CardMode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_mode[value]
    except TypeError:
        raise expected("a string", value) from None
