from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class BeneficiaryEventType(OpenEnum):
    """What changed about the person."""

    STATUS_UPDATED = "STATUS_UPDATED"
    BENEFICIARY_TYPE_UPDATED = "BENEFICIARY_TYPE_UPDATED"
    FIRST_NAME_UPDATED = "FIRST_NAME_UPDATED"
    MIDDLE_NAME_UPDATED = "MIDDLE_NAME_UPDATED"
    LAST_NAME_UPDATED = "LAST_NAME_UPDATED"
    EMAIL_UPDATED = "EMAIL_UPDATED"


_KNOWN: Final[dict[JSON, BeneficiaryEventType]] = {member.value: member for member in BeneficiaryEventType}


def decode_beneficiary_event_type(value: JSON) -> BeneficiaryEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return BeneficiaryEventType(value)
