from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class BeneficiaryValidationFailure(OpenEnum):
    """Why a beneficiary was not accepted."""

    INSTRUMENT_DETAILS_NOT_FOUND = "INSTRUMENT_DETAILS_NOT_FOUND"
    BENEFICIARY_DETAILS_ALREADY_EXIST = "BENEFICIARY_DETAILS_ALREADY_EXIST"
    BENEFICIARY_BELONGS_TO_SAME_IDENTITY = "BENEFICIARY_BELONGS_TO_SAME_IDENTITY"
    BENEFICIARY_VALIDATION_FAILURE_UNKNOWN = "BENEFICIARY_VALIDATION_FAILURE_UNKNOWN"


known_beneficiary_validation_failure: Final = KnownValues(BeneficiaryValidationFailure)


def decode_beneficiary_validation_failure(value: JSON) -> BeneficiaryValidationFailure:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_beneficiary_validation_failure[value]
    except TypeError:
        raise expected("a string", value) from None
