from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class BeneficiaryEventType(OpenEnum):
    """What changed about the person."""

    STATUS_UPDATED = "STATUS_UPDATED"
    BENEFICIARY_TYPE_UPDATED = "BENEFICIARY_TYPE_UPDATED"
    FIRST_NAME_UPDATED = "FIRST_NAME_UPDATED"
    MIDDLE_NAME_UPDATED = "MIDDLE_NAME_UPDATED"
    LAST_NAME_UPDATED = "LAST_NAME_UPDATED"
    EMAIL_UPDATED = "EMAIL_UPDATED"


known_beneficiary_event_type: Final = KnownValues(BeneficiaryEventType)


def decode_beneficiary_event_type(value: JSON) -> BeneficiaryEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_beneficiary_event_type[value]
    except TypeError:
        raise expected("a string", value) from None
