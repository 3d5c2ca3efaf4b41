from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class BulkProcessProgressStatus(OpenEnum):
    """How bulks are doing."""

    RUNNING = "RUNNING"
    PARTIALLY_COMPLETED = "PARTIALLY_COMPLETED"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    PAUSED = "PAUSED"
    CANCELLED = "CANCELLED"


known_bulk_process_progress_status: Final = KnownValues(BulkProcessProgressStatus)


def decode_bulk_process_progress_status(value: JSON) -> BulkProcessProgressStatus:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_bulk_process_progress_status[value]
    except TypeError:
        raise expected("a string", value) from None
