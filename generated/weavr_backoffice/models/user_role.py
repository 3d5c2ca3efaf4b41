from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class UserRole(OpenEnum):
    """The ready-made roles of authorised users."""

    CARD_ASSIGNEE = "CARD_ASSIGNEE"
    CARDS_MANAGEMENT_ROLE = "CARDS_MANAGEMENT_ROLE"
    FUNDS_MANAGEMENT_ROLE = "FUNDS_MANAGEMENT_ROLE"
    ACCESS_MANAGEMENT_ROLE = "ACCESS_MANAGEMENT_ROLE"
    ADMIN = "ADMIN"


_KNOWN: Final[dict[JSON, UserRole]] = {member.value: member for member in UserRole}


def decode_user_role(value: JSON) -> UserRole:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return UserRole(value)
