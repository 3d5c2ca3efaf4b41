from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardPaymentSettlementState(OpenEnum):
    """How far a settlement has come."""

    PENDING = "PENDING"
    COMPLETED = "COMPLETED"


_KNOWN: Final[dict[JSON, CardPaymentSettlementState]] = {member.value: member for member in CardPaymentSettlementState}


def decode_card_payment_settlement_state(value: JSON) -> CardPaymentSettlementState:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardPaymentSettlementState(value)
