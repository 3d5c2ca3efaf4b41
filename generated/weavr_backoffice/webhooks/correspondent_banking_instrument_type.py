from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CorrespondentBankingInstrumentType(OpenEnum):
    """Where such money can come from."""

    MANAGED_ACCOUNTS = "managed_accounts"


known_correspondent_banking_instrument_type: Final = KnownValues(CorrespondentBankingInstrumentType)


def decode_correspondent_banking_instrument_type(value: JSON) -> CorrespondentBankingInstrumentType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_correspondent_banking_instrument_type[value]
    except TypeError:
        raise expected("a string", value) from None
