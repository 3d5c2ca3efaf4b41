from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class BeneficiaryState(OpenEnum):
    """Whether beneficiaries can be used."""

    INITIALISED = "INITIALISED"
    INVALID = "INVALID"
    PENDING_CHALLENGE = "PENDING_CHALLENGE"
    CHALLENGE_FAILED = "CHALLENGE_FAILED"
    ACTIVE = "ACTIVE"
    REMOVED = "REMOVED"


_KNOWN: Final[dict[JSON, BeneficiaryState]] = {member.value: member for member in BeneficiaryState}


def decode_beneficiary_state(value: JSON) -> BeneficiaryState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return BeneficiaryState(value)
