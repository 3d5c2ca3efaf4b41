from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class TransactionBatchInterceptState(OpenEnum):
    """What interceptors decide."""

    PENDING = "PENDING"
    ALLOWED = "ALLOWED"
    DENIED = "DENIED"
    FAILED = "FAILED"
    SUSPENDED = "SUSPENDED"


_KNOWN: Final[dict[JSON, TransactionBatchInterceptState]] = {
    member.value: member for member in TransactionBatchInterceptState
}


def decode_transaction_batch_intercept_state(value: JSON) -> TransactionBatchInterceptState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return TransactionBatchInterceptState(value)
