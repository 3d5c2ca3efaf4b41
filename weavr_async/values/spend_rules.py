"""Spend rules as plain values: what a card may be used for, checked before it is sent.

Amounts are `Money`. Rules that are left out are not sent; whether an update then keeps or clears
them at the service is not documented.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, final

from attrs import field, frozen

from weavr_async.values._checks import checked_flag, checked_list, checked_texts, checked_type
from weavr_async.values._models_of_values import currency_amount
from weavr_async.values._refusals import InvalidRequest
from weavr_async.values.money import Money
from weavr_backoffice.types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attrs import Attribute

    from weavr_backoffice.models import CardLevelSpendRules, SpendLimit, SpendLimitInterval, SpendRulesUpdate

__all__ = ["CardSpendLimit", "SpendRules"]

T = TypeVar("T")

_COUNTRY: Final = re.compile(r"[A-Z]{2}", re.ASCII)
_INTERVALS: Final = ("DAILY", "WEEKLY", "MONTHLY", "QUARTERLY", "YEARLY", "ALWAYS")
_MOST_MERCHANTS: Final = 200
_MOST_COUNTRIES: Final = 50


def _texts(values: Iterable[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(checked_texts(values, "rules"))


def _limits(values: Iterable[CardSpendLimit] | None) -> tuple[CardSpendLimit, ...] | None:
    if values is None:
        return None
    limits = checked_list(values, "spend_limits", "CardSpendLimit")
    return tuple(checked_type(limit, CardSpendLimit, "spend_limits", "a CardSpendLimit") for limit in limits)


def _flag(_self: SpendRules, attribute: Attribute[Any], value: bool | None) -> None:
    if value is not None:
        checked_flag(value, attribute.name)


def _money(_self: object, attribute: Attribute[Any], value: Money | None) -> None:
    if value is not None:
        checked_type(value, Money, attribute.name, 'a Money, such as Money("10.00", "GBP")')


def _interval(value: SpendLimitInterval | str) -> str:
    if str(value) not in _INTERVALS:
        raise InvalidRequest(f"The interval of a spend limit is one of {', '.join(_INTERVALS)}.", field="interval")
    return str(value)


@final
@frozen
class CardSpendLimit:
    """How much a card may spend in an interval. For debit mode cards only.

    Intervals are windows of UTC time; a week begins on Monday.
    """

    value: Money
    """The most that may be spent, in the card's currency; from zero on."""
    interval: str = field(converter=_interval)
    """`DAILY`, `WEEKLY`, `MONTHLY`, `QUARTERLY`, `YEARLY` or `ALWAYS`."""

    def __attrs_post_init__(self) -> None:
        """Check the amount."""
        checked_type(self.value, Money, "spend_limits", 'a Money, such as Money("10.00", "GBP")')
        if self.value.minor < 0:
            raise InvalidRequest("A spend limit is a Money from zero on.", field="spend_limits")


