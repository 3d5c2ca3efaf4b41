from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class FeeSpecType(OpenEnum):
    """How amounts of fees are worked out."""

    FLAT = "FLAT"
    PERCENTAGE = "PERCENTAGE"
    PLUS = "PLUS"
    MAX = "MAX"
    MIN = "MIN"


_KNOWN: Final[dict[JSON, FeeSpecType]] = {member.value: member for member in FeeSpecType}


def decode_fee_spec_type(value: JSON) -> FeeSpecType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return FeeSpecType(value)
