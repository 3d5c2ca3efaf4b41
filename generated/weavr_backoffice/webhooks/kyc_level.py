from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class KycLevel(OpenEnum):
    """A level of checks. Deprecated."""

    KYC_LEVEL_1 = "KYC_LEVEL_1"
    KYC_LEVEL_2 = "KYC_LEVEL_2"


_KNOWN: Final[dict[JSON, KycLevel]] = {member.value: member for member in KycLevel}


def decode_kyc_level(value: JSON) -> KycLevel:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return KycLevel(value)
