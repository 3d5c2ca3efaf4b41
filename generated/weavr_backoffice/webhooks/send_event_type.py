from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class SendEventType(OpenEnum):
    """What happens to sends."""

    PENDING = "PENDING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    PENDING_CHALLENGE = "PENDING_CHALLENGE"
    INVALID = "INVALID"
    SCHEDULED = "SCHEDULED"
    CANCELLED = "CANCELLED"


known_send_event_type: Final = KnownValues(SendEventType)


def decode_send_event_type(value: JSON) -> SendEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_send_event_type[value]
    except TypeError:
        raise expected("a string", value) from None
