from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class SEPAVerificationOfPayeeMatch(OpenEnum):
    """How well a name fits, in SEPA."""

    MATCH = "MATCH"
    NO_MATCH = "NO_MATCH"
    CLOSE_MATCH = "CLOSE_MATCH"
    NOT_POSSIBLE = "NOT_POSSIBLE"


_KNOWN: Final[dict[JSON, SEPAVerificationOfPayeeMatch]] = {
    member.value: member for member in SEPAVerificationOfPayeeMatch
}


def decode_sepa_verification_of_payee_match(value: JSON) -> SEPAVerificationOfPayeeMatch:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return SEPAVerificationOfPayeeMatch(value)
