from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardHolderPresent(OpenEnum):
    """Whether a cardholder was there."""

    PRESENT = "PRESENT"
    NOT_PRESENT = "NOT_PRESENT"
    PRESENCE_UNKNOWN = "PRESENCE_UNKNOWN"


_KNOWN: Final[dict[JSON, CardHolderPresent]] = {member.value: member for member in CardHolderPresent}


def decode_card_holder_present(value: JSON) -> CardHolderPresent:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardHolderPresent(value)
