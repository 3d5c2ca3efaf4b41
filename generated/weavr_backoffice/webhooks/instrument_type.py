from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class InstrumentType(OpenEnum):
    """Accounts and cards."""

    MANAGED_CARDS = "managed_cards"
    MANAGED_ACCOUNTS = "managed_accounts"


known_instrument_type: Final = KnownValues(InstrumentType)


def decode_instrument_type(value: JSON) -> InstrumentType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_instrument_type[value]
    except TypeError:
        raise expected("a string", value) from None
