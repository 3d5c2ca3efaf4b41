from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class FasterPaymentsBeneficiaryType(OpenEnum):
    """Whether an account is of a business or of a person."""

    PERSONAL = "PERSONAL"
    BUSINESS = "BUSINESS"


known_faster_payments_beneficiary_type: Final = KnownValues(FasterPaymentsBeneficiaryType)


def decode_faster_payments_beneficiary_type(value: JSON) -> FasterPaymentsBeneficiaryType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_faster_payments_beneficiary_type[value]
    except TypeError:
        raise expected("a string", value) from None
