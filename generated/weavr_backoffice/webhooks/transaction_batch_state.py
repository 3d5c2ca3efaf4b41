from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class TransactionBatchState(OpenEnum):
    """How far a batch has come."""

    EXECUTION_PENDING = "EXECUTION_PENDING"
    EXECUTED = "EXECUTED"
    COMPLETED = "COMPLETED"
    COMPENSATION_PENDING = "COMPENSATION_PENDING"
    REJECTED = "REJECTED"
    FAILED = "FAILED"
    EXECUTION_SUSPENDED = "EXECUTION_SUSPENDED"
    COMPENSATION_SUSPENDED = "COMPENSATION_SUSPENDED"


known_transaction_batch_state: Final = KnownValues(TransactionBatchState)


def decode_transaction_batch_state(value: JSON) -> TransactionBatchState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_transaction_batch_state[value]
    except TypeError:
        raise expected("a string", value) from None
