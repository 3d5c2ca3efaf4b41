from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class BeneficiaryState(OpenEnum):
    """Whether beneficiaries can be used."""

    INITIALISED = "INITIALISED"
    INVALID = "INVALID"
    PENDING_CHALLENGE = "PENDING_CHALLENGE"
    CHALLENGE_FAILED = "CHALLENGE_FAILED"
    ACTIVE = "ACTIVE"
    REMOVED = "REMOVED"


known_beneficiary_state: Final = KnownValues(BeneficiaryState)


def decode_beneficiary_state(value: JSON) -> BeneficiaryState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_beneficiary_state[value]
    except TypeError:
        raise expected("a string", value) from None
