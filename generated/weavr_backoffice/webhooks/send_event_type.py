from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class SendEventType(OpenEnum):
    """What happens to sends."""

    PENDING = "PENDING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    PENDING_CHALLENGE = "PENDING_CHALLENGE"
    INVALID = "INVALID"
    SCHEDULED = "SCHEDULED"
    CANCELLED = "CANCELLED"


_KNOWN: Final[dict[JSON, SendEventType]] = {member.value: member for member in SendEventType}


def decode_send_event_type(value: JSON) -> SendEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return SendEventType(value)
