from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class BeneficiaryType(OpenEnum):
    """The part that a person has in a business."""

    UNDEFINED_BENEFICIARY_TYPE = "UNDEFINED_BENEFICIARY_TYPE"
    UBO = "UBO"
    DIRECTOR = "DIRECTOR"
    UNKNOWN = "UNKNOWN"
    SHAREHOLDER = "SHAREHOLDER"
    PARTNER = "PARTNER"
    OTHER_DIRECTOR = "OTHER_DIRECTOR"


known_beneficiary_type: Final = KnownValues(BeneficiaryType)


def decode_beneficiary_type(value: JSON) -> BeneficiaryType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_beneficiary_type[value]
    except TypeError:
        raise expected("a string", value) from None
