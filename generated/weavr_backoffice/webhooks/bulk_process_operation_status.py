from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class BulkProcessOperationStatus(OpenEnum):
    """How operations of a bulk are doing."""

    SUBMITTED = "SUBMITTED"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


known_bulk_process_operation_status: Final = KnownValues(BulkProcessOperationStatus)


def decode_bulk_process_operation_status(value: JSON) -> BulkProcessOperationStatus:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_bulk_process_operation_status[value]
    except TypeError:
        raise expected("a string", value) from None
