from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class AuthorisedTransactionType(OpenEnum):
    """Kinds of purchases."""

    SALE_PURCHASE = "SALE_PURCHASE"
    MAIL_OR_TELEPHONE_ORDER = "MAIL_OR_TELEPHONE_ORDER"
    CASH_WITHDRAWAL = "CASH_WITHDRAWAL"
    ORIGINAL_CREDIT_TRANSACTION = "ORIGINAL_CREDIT_TRANSACTION"
    ACCOUNT_FUNDING_TRANSACTION = "ACCOUNT_FUNDING_TRANSACTION"
    CASH_DISBURSEMENT = "CASH_DISBURSEMENT"
    PURCHASE_REFUND = "PURCHASE_REFUND"


known_authorised_transaction_type: Final = KnownValues(AuthorisedTransactionType)


def decode_authorised_transaction_type(value: JSON) -> AuthorisedTransactionType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_authorised_transaction_type[value]
    except TypeError:
        raise expected("a string", value) from None
