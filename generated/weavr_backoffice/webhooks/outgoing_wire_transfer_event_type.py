from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


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


known_outgoing_wire_transfer_event_type: Final = KnownValues(OutgoingWireTransferEventType)


def decode_outgoing_wire_transfer_event_type(value: JSON) -> OutgoingWireTransferEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_outgoing_wire_transfer_event_type[value]
    except TypeError:
        raise expected("a string", value) from None
