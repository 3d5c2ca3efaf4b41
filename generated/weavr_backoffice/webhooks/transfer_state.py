from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class TransferState(OpenEnum):
    """How far a transfer has come."""

    INITIALISED = "INITIALISED"
    COMPLETED = "COMPLETED"
    REJECTED = "REJECTED"
    FAILED = "FAILED"
    PENDING = "PENDING"
    SCHEDULED = "SCHEDULED"
    CANCELLED = "CANCELLED"


_KNOWN: Final[dict[JSON, TransferState]] = {member.value: member for member in TransferState}


def decode_transfer_state(value: JSON) -> TransferState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return TransferState(value)
