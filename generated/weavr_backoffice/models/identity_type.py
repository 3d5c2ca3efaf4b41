from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class IdentityType(OpenEnum):
    """The two kinds of identity - a business (CORPORATE) or a person (CONSUMER)."""

    CONSUMER = "CONSUMER"
    CORPORATE = "CORPORATE"


known_identity_type: Final = KnownValues(IdentityType)


def decode_identity_type(value: JSON) -> IdentityType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_identity_type[value]
    except TypeError:
        raise expected("a string", value) from None
