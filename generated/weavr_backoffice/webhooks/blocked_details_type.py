from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class BlockedDetailsType(OpenEnum):
    """Who blocks instruments."""

    VELOCITY = "VELOCITY"
    USER = "USER"
    ACCOUNT = "ACCOUNT"
    ADMIN = "ADMIN"


_KNOWN: Final[dict[JSON, BlockedDetailsType]] = {member.value: member for member in BlockedDetailsType}


def decode_blocked_details_type(value: JSON) -> BlockedDetailsType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return BlockedDetailsType(value)
