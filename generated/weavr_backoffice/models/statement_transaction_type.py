from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class StatementTransactionType(OpenEnum):
    """The types of transaction that a statement can be narrowed to."""

    AUTHORISATION = "AUTHORISATION"
    SETTLEMENT = "SETTLEMENT"
    MANUAL_TRANSACTION = "MANUAL_TRANSACTION"
    TRANSFER = "TRANSFER"
    SEND = "SEND"
    DEPOSIT = "DEPOSIT"
    AUTHORISATION_REVERSAL = "AUTHORISATION_REVERSAL"
    AUTHORISATION_EXPIRY = "AUTHORISATION_EXPIRY"
    AUTHORISATION_DECLINE = "AUTHORISATION_DECLINE"
    AUTHORISATION_MANUAL_CLOSE = "AUTHORISATION_MANUAL_CLOSE"
    MERCHANT_REFUND = "MERCHANT_REFUND"
    MERCHANT_REFUND_REVERSAL = "MERCHANT_REFUND_REVERSAL"
    ORIGINAL_CREDIT_TRANSACTION = "ORIGINAL_CREDIT_TRANSACTION"
    SETTLEMENT_REVERSAL = "SETTLEMENT_REVERSAL"
    ADJUSTMENT = "ADJUSTMENT"
    CHARGE_FEE = "CHARGE_FEE"
    WITHDRAWAL_RESERVE = "WITHDRAWAL_RESERVE"
    WITHDRAWAL_RELEASE = "WITHDRAWAL_RELEASE"
    FEE_REVERSAL = "FEE_REVERSAL"
    OUTGOING_WIRE_TRANSFER = "OUTGOING_WIRE_TRANSFER"
    AUTHORISATION_CANCELLATION = "AUTHORISATION_CANCELLATION"
    SYSTEM_TRANSACTION = "SYSTEM_TRANSACTION"
    OUTGOING_DIRECT_DEBIT_COLLECTION = "OUTGOING_DIRECT_DEBIT_COLLECTION"
    OUTGOING_DIRECT_DEBIT_REFUND = "OUTGOING_DIRECT_DEBIT_REFUND"
    CORRESPONDENT_BANK_TRANSFER = "CORRESPONDENT_BANK_TRANSFER"


known_statement_transaction_type: Final = KnownValues(StatementTransactionType)


def decode_statement_transaction_type(value: JSON) -> StatementTransactionType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_statement_transaction_type[value]
    except TypeError:
        raise expected("a string", value) from None
