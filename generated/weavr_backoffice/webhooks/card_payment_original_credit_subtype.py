from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardPaymentOriginalCreditSubtype(OpenEnum):
    """Kinds of credits."""

    ORIGINAL_CREDIT_TRANSACTIONS = "original_credit_transactions"
    ORIGINAL_CREDIT_TRANSACTION_REVERSALS = "original_credit_transaction_reversals"


known_card_payment_original_credit_subtype: Final = KnownValues(CardPaymentOriginalCreditSubtype)


def decode_card_payment_original_credit_subtype(value: JSON) -> CardPaymentOriginalCreditSubtype:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_payment_original_credit_subtype[value]
    except TypeError:
        raise expected("a string", value) from None
