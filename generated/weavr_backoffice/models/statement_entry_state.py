from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class StatementEntryState(OpenEnum):
    """COMPLETED is final. What is PENDING is completed by an entry of its own (observed)."""

    PENDING = "PENDING"
    COMPLETED = "COMPLETED"


_KNOWN: Final[dict[JSON, StatementEntryState]] = {member.value: member for member in StatementEntryState}


def decode_statement_entry_state(value: JSON) -> StatementEntryState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return StatementEntryState(value)
