from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class AdjustmentType(OpenEnum):
    """Why a balance is adjusted."""

    DEFAULT_ADJUSTMENT = "DEFAULT_ADJUSTMENT"
    LOST_STOLEN_REPLACEMENT_BALANCE_TRANSFER = "LOST_STOLEN_REPLACEMENT_BALANCE_TRANSFER"


known_adjustment_type: Final = KnownValues(AdjustmentType)


def decode_adjustment_type(value: JSON) -> AdjustmentType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_adjustment_type[value]
    except TypeError:
        raise expected("a string", value) from None
