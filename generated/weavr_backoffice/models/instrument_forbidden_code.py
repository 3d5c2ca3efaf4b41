from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class InstrumentForbiddenCode(OpenEnum):
    """Why the identity may not see an instrument. STEP_UP_REQUIRED is final, as this API offers no step-up;
    ACCESS_TOKEN_REQUIRED means that the bearer is of the wrong kind (assumed)."""

    STEP_UP_REQUIRED = "STEP_UP_REQUIRED"
    ACCESS_TOKEN_REQUIRED = "ACCESS_TOKEN_REQUIRED"
    INSUFFICIENT_PERMISSIONS = "INSUFFICIENT_PERMISSIONS"


_KNOWN: Final[dict[JSON, InstrumentForbiddenCode]] = {member.value: member for member in InstrumentForbiddenCode}


def decode_instrument_forbidden_code(value: JSON) -> InstrumentForbiddenCode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return InstrumentForbiddenCode(value)
