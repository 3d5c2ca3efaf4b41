from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardPaymentRefundEventType(OpenEnum):
    """The one type of CardPaymentRefundEvent."""

    REFUND = "REFUND"


_KNOWN: Final[dict[JSON, CardPaymentRefundEventType]] = {member.value: member for member in CardPaymentRefundEventType}


def decode_card_payment_refund_event_type(value: JSON) -> CardPaymentRefundEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardPaymentRefundEventType(value)
