from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class FeeType(OpenEnum):
    """What fees are for."""

    DEPOSIT = "DEPOSIT"
    WITHDRAWAL = "WITHDRAWAL"
    PURCHASE = "PURCHASE"
    REFUND = "REFUND"
    ATM_WITHDRAWAL = "ATM_WITHDRAWAL"
    CHARGEBACK = "CHARGEBACK"
    TRANSFER = "TRANSFER"
    SEND = "SEND"
    OWT = "OWT"
    CUSTOM = "CUSTOM"
    OTHER = "OTHER"


known_fee_type: Final = KnownValues(FeeType)


def decode_fee_type(value: JSON) -> FeeType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_fee_type[value]
    except TypeError:
        raise expected("a string", value) from None
