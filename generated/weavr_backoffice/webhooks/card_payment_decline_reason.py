from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardPaymentDeclineReason(OpenEnum):
    """Why payments are declined."""

    NO_REASON = "NO_REASON"
    PHYSICAL_NOT_ACTIVATED = "PHYSICAL_NOT_ACTIVATED"
    INSUFFICIENT_BALANCE = "INSUFFICIENT_BALANCE"
    CVV_CHECKS_FAILED = "CVV_CHECKS_FAILED"
    CVV_RETRIES_EXCEEDED = "CVV_RETRIES_EXCEEDED"
    CARD_STATUS_NOT_ALLOWED = "CARD_STATUS_NOT_ALLOWED"
    PIN_CHECKS_FAILED = "PIN_CHECKS_FAILED"
    PIN_RETRIES_EXCEEDED = "PIN_RETRIES_EXCEEDED"
    CARD_EXPIRY_CHECKS_FAILED = "CARD_EXPIRY_CHECKS_FAILED"
    AVS_CHECKS_FAILED = "AVS_CHECKS_FAILED"
    ATM_WITHDRAWAL_LIMIT_EXCEEDED = "ATM_WITHDRAWAL_LIMIT_EXCEEDED"
    SCA_REQUIRED = "SCA_REQUIRED"
    AUTH_RULE_CHECKS_FAILED = "AUTH_RULE_CHECKS_FAILED"
    TRANSACTION_NOT_PERMITTED = "TRANSACTION_NOT_PERMITTED"
    TIMEOUT = "TIMEOUT"
    SINGLE_SPEND = "SINGLE_SPEND"


known_card_payment_decline_reason: Final = KnownValues(CardPaymentDeclineReason)


def decode_card_payment_decline_reason(value: JSON) -> CardPaymentDeclineReason:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_payment_decline_reason[value]
    except TypeError:
        raise expected("a string", value) from None
