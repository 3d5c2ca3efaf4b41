from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class ValidationErrorCode(OpenEnum):
    """The rules that a field can break. INVALID_REQUEST also answers an `idempotency-ref` that was used with another
    payload (observed)."""

    MUST_BE_FALSE = "MUST_BE_FALSE"
    MUST_BE_TRUE = "MUST_BE_TRUE"
    AT_MOST = "AT_MOST"
    AT_LEAST = "AT_LEAST"
    FUTURE = "FUTURE"
    FUTURE_OR_PRESENT = "FUTURE_OR_PRESENT"
    PAST = "PAST"
    PAST_OR_PRESENT = "PAST_OR_PRESENT"
    LESS_THAN_ZERO = "LESS_THAN_ZERO"
    LESS_THAN_OR_EQUAL_TO_ZERO = "LESS_THAN_OR_EQUAL_TO_ZERO"
    GREATER_THAN_ZERO = "GREATER_THAN_ZERO"
    GREATER_THAN_OR_EQUAL_TO_ZERO = "GREATER_THAN_OR_EQUAL_TO_ZERO"
    HAS_TEXT = "HAS_TEXT"
    REQUIRED = "REQUIRED"
    REGEX = "REGEX"
    RANGE = "RANGE"
    IN = "IN"
    NOT_IN = "NOT_IN"
    NOT_EMPTY = "NOT_EMPTY"
    ALL_OR_NONE = "ALL_OR_NONE"
    MUST_BE_EMPTY = "MUST_BE_EMPTY"
    DEPENDS_ON = "DEPENDS_ON"
    INVALID_TYPE_OR_VALUE = "INVALID_TYPE_OR_VALUE"
    INVALID_REQUEST = "INVALID_REQUEST"


_KNOWN: Final[dict[JSON, ValidationErrorCode]] = {member.value: member for member in ValidationErrorCode}


def decode_validation_error_code(value: JSON) -> ValidationErrorCode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return ValidationErrorCode(value)
