from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class FeeSpecType(OpenEnum):
    """How amounts of fees are worked out."""

    FLAT = "FLAT"
    PERCENTAGE = "PERCENTAGE"
    PLUS = "PLUS"
    MAX = "MAX"
    MIN = "MIN"


known_fee_spec_type: Final = KnownValues(FeeSpecType)


def decode_fee_spec_type(value: JSON) -> FeeSpecType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_fee_spec_type[value]
    except TypeError:
        raise expected("a string", value) from None
