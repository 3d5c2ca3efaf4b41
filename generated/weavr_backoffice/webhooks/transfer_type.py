from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class TransferType(OpenEnum):
    """Networks that money comes by."""

    SEPA = "SEPA"
    FASTER_PAYMENTS = "FASTER_PAYMENTS"
    SWIFT = "SWIFT"
    BACS = "BACS"
    CHAPS = "CHAPS"
    RIX = "RIX"
    TARGET = "TARGET"


known_transfer_type: Final = KnownValues(TransferType)


def decode_transfer_type(value: JSON) -> TransferType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_transfer_type[value]
    except TypeError:
        raise expected("a string", value) from None
