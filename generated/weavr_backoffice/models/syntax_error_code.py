from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class SyntaxErrorCode(OpenEnum):
    """The rules that a field can break."""

    REQUIRED = "REQUIRED"
    HAS_TEXT = "HAS_TEXT"
    REQUIRES = "REQUIRES"
    SIZE = "SIZE"
    RANGE = "RANGE"
    IN = "IN"
    NOT_IN = "NOT_IN"
    REGEX = "REGEX"
    EXACTLY = "EXACTLY"
    AT_LEAST = "AT_LEAST"
    AT_MOST = "AT_MOST"
    ALL_OR_NONE = "ALL_OR_NONE"


_KNOWN: Final[dict[JSON, SyntaxErrorCode]] = {member.value: member for member in SyntaxErrorCode}


def decode_syntax_error_code(value: JSON) -> SyntaxErrorCode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return SyntaxErrorCode(value)
