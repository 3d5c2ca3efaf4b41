from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


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


_KNOWN: Final[dict[JSON, SendState]] = {member.value: member for member in SendState}


def decode_send_state(value: JSON) -> SendState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return SendState(value)
