from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class OutgoingWireTransferState(OpenEnum):
    """How far a transfer to a bank account has come."""

    INVALID = "INVALID"
    PENDING_CHALLENGE = "PENDING_CHALLENGE"
    SUBMITTED = "SUBMITTED"
    REJECTED = "REJECTED"
    APPROVED = "APPROVED"
    FAILED = "FAILED"
    COMPLETED = "COMPLETED"
    RETURNED = "RETURNED"
    SCHEDULED = "SCHEDULED"
    CANCELLED = "CANCELLED"
    PENDING_CONFIRMATION = "PENDING_CONFIRMATION"


_KNOWN: Final[dict[JSON, OutgoingWireTransferState]] = {member.value: member for member in OutgoingWireTransferState}


def decode_outgoing_wire_transfer_state(value: JSON) -> OutgoingWireTransferState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return OutgoingWireTransferState(value)
