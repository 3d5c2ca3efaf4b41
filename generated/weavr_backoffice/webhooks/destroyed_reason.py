from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class DestroyedReason(OpenEnum):
    """Why cards and IBANs are removed."""

    SYSTEM = "SYSTEM"
    USER = "USER"
    LOST = "LOST"
    STOLEN = "STOLEN"
    EXPIRED = "EXPIRED"
    COMPROMISED = "COMPROMISED"
    SINGLE_SPEND = "SINGLE_SPEND"


_KNOWN: Final[dict[JSON, DestroyedReason]] = {member.value: member for member in DestroyedReason}


def decode_destroyed_reason(value: JSON) -> DestroyedReason:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return DestroyedReason(value)
