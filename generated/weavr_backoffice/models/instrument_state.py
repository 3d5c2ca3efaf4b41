from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class InstrumentState(OpenEnum):
    """ACTIVE can be used, BLOCKED cannot for the time being, DESTROYED never again, NOT_ENABLED not yet."""

    ACTIVE = "ACTIVE"
    BLOCKED = "BLOCKED"
    DESTROYED = "DESTROYED"
    NOT_ENABLED = "NOT_ENABLED"


known_instrument_state: Final = KnownValues(InstrumentState)


def decode_instrument_state(value: JSON) -> InstrumentState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_instrument_state[value]
    except TypeError:
        raise expected("a string", value) from None
