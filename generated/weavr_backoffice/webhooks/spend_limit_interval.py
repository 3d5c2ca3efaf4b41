from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class SpendLimitInterval(OpenEnum):
    """Intervals of spend limits."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    YEARLY = "YEARLY"
    ALWAYS = "ALWAYS"


known_spend_limit_interval: Final = KnownValues(SpendLimitInterval)


def decode_spend_limit_interval(value: JSON) -> SpendLimitInterval:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_spend_limit_interval[value]
    except TypeError:
        raise expected("a string", value) from None
