from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class BulkProcessOperationStatus(OpenEnum):
    """Where one operation of a bulk stands. SUBMITTED and RUNNING are under way; COMPLETED, FAILED and CANCELLED are
    final."""

    SUBMITTED = "SUBMITTED"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


_KNOWN: Final = {member.value: member for member in BulkProcessOperationStatus}


def decode_bulk_process_operation_status(value: JSON) -> BulkProcessOperationStatus:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    if type(value) is not str:
        raise expected("a string", value)
    return _KNOWN.get(value) or BulkProcessOperationStatus(value)
