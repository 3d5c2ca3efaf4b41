from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CorrespondentBankingOwtState(OpenEnum):
    """How far a transfer through a correspondent bank has come."""

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


known_correspondent_banking_owt_state: Final = KnownValues(CorrespondentBankingOwtState)


def decode_correspondent_banking_owt_state(value: JSON) -> CorrespondentBankingOwtState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_correspondent_banking_owt_state[value]
    except TypeError:
        raise expected("a string", value) from None
