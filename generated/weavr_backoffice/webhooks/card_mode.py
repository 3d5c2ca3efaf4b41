from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardMode(OpenEnum):
    """How cards get their money."""

    PREPAID = "prepaid"
    DEBIT = "debit"


_KNOWN: Final[dict[JSON, CardMode]] = {member.value: member for member in CardMode}


def decode_card_mode(value: JSON) -> CardMode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardMode(value)
