from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class BulkProcessMode(OpenEnum):
    """What the failure of one operation does to those after it - ON_FAILURE_STOP or ON_FAILURE_CONTINUE."""

    ON_FAILURE_STOP = "ON_FAILURE_STOP"
    ON_FAILURE_CONTINUE = "ON_FAILURE_CONTINUE"


known_bulk_process_mode: Final = KnownValues(BulkProcessMode)


def decode_bulk_process_mode(value: JSON) -> BulkProcessMode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_bulk_process_mode[value]
    except TypeError:
        raise expected("a string", value) from None
