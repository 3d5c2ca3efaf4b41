from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class TransactionBatchParticipantState(OpenEnum):
    """How far a part of a batch has come."""

    EXECUTION_PENDING = "EXECUTION_PENDING"
    EXECUTED = "EXECUTED"
    COMMITTED = "COMMITTED"
    REJECTED = "REJECTED"
    FAILED = "FAILED"
    COMPENSATION_PENDING = "COMPENSATION_PENDING"
    COMPENSATED = "COMPENSATED"
    OBSOLETE = "OBSOLETE"
    EXECUTION_SUSPENDED = "EXECUTION_SUSPENDED"
    COMPENSATION_SUSPENDED = "COMPENSATION_SUSPENDED"


known_transaction_batch_participant_state: Final = KnownValues(TransactionBatchParticipantState)


def decode_transaction_batch_participant_state(value: JSON) -> TransactionBatchParticipantState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_transaction_batch_participant_state[value]
    except TypeError:
        raise expected("a string", value) from None
