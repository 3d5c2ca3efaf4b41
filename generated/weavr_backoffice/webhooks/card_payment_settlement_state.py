from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardPaymentSettlementState(OpenEnum):
    """How far a settlement has come."""

    PENDING = "PENDING"
    COMPLETED = "COMPLETED"


known_card_payment_settlement_state: Final = KnownValues(CardPaymentSettlementState)


def decode_card_payment_settlement_state(value: JSON) -> CardPaymentSettlementState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_payment_settlement_state[value]
    except TypeError:
        raise expected("a string", value) from None
