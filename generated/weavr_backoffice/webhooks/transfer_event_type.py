from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class TransferEventType(OpenEnum):
    """What happens to transfers."""

    PENDING = "PENDING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    SCHEDULED = "SCHEDULED"
    CANCELLED = "CANCELLED"


_KNOWN: Final[dict[JSON, TransferEventType]] = {member.value: member for member in TransferEventType}


def decode_transfer_event_type(value: JSON) -> TransferEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return TransferEventType(value)
