from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class DepositState(OpenEnum):
    """How far a deposit has come."""

    PENDING = "PENDING"
    COMPLETED = "COMPLETED"
    REJECTED = "REJECTED"


known_deposit_state: Final = KnownValues(DepositState)


def decode_deposit_state(value: JSON) -> DepositState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_deposit_state[value]
    except TypeError:
        raise expected("a string", value) from None
