from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class SettlementState(OpenEnum):
    """How far a settlement has come."""

    PENDING = "PENDING"
    COMPLETED = "COMPLETED"


known_settlement_state: Final = KnownValues(SettlementState)


def decode_settlement_state(value: JSON) -> SettlementState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_settlement_state[value]
    except TypeError:
        raise expected("a string", value) from None
