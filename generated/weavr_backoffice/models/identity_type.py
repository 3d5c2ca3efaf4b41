from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class IdentityType(OpenEnum):
    """The two kinds of identity - a business (CORPORATE) or a person (CONSUMER)."""

    CONSUMER = "CONSUMER"
    CORPORATE = "CORPORATE"


_KNOWN: Final[dict[JSON, IdentityType]] = {member.value: member for member in IdentityType}


def decode_identity_type(value: JSON) -> IdentityType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return IdentityType(value)
