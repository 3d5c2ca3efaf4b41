from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardReplacementReason(OpenEnum):
    """Why a card was replaced."""

    DAMAGED = "DAMAGED"
    LOST_STOLEN = "LOST_STOLEN"
    EXPIRED = "EXPIRED"
    COMPROMISED = "COMPROMISED"


_KNOWN: Final = {member.value: member for member in CardReplacementReason}


def decode_card_replacement_reason(value: JSON) -> CardReplacementReason:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    if type(value) is not str:
        raise expected("a string", value)
    return _KNOWN.get(value) or CardReplacementReason(value)
