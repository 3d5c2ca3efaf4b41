from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CorporateKybFailureReason(OpenEnum):
    """Why the checks of a business did not pass."""

    UNDEFINED_REQUIRED_INTERVENTION = "UNDEFINED_REQUIRED_INTERVENTION"
    DOCUMENTS_UNSATISFACTORY = "DOCUMENTS_UNSATISFACTORY"
    SUPPLIED_DATA_AND_DOCUMENTS_MISMATCH = "SUPPLIED_DATA_AND_DOCUMENTS_MISMATCH"
    LANGUAGE_IN_DOCUMENTS_UNSUPPORTED = "LANGUAGE_IN_DOCUMENTS_UNSUPPORTED"
    SELFIE_UNSATISFACTORY = "SELFIE_UNSATISFACTORY"
    SELFIE_AND_DOCUMENTS_MISMATCH = "SELFIE_AND_DOCUMENTS_MISMATCH"
    CORPORATE_DETAILS_UNSATISFACTORY = "CORPORATE_DETAILS_UNSATISFACTORY"
    BENEFICIARY_DETAILS_UNSATISFACTORY = "BENEFICIARY_DETAILS_UNSATISFACTORY"
    REPRESENTATIVE_DETAILS_UNSATISFACTORY = "REPRESENTATIVE_DETAILS_UNSATISFACTORY"
    OTHER = "OTHER"
    ROOT_USER_UNMATCHED_TO_DIRECTOR_OR_REPRESENTATIVE = "ROOT_USER_UNMATCHED_TO_DIRECTOR_OR_REPRESENTATIVE"
    UNSUPPORTED_COUNTRY = "UNSUPPORTED_COUNTRY"
    EXPIRED_KYC_DOCUMENTS = "EXPIRED_KYC_DOCUMENTS"


known_corporate_kyb_failure_reason: Final = KnownValues(CorporateKybFailureReason)


def decode_corporate_kyb_failure_reason(value: JSON) -> CorporateKybFailureReason:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_corporate_kyb_failure_reason[value]
    except TypeError:
        raise expected("a string", value) from None
