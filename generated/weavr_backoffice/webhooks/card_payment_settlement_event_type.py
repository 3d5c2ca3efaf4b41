from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardPaymentSettlementEventType(OpenEnum):
    """The one type of CardPaymentSettlementEvent."""

    SETTLEMENT = "SETTLEMENT"


_KNOWN: Final[dict[JSON, CardPaymentSettlementEventType]] = {
    member.value: member for member in CardPaymentSettlementEventType
}


def decode_card_payment_settlement_event_type(value: JSON) -> CardPaymentSettlementEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardPaymentSettlementEventType(value)
