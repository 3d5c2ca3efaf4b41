"""Card-level spend rules: created once, changed, deleted, and shown at three levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.emulator import errors
from weavr_async.emulator.handlers.call import NO_CONTENT, Reply
from weavr_async.emulator.spending import limits_of, without_empty_lists

if TYPE_CHECKING:
    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.handlers.call import Call
    from weavr_async.emulator.records import Card

__all__ = ["create", "delete", "get", "update"]

_MOST = 2**63 - 1
# What the deprecated top level of the answer repeats from the card level.
_REPEATED = (
    "allowedMerchantCategories", "blockedMerchantCategories", "allowedMerchantIds", "blockedMerchantIds",
    "allowedMerchantCountries", "blockedMerchantCountries", "allowContactless", "allowAtm", "allowECommerce",
    "allowCashback", "allowCreditAuthorisations", "minTransactionAmount", "maxTransactionAmount", "spendLimit",
)  # fmt: skip


def get(call: Call) -> Reply:
    """Read the rules of all three levels; a level without rules is empty."""
    card = call.card()
    rules = without_empty_lists(card.spend_rules)
    limits = limits_of(card, zero_without=call.switches.debit_card_needs_limit)
    if limits:
        rules["spendLimit"] = limits
    body: JsonObject = {name: rules[name] for name in _REPEATED if name in rules}
    body["cardLevelSpendRules"] = rules
    body["profileLevelSpendRules"] = without_empty_lists(card.profile_spend_rules)
    body["identityLevelSpendRules"] = without_empty_lists(call.world.rules_of_owner(card))
    return Reply(200, body)


def create(call: Call) -> Reply:
    """Set the rules, once."""
    card = call.card()
    if card.spend_rules is not None:
        raise errors.conflict("SPEND_RULE_ALREADY_SET")
    _check_limits(call, card, call.body.get("spendLimit", []))
    card.spend_rules = dict(call.body)
    return NO_CONTENT


def update(call: Call) -> Reply:
    """Change the rules."""
    card = call.card()
    if card.spend_rules is None and not call.switches.patch_makes_rules:
        raise errors.not_found("spend rules")
    changes = dict(call.body)
    method = changes.pop("updateSpendLimitMethod", "OVERWRITE")
    limits = changes.get("spendLimit")
    if limits is not None:
        _check_limits(call, card, limits)
        if method == "INCREMENT":
            changes["spendLimit"] = _incremented((card.spend_rules or {}).get("spendLimit", []), limits)
    kept = {} if call.switches.spend_rules_patch_clears else card.spend_rules or {}
    card.spend_rules = {**kept, **changes}
    return NO_CONTENT


def delete(call: Call) -> Reply:
    """Remove the card-level rules, all of them."""
    card = call.card()
    if card.spend_rules is None:
        raise errors.not_found("spend rules")
    card.spend_rules = None
    return NO_CONTENT


def _check_limits(call: Call, card: Card, limits: list[JsonObject]) -> None:
    if limits and card.balance is not None:
        raise errors.conflict("SPEND_LIMIT_NOT_SUPPORTED_FOR_PREPAID_MODE_CARD")
    intervals = [limit["interval"] for limit in limits]
    if len(set(intervals)) < len(intervals):
        raise errors.conflict("SPEND_LIMIT_DUPLICATE_INTERVAL")
    least = 1 if call.switches.zero_spend_limit == "refuse" else 0
    for limit in limits:
        if limit["value"]["amount"] < least:
            raise errors.conflict("SPEND_LIMIT_AMOUNT_INVALID")
        if card.user_currency and limit["value"]["currency"] != card.user_currency:
            raise errors.conflict("SPEND_LIMIT_CURRENCY_DIFFERENT_FROM_USER_CURRENCY")
        if not card.user_currency and limit["value"]["currency"] != card.currency:
            raise errors.conflict("SPEND_LIMIT_CURRENCY_DIFFERENT_FROM_CARD_CURRENCY")


def _incremented(old: list[JsonObject], more: list[JsonObject]) -> list[JsonObject]:
    by_interval = {limit["interval"]: limit for limit in old}
    for limit in more:
        before = by_interval.get(limit["interval"])
        amount = limit["value"]["amount"] + (before["value"]["amount"] if before else 0)
        if amount > _MOST:
            raise errors.conflict("SPEND_LIMIT_AMOUNT_INVALID")
        by_interval[limit["interval"]] = {**limit, "value": {**limit["value"], "amount": amount}}
    return list(by_interval.values())
