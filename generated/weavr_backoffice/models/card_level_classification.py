from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardLevelClassification(OpenEnum):
    """Whether a card is issued to a business (CORPORATE) or to a person (CONSUMER)."""

    CONSUMER = "CONSUMER"
    CORPORATE = "CORPORATE"


known_card_level_classification: Final = KnownValues(CardLevelClassification)


def decode_card_level_classification(value: JSON) -> CardLevelClassification:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_level_classification[value]
    except TypeError:
        raise expected("a string", value) from None
