from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class AuthorisationType(OpenEnum):
    """Kinds of messages about an authorisation."""

    AUTHORISED = "AUTHORISED"
    AUTHORISED_CREDIT = "AUTHORISED_CREDIT"
    DECLINED = "DECLINED"
    ONLINE_REVERSE = "ONLINE_REVERSE"
    EXPIRED = "EXPIRED"
    MANUAL_CLOSE = "MANUAL_CLOSE"
    CANCELLED = "CANCELLED"


known_authorisation_type: Final = KnownValues(AuthorisationType)


def decode_authorisation_type(value: JSON) -> AuthorisationType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_authorisation_type[value]
    except TypeError:
        raise expected("a string", value) from None
