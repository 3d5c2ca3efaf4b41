from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class IbanEventType(OpenEnum):
    """What happens to IBANs."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    REQUESTED = "REQUESTED"
    REJECTED = "REJECTED"
    BLOCKED = "BLOCKED"
    UNBLOCKED = "UNBLOCKED"
    DESTROYED = "DESTROYED"


known_iban_event_type: Final = KnownValues(IbanEventType)


def decode_iban_event_type(value: JSON) -> IbanEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_iban_event_type[value]
    except TypeError:
        raise expected("a string", value) from None
