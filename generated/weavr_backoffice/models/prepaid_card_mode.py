from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class PrepaidCardMode(OpenEnum):
    """The one mode of a prepaid mode card."""

    PREPAID_MODE = "PREPAID_MODE"


_KNOWN: Final[dict[JSON, PrepaidCardMode]] = {member.value: member for member in PrepaidCardMode}


def decode_prepaid_card_mode(value: JSON) -> PrepaidCardMode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return PrepaidCardMode(value)
