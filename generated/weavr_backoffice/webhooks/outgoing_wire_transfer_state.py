from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


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


known_outgoing_wire_transfer_state: Final = KnownValues(OutgoingWireTransferState)


def decode_outgoing_wire_transfer_state(value: JSON) -> OutgoingWireTransferState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_outgoing_wire_transfer_state[value]
    except TypeError:
        raise expected("a string", value) from None
