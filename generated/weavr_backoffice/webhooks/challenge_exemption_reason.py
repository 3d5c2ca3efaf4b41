from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class ChallengeExemptionReason(OpenEnum):
    """Why no challenge is needed."""

    NO_EXEMPTION = "NO_EXEMPTION"
    LOW_VALUE = "LOW_VALUE"
    NOT_ENABLED = "NOT_ENABLED"
    TRUSTED_BENEFICIARY = "TRUSTED_BENEFICIARY"


known_challenge_exemption_reason: Final = KnownValues(ChallengeExemptionReason)


def decode_challenge_exemption_reason(value: JSON) -> ChallengeExemptionReason:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_challenge_exemption_reason[value]
    except TypeError:
        raise expected("a string", value) from None
