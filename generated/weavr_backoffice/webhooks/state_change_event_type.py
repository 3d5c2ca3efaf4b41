from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class StateChangeEventType(OpenEnum):
    """What happens to cards."""

    ENABLED = "ENABLED"
    ACTIVATED = "ACTIVATED"
    BLOCKED = "BLOCKED"
    UNBLOCKED = "UNBLOCKED"
    DESTROYED = "DESTROYED"


_KNOWN: Final[dict[JSON, StateChangeEventType]] = {member.value: member for member in StateChangeEventType}


def decode_state_change_event_type(value: JSON) -> StateChangeEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return StateChangeEventType(value)
