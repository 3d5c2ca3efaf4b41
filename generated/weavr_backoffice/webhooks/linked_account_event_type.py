from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class LinkedAccountEventType(OpenEnum):
    """What happens to linked accounts."""

    PENDING_VERIFICATION = "PENDING_VERIFICATION"
    VERIFIED = "VERIFIED"
    BLOCKED = "BLOCKED"
    UNBLOCKED = "UNBLOCKED"
    REMOVED = "REMOVED"
    REJECTED = "REJECTED"


known_linked_account_event_type: Final = KnownValues(LinkedAccountEventType)


def decode_linked_account_event_type(value: JSON) -> LinkedAccountEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_linked_account_event_type[value]
    except TypeError:
        raise expected("a string", value) from None
