from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class ChargeFeeConflictCode(OpenEnum):
    """Why a fee was refused. Only FUNDS_INSUFFICIENT may go away by itself; the others point at the configuration or
    the request."""

    UNRESOLVED_FEE_TYPE = "UNRESOLVED_FEE_TYPE"
    UNRESOLVED_CURRENCY = "UNRESOLVED_CURRENCY"
    UNRESOLVED_INSTRUMENT = "UNRESOLVED_INSTRUMENT"
    FUNDS_INSUFFICIENT = "FUNDS_INSUFFICIENT"
    IDENTITY_NOT_OWNER_OF_INSTRUMENT = "IDENTITY_NOT_OWNER_OF_INSTRUMENT"
    FEE_AMOUNT_NOT_SET = "FEE_AMOUNT_NOT_SET"


_KNOWN: Final[dict[JSON, ChargeFeeConflictCode]] = {member.value: member for member in ChargeFeeConflictCode}


def decode_charge_fee_conflict_code(value: JSON) -> ChargeFeeConflictCode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return ChargeFeeConflictCode(value)
