from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardPaymentPurchaseSubtype(OpenEnum):
    """Kinds of purchases."""

    SALE_PURCHASES = "sale_purchases"
    CASH_WITHDRAWALS = "cash_withdrawals"
    SALES_WITH_CASHBACK = "sales_with_cashback"
    MAIL_OR_TELEPHONE_ORDERS = "mail_or_telephone_orders"
    ACCOUNT_FUNDING = "account_funding"


_KNOWN: Final[dict[JSON, CardPaymentPurchaseSubtype]] = {member.value: member for member in CardPaymentPurchaseSubtype}


def decode_card_payment_purchase_subtype(value: JSON) -> CardPaymentPurchaseSubtype:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardPaymentPurchaseSubtype(value)
