from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CorrespondentBankingOwtValidationCategory(OpenEnum):
    """Checks of names."""

    SEPA_VERIFICATION_OF_PAYEE = "SEPA_VERIFICATION_OF_PAYEE"
    UK_CONFIRMATION_OF_PAYEE = "UK_CONFIRMATION_OF_PAYEE"


_KNOWN: Final[dict[JSON, CorrespondentBankingOwtValidationCategory]] = {
    member.value: member for member in CorrespondentBankingOwtValidationCategory
}


def decode_correspondent_banking_owt_validation_category(value: JSON) -> CorrespondentBankingOwtValidationCategory:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CorrespondentBankingOwtValidationCategory(value)
