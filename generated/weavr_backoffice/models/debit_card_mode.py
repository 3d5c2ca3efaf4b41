from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class DebitCardMode(OpenEnum):
    """The one mode of a debit mode card."""

    DEBIT_MODE = "DEBIT_MODE"


_KNOWN: Final[dict[JSON, DebitCardMode]] = {member.value: member for member in DebitCardMode}


def decode_debit_card_mode(value: JSON) -> DebitCardMode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return DebitCardMode(value)
