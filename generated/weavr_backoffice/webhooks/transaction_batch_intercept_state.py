from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class TransactionBatchInterceptState(OpenEnum):
    """What interceptors decide."""

    PENDING = "PENDING"
    ALLOWED = "ALLOWED"
    DENIED = "DENIED"
    FAILED = "FAILED"
    SUSPENDED = "SUSPENDED"


known_transaction_batch_intercept_state: Final = KnownValues(TransactionBatchInterceptState)


def decode_transaction_batch_intercept_state(value: JSON) -> TransactionBatchInterceptState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_transaction_batch_intercept_state[value]
    except TypeError:
        raise expected("a string", value) from None
