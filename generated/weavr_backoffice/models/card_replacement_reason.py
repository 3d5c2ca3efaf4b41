from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardReplacementReason(OpenEnum):
    """Why a card was replaced."""

    DAMAGED = "DAMAGED"
    LOST_STOLEN = "LOST_STOLEN"
    EXPIRED = "EXPIRED"
    COMPROMISED = "COMPROMISED"


known_card_replacement_reason: Final = KnownValues(CardReplacementReason)


def decode_card_replacement_reason(value: JSON) -> CardReplacementReason:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_replacement_reason[value]
    except TypeError:
        raise expected("a string", value) from None
