from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class SEPAVerificationOfPayeeMatch(OpenEnum):
    """How well a name fits, in SEPA."""

    MATCH = "MATCH"
    NO_MATCH = "NO_MATCH"
    CLOSE_MATCH = "CLOSE_MATCH"
    NOT_POSSIBLE = "NOT_POSSIBLE"


known_sepa_verification_of_payee_match: Final = KnownValues(SEPAVerificationOfPayeeMatch)


def decode_sepa_verification_of_payee_match(value: JSON) -> SEPAVerificationOfPayeeMatch:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_sepa_verification_of_payee_match[value]
    except TypeError:
        raise expected("a string", value) from None
