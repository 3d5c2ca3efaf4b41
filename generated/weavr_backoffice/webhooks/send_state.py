from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class SendState(OpenEnum):
    """How far a send has come."""

    UNDEFINED = "UNDEFINED"
    INITIALISED = "INITIALISED"
    COMPLETED = "COMPLETED"
    REJECTED = "REJECTED"
    FAILED = "FAILED"
    PENDING = "PENDING"
    PENDING_CHALLENGE = "PENDING_CHALLENGE"
    APPROVED = "APPROVED"
    INVALID = "INVALID"
    SCHEDULED = "SCHEDULED"
    CANCELLED = "CANCELLED"


known_send_state: Final = KnownValues(SendState)


def decode_send_state(value: JSON) -> SendState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_send_state[value]
    except TypeError:
        raise expected("a string", value) from None
