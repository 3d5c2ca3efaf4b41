from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class BulkProcessConflictCode(OpenEnum):
    """Why a bulk cannot do this now. INVALID_STATE means that its status does not allow it, TOO_MANY_REQUESTS that
    too many bulks are asked for at once."""

    VALIDATION_FAILED = "VALIDATION_FAILED"
    USER_VALIDATION_FAILED = "USER_VALIDATION_FAILED"
    ALREADY_SUBMITTED = "ALREADY_SUBMITTED"
    DUPLICATE_OPERATION_TYPE = "DUPLICATE_OPERATION_TYPE"
    NO_CONFIG_FOUND = "NO_CONFIG_FOUND"
    INVALID_STATE = "INVALID_STATE"
    TOO_MANY_REQUESTS = "TOO_MANY_REQUESTS"


_KNOWN: Final[dict[JSON, BulkProcessConflictCode]] = {member.value: member for member in BulkProcessConflictCode}


def decode_bulk_process_conflict_code(value: JSON) -> BulkProcessConflictCode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return BulkProcessConflictCode(value)
