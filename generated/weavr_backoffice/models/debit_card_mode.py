from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class DebitCardMode(OpenEnum):
    """The one mode of a debit mode card."""

    DEBIT_MODE = "DEBIT_MODE"


known_debit_card_mode: Final = KnownValues(DebitCardMode)


def decode_debit_card_mode(value: JSON) -> DebitCardMode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_debit_card_mode[value]
    except TypeError:
        raise expected("a string", value) from None
