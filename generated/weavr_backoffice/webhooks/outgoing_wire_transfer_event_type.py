from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class OutgoingWireTransferEventType(OpenEnum):
    """What happens to transfers to bank accounts."""

    PENDING_CHALLENGE = "PENDING_CHALLENGE"
    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    FAILED = "FAILED"
    COMPLETED = "COMPLETED"
    RETURNED = "RETURNED"
    INVALID = "INVALID"
    SCHEDULED = "SCHEDULED"
    CANCELLED = "CANCELLED"
    PENDING_CONFIRMATION = "PENDING_CONFIRMATION"


_KNOWN: Final[dict[JSON, OutgoingWireTransferEventType]] = {
    member.value: member for member in OutgoingWireTransferEventType
}


def decode_outgoing_wire_transfer_event_type(value: JSON) -> OutgoingWireTransferEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return OutgoingWireTransferEventType(value)
