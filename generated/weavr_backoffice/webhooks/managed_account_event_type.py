from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class ManagedAccountEventType(OpenEnum):
    """What happens to accounts."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    REQUESTED = "REQUESTED"
    REJECTED = "REJECTED"
    BLOCKED = "BLOCKED"
    UNBLOCKED = "UNBLOCKED"
    DESTROYED = "DESTROYED"


known_managed_account_event_type: Final = KnownValues(ManagedAccountEventType)


def decode_managed_account_event_type(value: JSON) -> ManagedAccountEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_managed_account_event_type[value]
    except TypeError:
        raise expected("a string", value) from None
