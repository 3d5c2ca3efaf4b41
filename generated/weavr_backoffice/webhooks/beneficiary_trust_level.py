from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class BeneficiaryTrustLevel(OpenEnum):
    """How far beneficiaries are trusted."""

    TRUSTED = "TRUSTED"


_KNOWN: Final[dict[JSON, BeneficiaryTrustLevel]] = {member.value: member for member in BeneficiaryTrustLevel}


def decode_beneficiary_trust_level(value: JSON) -> BeneficiaryTrustLevel:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return BeneficiaryTrustLevel(value)
