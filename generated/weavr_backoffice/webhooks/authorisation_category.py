from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class AuthorisationCategory(OpenEnum):
    """Whether an authorisation's amount may still change."""

    PRE_AUTH = "PRE_AUTH"
    FINAL_AUTH = "FINAL_AUTH"


known_authorisation_category: Final = KnownValues(AuthorisationCategory)


def decode_authorisation_category(value: JSON) -> AuthorisationCategory:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_authorisation_category[value]
    except TypeError:
        raise expected("a string", value) from None
