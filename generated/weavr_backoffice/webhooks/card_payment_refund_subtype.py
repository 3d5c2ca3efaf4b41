from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardPaymentRefundSubtype(OpenEnum):
    """Kinds of refunds."""

    PURCHASE_REFUNDS = "purchase_refunds"
    PURCHASE_REFUND_REVERSALS = "purchase_refund_reversals"


_KNOWN: Final[dict[JSON, CardPaymentRefundSubtype]] = {member.value: member for member in CardPaymentRefundSubtype}


def decode_card_payment_refund_subtype(value: JSON) -> CardPaymentRefundSubtype:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardPaymentRefundSubtype(value)
