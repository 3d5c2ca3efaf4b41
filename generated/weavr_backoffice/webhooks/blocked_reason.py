from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class BlockedReason(OpenEnum):
    """Why cards are blocked."""

    USER = "USER"
    SYSTEM = "SYSTEM"
    LOST = "LOST"
    SINGLE_SPEND = "SINGLE_SPEND"


_KNOWN: Final[dict[JSON, BlockedReason]] = {member.value: member for member in BlockedReason}


def decode_blocked_reason(value: JSON) -> BlockedReason:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return BlockedReason(value)
