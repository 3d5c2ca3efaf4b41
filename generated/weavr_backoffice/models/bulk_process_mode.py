from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class BulkProcessMode(OpenEnum):
    """What the failure of one operation does to those after it - ON_FAILURE_STOP or ON_FAILURE_CONTINUE."""

    ON_FAILURE_STOP = "ON_FAILURE_STOP"
    ON_FAILURE_CONTINUE = "ON_FAILURE_CONTINUE"


_KNOWN: Final[dict[JSON, BulkProcessMode]] = {member.value: member for member in BulkProcessMode}


def decode_bulk_process_mode(value: JSON) -> BulkProcessMode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return BulkProcessMode(value)
