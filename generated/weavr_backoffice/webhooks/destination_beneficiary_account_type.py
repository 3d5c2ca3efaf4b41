from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class DestinationBeneficiaryAccountType(OpenEnum):
    """Whether an account is of a business or of a person."""

    PERSONAL = "PERSONAL"
    BUSINESS = "BUSINESS"


_KNOWN: Final[dict[JSON, DestinationBeneficiaryAccountType]] = {
    member.value: member for member in DestinationBeneficiaryAccountType
}


def decode_destination_beneficiary_account_type(value: JSON) -> DestinationBeneficiaryAccountType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return DestinationBeneficiaryAccountType(value)
