from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class StepupEventStatus(OpenEnum):
    """What becomes of a challenge."""

    VERIFIED = "VERIFIED"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"


known_stepup_event_status: Final = KnownValues(StepupEventStatus)


def decode_stepup_event_status(value: JSON) -> StepupEventStatus:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_stepup_event_status[value]
    except TypeError:
        raise expected("a string", value) from None
