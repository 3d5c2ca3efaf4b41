from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class BlockedDetailsSubType(OpenEnum):
    """Why instruments are blocked."""

    FREEZE = "FREEZE"
    LOST = "LOST"
    SINGLE_SPEND = "SINGLE_SPEND"
    PENDING_APPROVAL = "PENDING_APPROVAL"


known_blocked_details_sub_type: Final = KnownValues(BlockedDetailsSubType)


def decode_blocked_details_sub_type(value: JSON) -> BlockedDetailsSubType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_blocked_details_sub_type[value]
    except TypeError:
        raise expected("a string", value) from None
