from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class DestroyType(OpenEnum):
    """Why instruments are removed."""

    USER = "USER"
    ADMIN = "ADMIN"
    SYSTEM = "SYSTEM"
    LOST = "LOST"
    STOLEN = "STOLEN"
    SINGLE_SPEND = "SINGLE_SPEND"
    ACCOUNT_REJECTED = "ACCOUNT_REJECTED"
    EXPIRED = "EXPIRED"
    COMPROMISED = "COMPROMISED"


known_destroy_type: Final = KnownValues(DestroyType)


def decode_destroy_type(value: JSON) -> DestroyType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_destroy_type[value]
    except TypeError:
        raise expected("a string", value) from None
