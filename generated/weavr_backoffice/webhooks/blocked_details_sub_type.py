from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class BlockedDetailsSubType(OpenEnum):
    """Why instruments are blocked."""

    FREEZE = "FREEZE"
    LOST = "LOST"
    SINGLE_SPEND = "SINGLE_SPEND"
    PENDING_APPROVAL = "PENDING_APPROVAL"


_KNOWN: Final[dict[JSON, BlockedDetailsSubType]] = {member.value: member for member in BlockedDetailsSubType}


def decode_blocked_details_sub_type(value: JSON) -> BlockedDetailsSubType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return BlockedDetailsSubType(value)
