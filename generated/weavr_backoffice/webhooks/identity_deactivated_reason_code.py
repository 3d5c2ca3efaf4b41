from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class IdentityDeactivatedReasonCode(OpenEnum):
    """Why an identity was deactivated."""

    UNDEFINED_REASON = "UNDEFINED_REASON"
    ACCOUNT_REVIEW = "ACCOUNT_REVIEW"
    ACCOUNT_SECURITY = "ACCOUNT_SECURITY"
    TEMPORARY = "TEMPORARY"
    ACCOUNT_CLOSURE = "ACCOUNT_CLOSURE"
    ACCOUNT_ABANDONED = "ACCOUNT_ABANDONED"


known_identity_deactivated_reason_code: Final = KnownValues(IdentityDeactivatedReasonCode)


def decode_identity_deactivated_reason_code(value: JSON) -> IdentityDeactivatedReasonCode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_identity_deactivated_reason_code[value]
    except TypeError:
        raise expected("a string", value) from None
