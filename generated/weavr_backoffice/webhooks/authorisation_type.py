from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class AuthorisationType(OpenEnum):
    """Kinds of messages about an authorisation."""

    AUTHORISED = "AUTHORISED"
    AUTHORISED_CREDIT = "AUTHORISED_CREDIT"
    DECLINED = "DECLINED"
    ONLINE_REVERSE = "ONLINE_REVERSE"
    EXPIRED = "EXPIRED"
    MANUAL_CLOSE = "MANUAL_CLOSE"
    CANCELLED = "CANCELLED"


_KNOWN: Final[dict[JSON, AuthorisationType]] = {member.value: member for member in AuthorisationType}


def decode_authorisation_type(value: JSON) -> AuthorisationType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return AuthorisationType(value)
