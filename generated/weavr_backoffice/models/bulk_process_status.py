from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class BulkProcessStatus(OpenEnum):
    """Where a bulk stands. SUBMITTED waits to be started, RUNNING and PAUSED are under way; COMPLETED,
    PARTIALLY_COMPLETED, FAILED and CANCELLED are final."""

    SUBMITTED = "SUBMITTED"
    RUNNING = "RUNNING"
    PARTIALLY_COMPLETED = "PARTIALLY_COMPLETED"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    PAUSED = "PAUSED"
    CANCELLED = "CANCELLED"


_KNOWN: Final[dict[JSON, BulkProcessStatus]] = {member.value: member for member in BulkProcessStatus}


def decode_bulk_process_status(value: JSON) -> BulkProcessStatus:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return BulkProcessStatus(value)
