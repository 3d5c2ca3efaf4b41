from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class LoginEventStatus(OpenEnum):
    """What becomes of a login."""

    VERIFIED = "VERIFIED"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"


known_login_event_status: Final = KnownValues(LoginEventStatus)


def decode_login_event_status(value: JSON) -> LoginEventStatus:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_login_event_status[value]
    except TypeError:
        raise expected("a string", value) from None
