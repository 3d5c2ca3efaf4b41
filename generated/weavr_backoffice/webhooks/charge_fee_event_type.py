from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class ChargeFeeEventType(OpenEnum):
    """What happens to fees."""

    UNDEFINED = "UNDEFINED"
    COMPLETED = "COMPLETED"


_KNOWN: Final[dict[JSON, ChargeFeeEventType]] = {member.value: member for member in ChargeFeeEventType}


def decode_charge_fee_event_type(value: JSON) -> ChargeFeeEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return ChargeFeeEventType(value)
