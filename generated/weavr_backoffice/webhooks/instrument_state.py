from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class InstrumentState(OpenEnum):
    """States of cards."""

    ACTIVE = "ACTIVE"
    BLOCKED = "BLOCKED"
    DESTROYED = "DESTROYED"
    NOT_ENABLED = "NOT_ENABLED"


_KNOWN: Final[dict[JSON, InstrumentState]] = {member.value: member for member in InstrumentState}


def decode_instrument_state(value: JSON) -> InstrumentState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return InstrumentState(value)
