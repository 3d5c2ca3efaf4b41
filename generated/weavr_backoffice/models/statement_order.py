from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class StatementOrder(OpenEnum):
    """Oldest first (ASC) or newest first (DESC)."""

    ASC = "ASC"
    DESC = "DESC"


known_statement_order: Final = KnownValues(StatementOrder)


def decode_statement_order(value: JSON) -> StatementOrder:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_statement_order[value]
    except TypeError:
        raise expected("a string", value) from None
