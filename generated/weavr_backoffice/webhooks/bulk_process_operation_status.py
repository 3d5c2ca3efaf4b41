from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class BulkProcessOperationStatus(OpenEnum):
    """How operations of a bulk are doing."""

    SUBMITTED = "SUBMITTED"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


_KNOWN: Final[dict[JSON, BulkProcessOperationStatus]] = {member.value: member for member in BulkProcessOperationStatus}


def decode_bulk_process_operation_status(value: JSON) -> BulkProcessOperationStatus:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return BulkProcessOperationStatus(value)
