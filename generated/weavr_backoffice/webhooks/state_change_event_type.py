from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class StateChangeEventType(OpenEnum):
    """What happens to cards."""

    ENABLED = "ENABLED"
    ACTIVATED = "ACTIVATED"
    BLOCKED = "BLOCKED"
    UNBLOCKED = "UNBLOCKED"
    DESTROYED = "DESTROYED"


known_state_change_event_type: Final = KnownValues(StateChangeEventType)


def decode_state_change_event_type(value: JSON) -> StateChangeEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_state_change_event_type[value]
    except TypeError:
        raise expected("a string", value) from None
