from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class EnrolmentStatus(OpenEnum):
    """Whether a factor can be used."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


known_enrolment_status: Final = KnownValues(EnrolmentStatus)


def decode_enrolment_status(value: JSON) -> EnrolmentStatus:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_enrolment_status[value]
    except TypeError:
        raise expected("a string", value) from None
