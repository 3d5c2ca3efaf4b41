from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class IbanState(OpenEnum):
    """States of IBANs."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    BLOCKED = "BLOCKED"
    REJECTED = "REJECTED"
    DESTROYED = "DESTROYED"


_KNOWN: Final[dict[JSON, IbanState]] = {member.value: member for member in IbanState}


def decode_iban_state(value: JSON) -> IbanState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return IbanState(value)
