"""What the spend rules of a card allow: whether a purchase passes, and what each limit leaves to spend."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from weavr_async.emulator.records import Merchant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.records import Card, Entry

__all__ = ["Purchase", "available_to_spend", "is_allowed", "limits_of", "without_empty_lists"]

_SPENT = {"AUTHORISATION"}
_GIVEN_BACK = {"AUTHORISATION_REVERSAL", "AUTHORISATION_EXPIRY", "AUTHORISATION_CANCELLATION", "MERCHANT_REFUND"}


class Purchase(NamedTuple):
    """What a card is used for: the amount in minor units, at which merchant, and in which way.

    `way` is the flag of the spend rules that has a say in it, such as `allowAtm`, or nothing.
    """

    amount: int
    merchant: str = Merchant().name
    merchant_id: str = Merchant().id
    category: str = Merchant().category
    country: str = Merchant().country
    way: str = ""

    @property
    def at(self) -> Merchant:
        """The merchant."""
        return Merchant(self.merchant, self.merchant_id, self.category, self.country)

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """The additional fields of its entries."""
        return (
            ("merchantName", self.merchant),
            ("merchantCategoryCode", self.category),
            ("merchantTerminalCountry", self.country),
        )


def limits_of(card: Card, *, zero_without: bool) -> list[JsonObject]:
    """Give the limits of a card; a debit card without any has one of 0 for ALWAYS, where `zero_without` says so."""
    limits: list[JsonObject] = (card.spend_rules or {}).get("spendLimit", [])
    if limits or card.balance is not None or not zero_without:
        return limits
    return [{"value": {"currency": card.user_currency or card.currency, "amount": 0}, "interval": "ALWAYS"}]


def available_to_spend(card: Card, now_ms: int, *, zero_without: bool) -> list[JsonObject]:
    """Say what each limit of a debit card leaves in its window; fees count, and may drive it below zero."""
    left: list[JsonObject] = []
    for limit in limits_of(card, zero_without=zero_without):
        since = _window_start_ms(limit["interval"], now_ms)
        amount = limit["value"]["amount"] - _spent(entry for entry in card.entries if entry.at_ms >= since)
        value = {"currency": limit["value"]["currency"], "amount": amount}
        left.append({"value": value, "interval": limit["interval"]})
    return left


def is_allowed(purchase: Purchase, rules: Iterable[JsonObject | None]) -> bool:
    """Whether a purchase passes the rules of every level; what is both allowed and blocked is blocked."""
    return all(_passes(purchase, level) for level in rules if level)


def without_empty_lists(rules: JsonObject | None) -> JsonObject:
    """Write rules as they are shown: what is an empty list was never set."""
    return {name: value for name, value in (rules or {}).items() if value != []}


def _passes(purchase: Purchase, rules: JsonObject) -> bool:
    wanted = {"Categories": purchase.category, "Ids": purchase.merchant_id, "Countries": purchase.country}
    for kind, value in wanted.items():
        allowed: list[Any] = rules.get(f"allowedMerchant{kind}") or [value]
        if value not in allowed or value in (rules.get(f"blockedMerchant{kind}") or ()):
            return False
    if purchase.way and rules.get(purchase.way) is False:
        return False
    at_least, at_most = rules.get("minTransactionAmount"), rules.get("maxTransactionAmount")
    return (at_least is None or purchase.amount >= at_least) and (at_most is None or purchase.amount <= at_most)


def _spent(entries: Iterable[Entry]) -> int:
    spent = 0
    for entry in entries:
        if entry.type in _SPENT or entry.type in _GIVEN_BACK:
            spent -= entry.amount
        if entry.type == "SETTLEMENT":
            spent += entry.fee
    return spent


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
