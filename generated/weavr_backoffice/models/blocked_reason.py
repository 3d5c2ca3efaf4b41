from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class BlockedReason(OpenEnum):
    """Who or what blocked the instrument. Only a block by USER is lifted by managedCardUnblock."""

    USER = "USER"
    SYSTEM = "SYSTEM"
    LOST = "LOST"
    SINGLE_SPEND = "SINGLE_SPEND"


known_blocked_reason: Final = KnownValues(BlockedReason)


def decode_blocked_reason(value: JSON) -> BlockedReason:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_blocked_reason[value]
    except TypeError:
        raise expected("a string", value) from None
