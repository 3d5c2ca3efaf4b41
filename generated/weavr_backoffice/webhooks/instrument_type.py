from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class InstrumentType(OpenEnum):
    """Accounts and cards."""

    MANAGED_CARDS = "managed_cards"
    MANAGED_ACCOUNTS = "managed_accounts"


_KNOWN: Final[dict[JSON, InstrumentType]] = {member.value: member for member in InstrumentType}


def decode_instrument_type(value: JSON) -> InstrumentType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return InstrumentType(value)
