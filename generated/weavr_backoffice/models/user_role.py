from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class UserRole(OpenEnum):
    """The ready-made roles of authorised users."""

    CARD_ASSIGNEE = "CARD_ASSIGNEE"
    CARDS_MANAGEMENT_ROLE = "CARDS_MANAGEMENT_ROLE"
    FUNDS_MANAGEMENT_ROLE = "FUNDS_MANAGEMENT_ROLE"
    ACCESS_MANAGEMENT_ROLE = "ACCESS_MANAGEMENT_ROLE"
    ADMIN = "ADMIN"


known_user_role: Final = KnownValues(UserRole)


def decode_user_role(value: JSON) -> UserRole:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_user_role[value]
    except TypeError:
        raise expected("a string", value) from None
