from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class UserCreateConflictCode(OpenEnum):
    """Why a user was not created."""

    EMAIL_NOT_UNIQUE = "EMAIL_NOT_UNIQUE"
    MOBILE_OR_COUNTRY_CODE_INVALID = "MOBILE_OR_COUNTRY_CODE_INVALID"
    EMAIL_DOMAIN_NOT_ALLOWED = "EMAIL_DOMAIN_NOT_ALLOWED"
    COUNTRY_OF_RESIDENCE_INVALID = "COUNTRY_OF_RESIDENCE_INVALID"
    ROLE_NOT_FOUND = "ROLE_NOT_FOUND"
    CANNOT_MODIFY_OWN_ROLES = "CANNOT_MODIFY_OWN_ROLES"
    ADMIN_ROLE_REMOVAL_NOT_ALLOWED = "ADMIN_ROLE_REMOVAL_NOT_ALLOWED"


_KNOWN: Final[dict[JSON, UserCreateConflictCode]] = {member.value: member for member in UserCreateConflictCode}


def decode_user_create_conflict_code(value: JSON) -> UserCreateConflictCode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return UserCreateConflictCode(value)
