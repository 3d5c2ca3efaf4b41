from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class ReplacementType(OpenEnum):
    """Why cards are replaced."""

    DAMAGED = "DAMAGED"
    LOST_STOLEN = "LOST_STOLEN"
    RENEW = "RENEW"
    COMPROMISED = "COMPROMISED"


_KNOWN: Final[dict[JSON, ReplacementType]] = {member.value: member for member in ReplacementType}


def decode_replacement_type(value: JSON) -> ReplacementType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return ReplacementType(value)
