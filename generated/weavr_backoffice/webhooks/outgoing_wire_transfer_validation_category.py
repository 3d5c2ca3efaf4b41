from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class OutgoingWireTransferValidationCategory(OpenEnum):
    """Checks of names."""

    UK_CONFIRMATION_OF_PAYEE = "UK_CONFIRMATION_OF_PAYEE"
    SEPA_VERIFICATION_OF_PAYEE = "SEPA_VERIFICATION_OF_PAYEE"


known_outgoing_wire_transfer_validation_category: Final = KnownValues(OutgoingWireTransferValidationCategory)


def decode_outgoing_wire_transfer_validation_category(value: JSON) -> OutgoingWireTransferValidationCategory:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_outgoing_wire_transfer_validation_category[value]
    except TypeError:
        raise expected("a string", value) from None
