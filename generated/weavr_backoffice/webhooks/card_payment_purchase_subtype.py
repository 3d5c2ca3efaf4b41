from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardPaymentPurchaseSubtype(OpenEnum):
    """Kinds of purchases."""

    SALE_PURCHASES = "sale_purchases"
    CASH_WITHDRAWALS = "cash_withdrawals"
    SALES_WITH_CASHBACK = "sales_with_cashback"
    MAIL_OR_TELEPHONE_ORDERS = "mail_or_telephone_orders"
    ACCOUNT_FUNDING = "account_funding"


known_card_payment_purchase_subtype: Final = KnownValues(CardPaymentPurchaseSubtype)


def decode_card_payment_purchase_subtype(value: JSON) -> CardPaymentPurchaseSubtype:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_payment_purchase_subtype[value]
    except TypeError:
        raise expected("a string", value) from None
