from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class TransferEventType(OpenEnum):
    """What happens to transfers."""

    PENDING = "PENDING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    SCHEDULED = "SCHEDULED"
    CANCELLED = "CANCELLED"


known_transfer_event_type: Final = KnownValues(TransferEventType)


def decode_transfer_event_type(value: JSON) -> TransferEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_transfer_event_type[value]
    except TypeError:
        raise expected("a string", value) from None
