from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class UserDeactivateConflictCode(OpenEnum):
    """Why a user was not deactivated. A card assigned to the user still holds money."""

    CARD_HAS_REMAINING_BALANCE = "CARD_HAS_REMAINING_BALANCE"


_KNOWN: Final[dict[JSON, UserDeactivateConflictCode]] = {member.value: member for member in UserDeactivateConflictCode}


def decode_user_deactivate_conflict_code(value: JSON) -> UserDeactivateConflictCode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return UserDeactivateConflictCode(value)
