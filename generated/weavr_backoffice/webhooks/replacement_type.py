from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class ReplacementType(OpenEnum):
    """Why cards are replaced."""

    DAMAGED = "DAMAGED"
    LOST_STOLEN = "LOST_STOLEN"
    RENEW = "RENEW"
    COMPROMISED = "COMPROMISED"


known_replacement_type: Final = KnownValues(ReplacementType)


def decode_replacement_type(value: JSON) -> ReplacementType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_replacement_type[value]
    except TypeError:
        raise expected("a string", value) from None
