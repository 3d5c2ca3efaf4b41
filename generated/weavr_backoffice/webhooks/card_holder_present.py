from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardHolderPresent(OpenEnum):
    """Whether a cardholder was there."""

    PRESENT = "PRESENT"
    NOT_PRESENT = "NOT_PRESENT"
    PRESENCE_UNKNOWN = "PRESENCE_UNKNOWN"


known_card_holder_present: Final = KnownValues(CardHolderPresent)


def decode_card_holder_present(value: JSON) -> CardHolderPresent:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_holder_present[value]
    except TypeError:
        raise expected("a string", value) from None
