from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class ChargeFeeEventType(OpenEnum):
    """What happens to fees."""

    UNDEFINED = "UNDEFINED"
    COMPLETED = "COMPLETED"


known_charge_fee_event_type: Final = KnownValues(ChargeFeeEventType)


def decode_charge_fee_event_type(value: JSON) -> ChargeFeeEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_charge_fee_event_type[value]
    except TypeError:
        raise expected("a string", value) from None
