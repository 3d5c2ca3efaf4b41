from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class UKConfirmationOfPayeeReasonCode(OpenEnum):
    """Codes of the British check."""

    ANNM = "ANNM"
    MBAM = "MBAM"
    BANM = "BANM"
    PANM = "PANM"
    BAMM = "BAMM"
    PAMM = "PAMM"
    AC01 = "AC01"
    IVCR = "IVCR"
    ACNS = "ACNS"
    OPTO = "OPTO"
    CASS = "CASS"
    SCNS = "SCNS"


known_uk_confirmation_of_payee_reason_code: Final = KnownValues(UKConfirmationOfPayeeReasonCode)


def decode_uk_confirmation_of_payee_reason_code(value: JSON) -> UKConfirmationOfPayeeReasonCode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_uk_confirmation_of_payee_reason_code[value]
    except TypeError:
        raise expected("a string", value) from None
