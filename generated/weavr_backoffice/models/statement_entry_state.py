from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class StatementEntryState(OpenEnum):
    """COMPLETED is final. What is PENDING is completed by an entry of its own (observed)."""

    PENDING = "PENDING"
    COMPLETED = "COMPLETED"


known_statement_entry_state: Final = KnownValues(StatementEntryState)


def decode_statement_entry_state(value: JSON) -> StatementEntryState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_statement_entry_state[value]
    except TypeError:
        raise expected("a string", value) from None
