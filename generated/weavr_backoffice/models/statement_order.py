from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class StatementOrder(OpenEnum):
    """Oldest first (ASC) or newest first (DESC)."""

    ASC = "ASC"
    DESC = "DESC"


_KNOWN: Final[dict[JSON, StatementOrder]] = {member.value: member for member in StatementOrder}


def decode_statement_order(value: JSON) -> StatementOrder:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return StatementOrder(value)
