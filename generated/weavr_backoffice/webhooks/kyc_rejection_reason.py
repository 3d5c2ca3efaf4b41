from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class KycRejectionReason(OpenEnum):
    """Why the checks of a consumer did not pass."""

    UNDEFINED_KYC_FAILURE_REASON = "UNDEFINED_KYC_FAILURE_REASON"
    DOCUMENTS_UNSATISFACTORY = "DOCUMENTS_UNSATISFACTORY"
    SUPPLIED_DATA_AND_DOCUMENTS_MISMATCH = "SUPPLIED_DATA_AND_DOCUMENTS_MISMATCH"
    LANGUAGE_IN_DOCUMENTS_UNSUPPORTED = "LANGUAGE_IN_DOCUMENTS_UNSUPPORTED"
    SELFIE_UNSATISFACTORY = "SELFIE_UNSATISFACTORY"
    SELFIE_AND_DOCUMENTS_MISMATCH = "SELFIE_AND_DOCUMENTS_MISMATCH"
    OTHER = "OTHER"
    UNSUPPORTED_COUNTRY = "UNSUPPORTED_COUNTRY"
    PEP_STATUS = "PEP_STATUS"
    REJECTED_DUPLICATE = "REJECTED_DUPLICATE"
    EXPIRED_KYC_DOCUMENTS = "EXPIRED_KYC_DOCUMENTS"


known_kyc_rejection_reason: Final = KnownValues(KycRejectionReason)


def decode_kyc_rejection_reason(value: JSON) -> KycRejectionReason:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_kyc_rejection_reason[value]
    except TypeError:
        raise expected("a string", value) from None
