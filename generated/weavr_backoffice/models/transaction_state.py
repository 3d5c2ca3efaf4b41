from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class TransactionState(OpenEnum):
    """Where a transfer or fee stands. COMPLETED, REJECTED, FAILED and CANCELLED are final; INITIALISED, PENDING and
    SCHEDULED are on their way."""

    INITIALISED = "INITIALISED"
    COMPLETED = "COMPLETED"
    REJECTED = "REJECTED"
    FAILED = "FAILED"
    PENDING = "PENDING"
    SCHEDULED = "SCHEDULED"
    CANCELLED = "CANCELLED"


known_transaction_state: Final = KnownValues(TransactionState)


def decode_transaction_state(value: JSON) -> TransactionState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_transaction_state[value]
    except TypeError:
        raise expected("a string", value) from None
