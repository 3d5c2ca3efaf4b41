from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class ActionDoneBy(OpenEnum):
    """Who did something."""

    UNDEFINED = "UNDEFINED"
    ADMIN = "ADMIN"
    INNOVATOR = "INNOVATOR"


_KNOWN: Final[dict[JSON, ActionDoneBy]] = {member.value: member for member in ActionDoneBy}


def decode_action_done_by(value: JSON) -> ActionDoneBy:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return ActionDoneBy(value)
