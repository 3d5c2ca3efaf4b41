from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class OutgoingWireTransferType(OpenEnum):
    """Networks that money leaves by."""

    SEPA = "SEPA"
    FASTER_PAYMENTS = "FASTER_PAYMENTS"
    SWIFT = "SWIFT"
    RIX = "RIX"


_KNOWN: Final[dict[JSON, OutgoingWireTransferType]] = {member.value: member for member in OutgoingWireTransferType}


def decode_outgoing_wire_transfer_type(value: JSON) -> OutgoingWireTransferType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return OutgoingWireTransferType(value)
