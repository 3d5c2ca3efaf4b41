from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class StepupEventStatus(OpenEnum):
    """What becomes of a challenge."""

    VERIFIED = "VERIFIED"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"


_KNOWN: Final[dict[JSON, StepupEventStatus]] = {member.value: member for member in StepupEventStatus}


def decode_stepup_event_status(value: JSON) -> StepupEventStatus:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return StepupEventStatus(value)
