from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class IbanState(OpenEnum):
    """States of IBANs."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    BLOCKED = "BLOCKED"
    REJECTED = "REJECTED"
    DESTROYED = "DESTROYED"


known_iban_state: Final = KnownValues(IbanState)


def decode_iban_state(value: JSON) -> IbanState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_iban_state[value]
    except TypeError:
        raise expected("a string", value) from None
