from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


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


known_bulk_process_status: Final = KnownValues(BulkProcessStatus)


def decode_bulk_process_status(value: JSON) -> BulkProcessStatus:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_bulk_process_status[value]
    except TypeError:
        raise expected("a string", value) from None
