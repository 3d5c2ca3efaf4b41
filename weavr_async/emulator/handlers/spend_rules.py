"""Card-level spend rules and their traps, and what they leave to spend."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from weavr_async.emulator import errors
from weavr_async.emulator.handlers.call import NO_CONTENT, Reply

if TYPE_CHECKING:
    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.handlers.call import Call
    from weavr_async.emulator.records import Card
    from weavr_async.emulator.world import World

__all__ = ["available_to_spend", "create", "delete", "get", "update"]

_MOST = 2**63 - 1
# What the deprecated top level of the answer repeats from the card level.
_REPEATED = (
    "allowedMerchantCategories", "blockedMerchantCategories", "allowedMerchantIds", "blockedMerchantIds",
    "allowedMerchantCountries", "blockedMerchantCountries", "allowContactless", "allowAtm", "allowECommerce",
    "allowCashback", "allowCreditAuthorisations", "minTransactionAmount", "maxTransactionAmount", "spendLimit",
)  # fmt: skip


def get(call: Call) -> Reply:
    """Read the rules of all three levels."""
    card = call.card()
    body: JsonObject = {}
    if card.spend_rules is not None:
        body.update({name: card.spend_rules[name] for name in _REPEATED if name in card.spend_rules})
        body["cardLevelSpendRules"] = card.spend_rules
    if card.profile_spend_rules is not None:
        body["profileLevelSpendRules"] = card.profile_spend_rules
    identity_rules = call.world.identities[call.identity].spend_rules
    if identity_rules is not None:
        body["identityLevelSpendRules"] = identity_rules
    return Reply(200, body)


def create(call: Call) -> Reply:
    """Set the rules, once."""
    card = call.card()
    if card.spend_rules is not None:
        raise errors.conflict("SPEND_RULE_ALREADY_SET")
    _check_limits(card, call.body.get("spendLimit", []))
    card.spend_rules = dict(call.body)
    return NO_CONTENT


def update(call: Call) -> Reply:
    """Change the rules."""
    card = call.card()
    changes = dict(call.body)
    method = changes.pop("updateSpendLimitMethod", "OVERWRITE")
    limits = changes.get("spendLimit")
    if limits is not None:
        _check_limits(card, limits)
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


def available_to_spend(world: World, card: Card) -> list[JsonObject]:
    """Say what each limit of a debit card leaves in its window."""
    left: list[JsonObject] = []
    for limit in (card.spend_rules or {}).get("spendLimit", []):
        since = _window_start_ms(limit["interval"], world.now_ms())
        spent = -sum(entry.amount for entry in card.entries if entry.at_ms >= since and entry.type == "AUTHORISATION")
        amount = max(0, limit["value"]["amount"] - spent)
        value = {"currency": limit["value"]["currency"], "amount": amount}
        left.append({"value": value, "interval": limit["interval"]})
    return left


def _check_limits(card: Card, limits: list[JsonObject]) -> None:
    if limits and card.balance is not None:
        raise errors.conflict("SPEND_LIMIT_NOT_SUPPORTED_FOR_PREPAID_MODE_CARD")
    intervals = [limit["interval"] for limit in limits]
    if len(set(intervals)) < len(intervals):
        raise errors.conflict("SPEND_LIMIT_DUPLICATE_INTERVAL")
    for limit in limits:
        if limit["value"]["amount"] <= 0:
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


def _window_start_ms(interval: str, now_ms: int) -> int:
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    starts = {
        "DAILY": day,
        "WEEKLY": day - timedelta(days=day.weekday()),
        "MONTHLY": day.replace(day=1),
        "QUARTERLY": day.replace(month=day.month - (day.month - 1) % 3, day=1),
        "YEARLY": day.replace(month=1, day=1),
    }
    start = starts.get(interval)
    return 0 if start is None else int(start.timestamp() * 1000)
