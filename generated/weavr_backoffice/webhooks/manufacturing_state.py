from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class ManufacturingState(OpenEnum):
    """How far the making of a card has come."""

    REQUESTED = "REQUESTED"
    SENT_FOR_FULFILLMENT = "SENT_FOR_FULFILLMENT"
    DISPATCHED = "DISPATCHED"
    DELIVERED = "DELIVERED"


_KNOWN: Final[dict[JSON, ManufacturingState]] = {member.value: member for member in ManufacturingState}


def decode_manufacturing_state(value: JSON) -> ManufacturingState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return ManufacturingState(value)
