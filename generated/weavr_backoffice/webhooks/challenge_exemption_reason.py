from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class ChallengeExemptionReason(OpenEnum):
    """Why no challenge is needed."""

    NO_EXEMPTION = "NO_EXEMPTION"
    LOW_VALUE = "LOW_VALUE"
    NOT_ENABLED = "NOT_ENABLED"
    TRUSTED_BENEFICIARY = "TRUSTED_BENEFICIARY"


_KNOWN: Final[dict[JSON, ChallengeExemptionReason]] = {member.value: member for member in ChallengeExemptionReason}


def decode_challenge_exemption_reason(value: JSON) -> ChallengeExemptionReason:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return ChallengeExemptionReason(value)
