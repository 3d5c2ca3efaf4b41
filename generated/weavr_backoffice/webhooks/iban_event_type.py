from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class IbanEventType(OpenEnum):
    """What happens to IBANs."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    REQUESTED = "REQUESTED"
    REJECTED = "REJECTED"
    BLOCKED = "BLOCKED"
    UNBLOCKED = "UNBLOCKED"
    DESTROYED = "DESTROYED"


_KNOWN: Final[dict[JSON, IbanEventType]] = {member.value: member for member in IbanEventType}


def decode_iban_event_type(value: JSON) -> IbanEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return IbanEventType(value)
