from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class AccessTokenConflictCode(OpenEnum):
    """Why no token is given for an identity. What exactly the two codes mean is not documented."""

    UNRESOLVED_IDENTITY = "UNRESOLVED_IDENTITY"
    ALREADY_IMPERSONATED = "ALREADY_IMPERSONATED"


_KNOWN: Final[dict[JSON, AccessTokenConflictCode]] = {member.value: member for member in AccessTokenConflictCode}


def decode_access_token_conflict_code(value: JSON) -> AccessTokenConflictCode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return AccessTokenConflictCode(value)
