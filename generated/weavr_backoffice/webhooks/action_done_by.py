from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class ActionDoneBy(OpenEnum):
    """Who did something."""

    UNDEFINED = "UNDEFINED"
    ADMIN = "ADMIN"
    INNOVATOR = "INNOVATOR"


known_action_done_by: Final = KnownValues(ActionDoneBy)


def decode_action_done_by(value: JSON) -> ActionDoneBy:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_action_done_by[value]
    except TypeError:
        raise expected("a string", value) from None
