from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class PhysicalCardReplacementReason(OpenEnum):
    """Why a plastic card is replaced."""

    DAMAGED = "DAMAGED"
    LOST_STOLEN = "LOST_STOLEN"
    EXPIRED = "EXPIRED"


_KNOWN: Final[dict[JSON, PhysicalCardReplacementReason]] = {
    member.value: member for member in PhysicalCardReplacementReason
}


def decode_physical_card_replacement_reason(value: JSON) -> PhysicalCardReplacementReason:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return PhysicalCardReplacementReason(value)
