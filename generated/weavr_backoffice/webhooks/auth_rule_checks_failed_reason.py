from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class AuthRuleChecksFailedReason(OpenEnum):
    """The spend rules that decline."""

    NONE = "NONE"
    MERCHANT_CATEGORY_NOT_IN_ALLOWED_LIST = "MERCHANT_CATEGORY_NOT_IN_ALLOWED_LIST"
    MERCHANT_CATEGORY_BLOCKED = "MERCHANT_CATEGORY_BLOCKED"
    MERCHANT_ID_NOT_IN_ALLOWED_LIST = "MERCHANT_ID_NOT_IN_ALLOWED_LIST"
    MERCHANT_ID_BLOCKED = "MERCHANT_ID_BLOCKED"
    ATM_NOT_ALLOWED = "ATM_NOT_ALLOWED"
    CONTACTLESS_NOT_ALLOWED = "CONTACTLESS_NOT_ALLOWED"
    ECOMMERCE_NOT_ALLOWED = "ECOMMERCE_NOT_ALLOWED"
    CASHBACK_NOT_ALLOWED = "CASHBACK_NOT_ALLOWED"
    CREDIT_AUTHORISATIONS_NOT_ALLOWED = "CREDIT_AUTHORISATIONS_NOT_ALLOWED"
    SPEND_LIMIT_EXCEEDED = "SPEND_LIMIT_EXCEEDED"
    MERCHANT_COUNTRY_NOT_IN_ALLOWED_LIST = "MERCHANT_COUNTRY_NOT_IN_ALLOWED_LIST"
    MERCHANT_COUNTRY_BLOCKED = "MERCHANT_COUNTRY_BLOCKED"
    MIN_TRANSACTION_AMOUNT_EXCEEDED = "MIN_TRANSACTION_AMOUNT_EXCEEDED"
    MAX_TRANSACTION_AMOUNT_EXCEEDED = "MAX_TRANSACTION_AMOUNT_EXCEEDED"
    AUTH_FORWARDING = "AUTH_FORWARDING"


known_auth_rule_checks_failed_reason: Final = KnownValues(AuthRuleChecksFailedReason)


def decode_auth_rule_checks_failed_reason(value: JSON) -> AuthRuleChecksFailedReason:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_auth_rule_checks_failed_reason[value]
    except TypeError:
        raise expected("a string", value) from None
