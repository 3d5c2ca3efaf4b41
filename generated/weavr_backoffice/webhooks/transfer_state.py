from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class TransferState(OpenEnum):
    """How far a transfer has come."""

    INITIALISED = "INITIALISED"
    COMPLETED = "COMPLETED"
    REJECTED = "REJECTED"
    FAILED = "FAILED"
    PENDING = "PENDING"
    SCHEDULED = "SCHEDULED"
    CANCELLED = "CANCELLED"


known_transfer_state: Final = KnownValues(TransferState)


def decode_transfer_state(value: JSON) -> TransferState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_transfer_state[value]
    except TypeError:
        raise expected("a string", value) from None
