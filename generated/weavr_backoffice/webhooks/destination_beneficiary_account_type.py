from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class DestinationBeneficiaryAccountType(OpenEnum):
    """Whether an account is of a business or of a person."""

    PERSONAL = "PERSONAL"
    BUSINESS = "BUSINESS"


known_destination_beneficiary_account_type: Final = KnownValues(DestinationBeneficiaryAccountType)


def decode_destination_beneficiary_account_type(value: JSON) -> DestinationBeneficiaryAccountType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_destination_beneficiary_account_type[value]
    except TypeError:
        raise expected("a string", value) from None
