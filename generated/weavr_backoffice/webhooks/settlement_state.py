from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class SettlementState(OpenEnum):
    """How far a settlement has come."""

    PENDING = "PENDING"
    COMPLETED = "COMPLETED"


_KNOWN: Final[dict[JSON, SettlementState]] = {member.value: member for member in SettlementState}


def decode_settlement_state(value: JSON) -> SettlementState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return SettlementState(value)
