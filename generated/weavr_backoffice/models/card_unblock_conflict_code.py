from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardUnblockConflictCode(OpenEnum):
    """Why a card was not unblocked. INSTRUMENT_NOT_BLOCKED after a lost answer may mean that the lost call did it;
    read the card to be sure."""

    INSTRUMENT_NOT_BLOCKED = "INSTRUMENT_NOT_BLOCKED"
    INSTRUMENT_DESTROYED = "INSTRUMENT_DESTROYED"
    INSTRUMENT_MARKED_LOST_STOLEN = "INSTRUMENT_MARKED_LOST_STOLEN"


_KNOWN: Final[dict[JSON, CardUnblockConflictCode]] = {member.value: member for member in CardUnblockConflictCode}


def decode_card_unblock_conflict_code(value: JSON) -> CardUnblockConflictCode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardUnblockConflictCode(value)
