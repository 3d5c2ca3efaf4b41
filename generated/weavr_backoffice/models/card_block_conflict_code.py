from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardBlockConflictCode(OpenEnum):
    """Why a card was not blocked. INSTRUMENT_ALREADY_BLOCKED after a lost answer means that it is blocked, as was
    wanted."""

    INSTRUMENT_ALREADY_BLOCKED = "INSTRUMENT_ALREADY_BLOCKED"
    INSTRUMENT_DESTROYED = "INSTRUMENT_DESTROYED"
    INSTRUMENT_MARKED_LOST_STOLEN = "INSTRUMENT_MARKED_LOST_STOLEN"


_KNOWN: Final[dict[JSON, CardBlockConflictCode]] = {member.value: member for member in CardBlockConflictCode}


def decode_card_block_conflict_code(value: JSON) -> CardBlockConflictCode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardBlockConflictCode(value)
