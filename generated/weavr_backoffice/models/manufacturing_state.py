from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class ManufacturingState(OpenEnum):
    """How far the making and sending of a plastic card has come."""

    REQUESTED = "REQUESTED"
    SENT_FOR_FULFILLMENT = "SENT_FOR_FULFILLMENT"
    DISPATCHED = "DISPATCHED"
    DELIVERED = "DELIVERED"


known_manufacturing_state: Final = KnownValues(ManufacturingState)


def decode_manufacturing_state(value: JSON) -> ManufacturingState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_manufacturing_state[value]
    except TypeError:
        raise expected("a string", value) from None
