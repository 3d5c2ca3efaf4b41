from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class ForbiddenCode(OpenEnum):
    """Why the identity may not do this."""

    INSUFFICIENT_PERMISSIONS = "INSUFFICIENT_PERMISSIONS"


_KNOWN: Final[dict[JSON, ForbiddenCode]] = {member.value: member for member in ForbiddenCode}


def decode_forbidden_code(value: JSON) -> ForbiddenCode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return ForbiddenCode(value)
