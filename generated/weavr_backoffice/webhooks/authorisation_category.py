from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class AuthorisationCategory(OpenEnum):
    """Whether an authorisation's amount may still change."""

    PRE_AUTH = "PRE_AUTH"
    FINAL_AUTH = "FINAL_AUTH"


_KNOWN: Final[dict[JSON, AuthorisationCategory]] = {member.value: member for member in AuthorisationCategory}


def decode_authorisation_category(value: JSON) -> AuthorisationCategory:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return AuthorisationCategory(value)
