from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class TransferType(OpenEnum):
    """Networks that money comes by."""

    SEPA = "SEPA"
    FASTER_PAYMENTS = "FASTER_PAYMENTS"
    SWIFT = "SWIFT"
    BACS = "BACS"
    CHAPS = "CHAPS"
    RIX = "RIX"
    TARGET = "TARGET"


_KNOWN: Final[dict[JSON, TransferType]] = {member.value: member for member in TransferType}


def decode_transfer_type(value: JSON) -> TransferType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return TransferType(value)
