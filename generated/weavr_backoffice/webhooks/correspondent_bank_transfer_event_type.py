from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CorrespondentBankTransferEventType(OpenEnum):
    """What happens to transfers through correspondent banks."""

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


known_correspondent_bank_transfer_event_type: Final = KnownValues(CorrespondentBankTransferEventType)


def decode_correspondent_bank_transfer_event_type(value: JSON) -> CorrespondentBankTransferEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_correspondent_bank_transfer_event_type[value]
    except TypeError:
        raise expected("a string", value) from None
