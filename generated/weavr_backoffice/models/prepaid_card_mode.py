from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class PrepaidCardMode(OpenEnum):
    """The one mode of a prepaid mode card."""

    PREPAID_MODE = "PREPAID_MODE"


known_prepaid_card_mode: Final = KnownValues(PrepaidCardMode)


def decode_prepaid_card_mode(value: JSON) -> PrepaidCardMode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_prepaid_card_mode[value]
    except TypeError:
        raise expected("a string", value) from None
