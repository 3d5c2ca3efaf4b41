from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class LoginEventStatus(OpenEnum):
    """What becomes of a login."""

    VERIFIED = "VERIFIED"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"


_KNOWN: Final[dict[JSON, LoginEventStatus]] = {member.value: member for member in LoginEventStatus}


def decode_login_event_status(value: JSON) -> LoginEventStatus:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return LoginEventStatus(value)
