from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CorrespondentBankingInstrumentType(OpenEnum):
    """Where such money can come from."""

    MANAGED_ACCOUNTS = "managed_accounts"


_KNOWN: Final[dict[JSON, CorrespondentBankingInstrumentType]] = {
    member.value: member for member in CorrespondentBankingInstrumentType
}


def decode_correspondent_banking_instrument_type(value: JSON) -> CorrespondentBankingInstrumentType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CorrespondentBankingInstrumentType(value)
