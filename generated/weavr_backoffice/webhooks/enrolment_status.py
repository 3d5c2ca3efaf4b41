from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class EnrolmentStatus(OpenEnum):
    """Whether a factor can be used."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


_KNOWN: Final[dict[JSON, EnrolmentStatus]] = {member.value: member for member in EnrolmentStatus}


def decode_enrolment_status(value: JSON) -> EnrolmentStatus:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return EnrolmentStatus(value)
