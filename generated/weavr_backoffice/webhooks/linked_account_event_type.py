from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class LinkedAccountEventType(OpenEnum):
    """What happens to linked accounts."""

    PENDING_VERIFICATION = "PENDING_VERIFICATION"
    VERIFIED = "VERIFIED"
    BLOCKED = "BLOCKED"
    UNBLOCKED = "UNBLOCKED"
    REMOVED = "REMOVED"
    REJECTED = "REJECTED"


_KNOWN: Final[dict[JSON, LinkedAccountEventType]] = {member.value: member for member in LinkedAccountEventType}


def decode_linked_account_event_type(value: JSON) -> LinkedAccountEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return LinkedAccountEventType(value)
