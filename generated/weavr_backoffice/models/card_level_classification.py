from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardLevelClassification(OpenEnum):
    """Whether a card is issued to a business (CORPORATE) or to a person (CONSUMER)."""

    CONSUMER = "CONSUMER"
    CORPORATE = "CORPORATE"


_KNOWN: Final[dict[JSON, CardLevelClassification]] = {member.value: member for member in CardLevelClassification}


def decode_card_level_classification(value: JSON) -> CardLevelClassification:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardLevelClassification(value)
