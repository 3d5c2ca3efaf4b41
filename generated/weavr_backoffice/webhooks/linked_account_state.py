from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class LinkedAccountState(OpenEnum):
    """Whether linked accounts can be used."""

    PENDING_VERIFICATION = "PENDING_VERIFICATION"
    BLOCKED = "BLOCKED"
    ACTIVE = "ACTIVE"
    REJECTED = "REJECTED"
    REMOVED = "REMOVED"


_KNOWN: Final[dict[JSON, LinkedAccountState]] = {member.value: member for member in LinkedAccountState}


def decode_linked_account_state(value: JSON) -> LinkedAccountState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return LinkedAccountState(value)
