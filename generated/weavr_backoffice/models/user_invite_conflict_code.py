from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class UserInviteConflictCode(OpenEnum):
    """Why no invitation was sent. The user has accepted one already."""

    INVITE_ALREADY_CONSUMED = "INVITE_ALREADY_CONSUMED"


_KNOWN: Final[dict[JSON, UserInviteConflictCode]] = {member.value: member for member in UserInviteConflictCode}


def decode_user_invite_conflict_code(value: JSON) -> UserInviteConflictCode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return UserInviteConflictCode(value)
