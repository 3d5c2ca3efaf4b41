from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class BlockedDetailsType(OpenEnum):
    """Who blocks instruments."""

    VELOCITY = "VELOCITY"
    USER = "USER"
    ACCOUNT = "ACCOUNT"
    ADMIN = "ADMIN"


known_blocked_details_type: Final = KnownValues(BlockedDetailsType)


def decode_blocked_details_type(value: JSON) -> BlockedDetailsType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_blocked_details_type[value]
    except TypeError:
        raise expected("a string", value) from None
