from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class LinkedAccountState(OpenEnum):
    """Whether linked accounts can be used."""

    PENDING_VERIFICATION = "PENDING_VERIFICATION"
    BLOCKED = "BLOCKED"
    ACTIVE = "ACTIVE"
    REJECTED = "REJECTED"
    REMOVED = "REMOVED"


known_linked_account_state: Final = KnownValues(LinkedAccountState)


def decode_linked_account_state(value: JSON) -> LinkedAccountState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_linked_account_state[value]
    except TypeError:
        raise expected("a string", value) from None
