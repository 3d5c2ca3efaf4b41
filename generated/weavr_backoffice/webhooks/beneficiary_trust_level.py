from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class BeneficiaryTrustLevel(OpenEnum):
    """How far beneficiaries are trusted."""

    TRUSTED = "TRUSTED"


known_beneficiary_trust_level: Final = KnownValues(BeneficiaryTrustLevel)


def decode_beneficiary_trust_level(value: JSON) -> BeneficiaryTrustLevel:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_beneficiary_trust_level[value]
    except TypeError:
        raise expected("a string", value) from None
