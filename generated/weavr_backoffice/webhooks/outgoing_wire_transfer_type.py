from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class OutgoingWireTransferType(OpenEnum):
    """Networks that money leaves by."""

    SEPA = "SEPA"
    FASTER_PAYMENTS = "FASTER_PAYMENTS"
    SWIFT = "SWIFT"
    RIX = "RIX"


known_outgoing_wire_transfer_type: Final = KnownValues(OutgoingWireTransferType)


def decode_outgoing_wire_transfer_type(value: JSON) -> OutgoingWireTransferType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_outgoing_wire_transfer_type[value]
    except TypeError:
        raise expected("a string", value) from None
