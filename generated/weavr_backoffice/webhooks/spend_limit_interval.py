from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class SpendLimitInterval(OpenEnum):
    """Intervals of spend limits."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    YEARLY = "YEARLY"
    ALWAYS = "ALWAYS"


_KNOWN: Final[dict[JSON, SpendLimitInterval]] = {member.value: member for member in SpendLimitInterval}


def decode_spend_limit_interval(value: JSON) -> SpendLimitInterval:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return SpendLimitInterval(value)
