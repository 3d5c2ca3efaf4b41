from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class PhysicalCardReplacementReason(OpenEnum):
    """Why a plastic card was replaced."""

    DAMAGED = "DAMAGED"
    LOST_STOLEN = "LOST_STOLEN"
    EXPIRED = "EXPIRED"


known_physical_card_replacement_reason: Final = KnownValues(PhysicalCardReplacementReason)


def decode_physical_card_replacement_reason(value: JSON) -> PhysicalCardReplacementReason:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_physical_card_replacement_reason[value]
    except TypeError:
        raise expected("a string", value) from None
