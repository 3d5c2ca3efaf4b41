from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class AdjustmentType(OpenEnum):
    """Why a balance is adjusted."""

    DEFAULT_ADJUSTMENT = "DEFAULT_ADJUSTMENT"
    LOST_STOLEN_REPLACEMENT_BALANCE_TRANSFER = "LOST_STOLEN_REPLACEMENT_BALANCE_TRANSFER"


_KNOWN: Final[dict[JSON, AdjustmentType]] = {member.value: member for member in AdjustmentType}


def decode_adjustment_type(value: JSON) -> AdjustmentType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return AdjustmentType(value)
