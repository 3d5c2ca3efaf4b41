from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class SpendRulesCreateConflictCode(OpenEnum):
    """Why spend rules were not set. SPEND_RULE_ALREADY_SET means that the card has rules, which are changed, not
    created."""

    SPEND_LIMIT_CURRENCY_DIFFERENT_FROM_CARD_CURRENCY = "SPEND_LIMIT_CURRENCY_DIFFERENT_FROM_CARD_CURRENCY"
    SPEND_LIMIT_NOT_SUPPORTED_FOR_PREPAID_MODE_CARD = "SPEND_LIMIT_NOT_SUPPORTED_FOR_PREPAID_MODE_CARD"
    SPEND_LIMIT_DUPLICATE_INTERVAL = "SPEND_LIMIT_DUPLICATE_INTERVAL"
    SPEND_LIMIT_AMOUNT_INVALID = "SPEND_LIMIT_AMOUNT_INVALID"
    SPEND_RULE_ALREADY_SET = "SPEND_RULE_ALREADY_SET"
    SPEND_LIMIT_CURRENCY_DIFFERENT_FROM_USER_CURRENCY = "SPEND_LIMIT_CURRENCY_DIFFERENT_FROM_USER_CURRENCY"


_KNOWN: Final[dict[JSON, SpendRulesCreateConflictCode]] = {
    member.value: member for member in SpendRulesCreateConflictCode
}


def decode_spend_rules_create_conflict_code(value: JSON) -> SpendRulesCreateConflictCode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return SpendRulesCreateConflictCode(value)
