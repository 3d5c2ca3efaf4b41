from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class FasterPaymentsBeneficiaryType(OpenEnum):
    """Whether an account is of a business or of a person."""

    PERSONAL = "PERSONAL"
    BUSINESS = "BUSINESS"


_KNOWN: Final[dict[JSON, FasterPaymentsBeneficiaryType]] = {
    member.value: member for member in FasterPaymentsBeneficiaryType
}


def decode_faster_payments_beneficiary_type(value: JSON) -> FasterPaymentsBeneficiaryType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return FasterPaymentsBeneficiaryType(value)
