from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardReplacementReason(OpenEnum):
    """Why a card was replaced."""

    DAMAGED = "DAMAGED"
    LOST_STOLEN = "LOST_STOLEN"
    EXPIRED = "EXPIRED"
    COMPROMISED = "COMPROMISED"


_KNOWN: Final[dict[JSON, CardReplacementReason]] = {member.value: member for member in CardReplacementReason}


def decode_card_replacement_reason(value: JSON) -> CardReplacementReason:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardReplacementReason(value)
