from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class DepositState(OpenEnum):
    """How far a deposit has come."""

    PENDING = "PENDING"
    COMPLETED = "COMPLETED"
    REJECTED = "REJECTED"


_KNOWN: Final[dict[JSON, DepositState]] = {member.value: member for member in DepositState}


def decode_deposit_state(value: JSON) -> DepositState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return DepositState(value)
