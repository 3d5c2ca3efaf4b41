from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class KycLevel(OpenEnum):
    """A level of checks. Deprecated."""

    KYC_LEVEL_1 = "KYC_LEVEL_1"
    KYC_LEVEL_2 = "KYC_LEVEL_2"


known_kyc_level: Final = KnownValues(KycLevel)


def decode_kyc_level(value: JSON) -> KycLevel:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_kyc_level[value]
    except TypeError:
        raise expected("a string", value) from None
