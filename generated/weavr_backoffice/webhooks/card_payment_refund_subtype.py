from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardPaymentRefundSubtype(OpenEnum):
    """Kinds of refunds."""

    PURCHASE_REFUNDS = "purchase_refunds"
    PURCHASE_REFUND_REVERSALS = "purchase_refund_reversals"


known_card_payment_refund_subtype: Final = KnownValues(CardPaymentRefundSubtype)


def decode_card_payment_refund_subtype(value: JSON) -> CardPaymentRefundSubtype:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_payment_refund_subtype[value]
    except TypeError:
        raise expected("a string", value) from None
