from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


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


_KNOWN: Final[dict[JSON, UKConfirmationOfPayeeReasonCode]] = {
    member.value: member for member in UKConfirmationOfPayeeReasonCode
}


def decode_uk_confirmation_of_payee_reason_code(value: JSON) -> UKConfirmationOfPayeeReasonCode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return UKConfirmationOfPayeeReasonCode(value)
