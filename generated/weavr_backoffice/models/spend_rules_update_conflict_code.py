from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class SpendRulesUpdateConflictCode(OpenEnum):
    """Why spend rules were not changed."""

    SPEND_LIMIT_CURRENCY_DIFFERENT_FROM_CARD_CURRENCY = "SPEND_LIMIT_CURRENCY_DIFFERENT_FROM_CARD_CURRENCY"
    SPEND_LIMIT_NOT_SUPPORTED_FOR_PREPAID_MODE_CARD = "SPEND_LIMIT_NOT_SUPPORTED_FOR_PREPAID_MODE_CARD"
    SPEND_LIMIT_DUPLICATE_INTERVAL = "SPEND_LIMIT_DUPLICATE_INTERVAL"
    SPEND_LIMIT_AMOUNT_INVALID = "SPEND_LIMIT_AMOUNT_INVALID"
    SPEND_LIMIT_CURRENCY_DIFFERENT_FROM_USER_CURRENCY = "SPEND_LIMIT_CURRENCY_DIFFERENT_FROM_USER_CURRENCY"


_KNOWN: Final[dict[JSON, SpendRulesUpdateConflictCode]] = {
    member.value: member for member in SpendRulesUpdateConflictCode
}


def decode_spend_rules_update_conflict_code(value: JSON) -> SpendRulesUpdateConflictCode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return SpendRulesUpdateConflictCode(value)
