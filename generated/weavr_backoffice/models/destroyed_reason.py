from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class DestroyedReason(OpenEnum):
    """Who or what removed the instrument."""

    SYSTEM = "SYSTEM"
    USER = "USER"
    LOST = "LOST"
    STOLEN = "STOLEN"
    EXPIRED = "EXPIRED"
    COMPROMISED = "COMPROMISED"
    SINGLE_SPEND = "SINGLE_SPEND"


known_destroyed_reason: Final = KnownValues(DestroyedReason)


def decode_destroyed_reason(value: JSON) -> DestroyedReason:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_destroyed_reason[value]
    except TypeError:
        raise expected("a string", value) from None
