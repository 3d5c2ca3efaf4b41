from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class UKConfirmationOfPayeeMatch(OpenEnum):
    """How well a name fits, in the British check."""

    EXACT_MATCH = "EXACT_MATCH"
    CLOSE_MATCH = "CLOSE_MATCH"
    NO_MATCH = "NO_MATCH"
    NOT_POSSIBLE = "NOT_POSSIBLE"


known_uk_confirmation_of_payee_match: Final = KnownValues(UKConfirmationOfPayeeMatch)


def decode_uk_confirmation_of_payee_match(value: JSON) -> UKConfirmationOfPayeeMatch:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_uk_confirmation_of_payee_match[value]
    except TypeError:
        raise expected("a string", value) from None
