from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardRemoveConflictCode(OpenEnum):
    """Why a card was not removed. BALANCE_NOT_ZERO asks to move the money away first. INSTRUMENT_ALREADY_REMOVED
    after a lost answer means that it is removed, as was wanted."""

    BALANCE_NOT_ZERO = "BALANCE_NOT_ZERO"
    INSTRUMENT_ALREADY_REMOVED = "INSTRUMENT_ALREADY_REMOVED"


_KNOWN: Final[dict[JSON, CardRemoveConflictCode]] = {member.value: member for member in CardRemoveConflictCode}


def decode_card_remove_conflict_code(value: JSON) -> CardRemoveConflictCode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardRemoveConflictCode(value)
