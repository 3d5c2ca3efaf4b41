from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CorrespondentBankingOwtValidationCategory(OpenEnum):
    """Checks of names."""

    SEPA_VERIFICATION_OF_PAYEE = "SEPA_VERIFICATION_OF_PAYEE"
    UK_CONFIRMATION_OF_PAYEE = "UK_CONFIRMATION_OF_PAYEE"


known_correspondent_banking_owt_validation_category: Final = KnownValues(CorrespondentBankingOwtValidationCategory)


def decode_correspondent_banking_owt_validation_category(value: JSON) -> CorrespondentBankingOwtValidationCategory:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_correspondent_banking_owt_validation_category[value]
    except TypeError:
        raise expected("a string", value) from None
