from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardPaymentSettlementEventType(OpenEnum):
    """The one type of CardPaymentSettlementEvent."""

    SETTLEMENT = "SETTLEMENT"


known_card_payment_settlement_event_type: Final = KnownValues(CardPaymentSettlementEventType)


def decode_card_payment_settlement_event_type(value: JSON) -> CardPaymentSettlementEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_payment_settlement_event_type[value]
    except TypeError:
        raise expected("a string", value) from None