@final
@frozen(kw_only=True)
class SpendRules:
    """The rules of one card. What is `None` is left out of the request.

    Raises:
        InvalidRequest: A list is too long, a country is no two capital letters, an interval stands twice, or
            amounts are not in one currency.
    """

    allowed_merchant_categories: tuple[str, ...] | None = field(default=None, converter=_texts)
    """Category codes (MCC) that may be paid; no others may. At most 200."""
    blocked_merchant_categories: tuple[str, ...] | None = field(default=None, converter=_texts)
    """Category codes (MCC) that may not be paid. At most 200."""
    allowed_merchant_ids: tuple[str, ...] | None = field(default=None, converter=_texts)
    blocked_merchant_ids: tuple[str, ...] | None = field(default=None, converter=_texts)
    allowed_merchant_countries: tuple[str, ...] | None = field(default=None, converter=_texts)
    """Two-letter codes of countries whose merchants may be paid; no others may. At most 50."""
    blocked_merchant_countries: tuple[str, ...] | None = field(default=None, converter=_texts)
    allow_contactless: bool | None = field(default=None, validator=_flag)
    allow_atm: bool | None = field(default=None, validator=_flag)
    allow_e_commerce: bool | None = field(default=None, validator=_flag)
    allow_cashback: bool | None = field(default=None, validator=_flag)
    allow_credit_authorisations: bool | None = field(default=None, validator=_flag)
    rollover_negative: bool | None = field(default=None, validator=_flag)
    """Whether overspending of one interval is taken from the next."""
    spend_limits: tuple[CardSpendLimit, ...] | None = field(default=None, converter=_limits)
    """At most one for each interval; for debit mode cards only."""
    min_transaction_amount: Money | None = field(default=None, validator=_money)
    """Smallest amount of one transaction. Sent in minor units without its currency: give it in the card's."""
    max_transaction_amount: Money | None = field(default=None, validator=_money)
    """Largest amount of one transaction. Sent in minor units without its currency: give it in the card's."""

    def __attrs_post_init__(self) -> None:
        """Check what the API would refuse, and what it could not see."""
        for name, longest in (
            ("allowed_merchant_categories", _MOST_MERCHANTS),
            ("blocked_merchant_categories", _MOST_MERCHANTS),
            ("allowed_merchant_ids", _MOST_MERCHANTS),
            ("blocked_merchant_ids", _MOST_MERCHANTS),
            ("allowed_merchant_countries", _MOST_COUNTRIES),
            ("blocked_merchant_countries", _MOST_COUNTRIES),
        ):
            _check_list(name, getattr(self, name), longest)
        intervals = [limit.interval for limit in self.spend_limits or ()]
        if len(set(intervals)) != len(intervals):
            raise InvalidRequest("There is at most one spend limit for each interval.", field="spend_limits")
        amounts = [limit.value for limit in self.spend_limits or ()]
        amounts += [m for m in (self.min_transaction_amount, self.max_transaction_amount) if m is not None]
        if len({amount.currency for amount in amounts}) > 1:
            raise InvalidRequest("The amounts of a card's spend rules are all in the card's currency.")
        if any(amount.minor < 0 for amount in amounts):
            raise InvalidRequest("The amounts of spend rules are from zero on.")
        low, high = self.min_transaction_amount, self.max_transaction_amount
        if low is not None and high is not None and low > high:
            raise InvalidRequest("The smallest amount of a transaction is above the largest one.")

    def to_create(self) -> CardLevelSpendRules:
        """The body of a creation."""
        from weavr_backoffice.models.card_level_spend_rules import CardLevelSpendRules

        return self._fill(CardLevelSpendRules())

    def to_update(self, *, spend_limits: Literal["overwrite", "increment"]) -> SpendRulesUpdate:
        """The body of an update.

        Args:
            spend_limits: Whether limits replace those in force or are added to them.

        Raises:
            InvalidRequest: `spend_limits` is neither of the two.
        """
        check_spend_limits(spend_limits)
        from weavr_backoffice.models.spend_limit_update_method import SpendLimitUpdateMethod
        from weavr_backoffice.models.spend_rules_update import SpendRulesUpdate

        method = SpendLimitUpdateMethod(spend_limits.upper())
        return self._fill(SpendRulesUpdate(update_spend_limit_method=method))

    def _fill(self, body: _Body) -> _Body:
        """Set what is given on a body of either kind."""
        from weavr_backoffice.models.rollover_policy import RolloverPolicy

        body.allowed_merchant_categories = _list(self.allowed_merchant_categories)
        body.blocked_merchant_categories = _list(self.blocked_merchant_categories)
        body.allowed_merchant_ids = _list(self.allowed_merchant_ids)
        body.blocked_merchant_ids = _list(self.blocked_merchant_ids)
        body.allowed_merchant_countries = _list(self.allowed_merchant_countries)
        body.blocked_merchant_countries = _list(self.blocked_merchant_countries)
        body.allow_contactless = _given(self.allow_contactless)
        body.allow_atm = _given(self.allow_atm)
        body.allow_e_commerce = _given(self.allow_e_commerce)
        body.allow_cashback = _given(self.allow_cashback)
        body.allow_credit_authorisations = _given(self.allow_credit_authorisations)
        if self.rollover_negative is not None:
            body.rollover_policy = RolloverPolicy(rollover_negative=self.rollover_negative)
        if self.spend_limits is not None:
            body.spend_limit = [_limit(limit) for limit in self.spend_limits]
        if self.min_transaction_amount is not None:
            body.min_transaction_amount = self.min_transaction_amount.minor
        if self.max_transaction_amount is not None:
            body.max_transaction_amount = self.max_transaction_amount.minor
        return body


def check_rules(rules: object) -> SpendRules:
    """Give back spend rules."""
    return checked_type(rules, SpendRules, "rules", "a SpendRules")


def check_spend_limits(how: str) -> None:
    """Refuse what says neither that limits replace those in force nor that they are added to them."""
    if how not in ("overwrite", "increment"):
        raise InvalidRequest("spend_limits is 'overwrite' or 'increment'.", field="spend_limits")


if TYPE_CHECKING:
    _Body = TypeVar("_Body", CardLevelSpendRules, SpendRulesUpdate)


def _check_list(name: str, values: tuple[str, ...] | None, longest: int) -> None:
    if values is None:
        return
    if len(values) > longest:
        raise InvalidRequest(f"This list holds at most {longest} entries.", field=name)
    if name.endswith("countries") and not all(_COUNTRY.fullmatch(value) for value in values):
        raise InvalidRequest("A country is its two-letter code in capitals, such as MT.", field=name)


def _given(value: T | None) -> T | Unset:
    return UNSET if value is None else value


def _list(values: tuple[str, ...] | None) -> list[str] | Unset:
    return UNSET if values is None else list(values)


def _limit(limit: CardSpendLimit) -> SpendLimit:
    from weavr_backoffice.models.spend_limit import SpendLimit
    from weavr_backoffice.models.spend_limit_interval import SpendLimitInterval

    return SpendLimit(value=currency_amount(limit.value), interval=SpendLimitInterval(limit.interval))
