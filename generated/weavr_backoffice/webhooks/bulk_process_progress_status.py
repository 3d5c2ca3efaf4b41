from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class BulkProcessProgressStatus(OpenEnum):
    """How bulks are doing."""

    RUNNING = "RUNNING"
    PARTIALLY_COMPLETED = "PARTIALLY_COMPLETED"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    PAUSED = "PAUSED"
    CANCELLED = "CANCELLED"


_KNOWN: Final[dict[JSON, BulkProcessProgressStatus]] = {member.value: member for member in BulkProcessProgressStatus}


def decode_bulk_process_progress_status(value: JSON) -> BulkProcessProgressStatus:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return BulkProcessProgressStatus(value)
