"""Spend rules as plain values: what a card may be used for, checked before it is sent.

Amounts are `Money`. Rules that are left out are not sent, and an update keeps them as they are; an empty list clears
its rule (observed).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, final

from attrs import field, frozen

from weavr_async.values._checks import check_choice, check_flag, check_list, check_texts, check_type
from weavr_async.values._limits import check_limit
from weavr_async.values._refusals import InvalidRequest
from weavr_async.values.money import Money
from weavr_backoffice import limits, models
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    _Body = TypeVar("_Body", models.CardLevelSpendRules, models.SpendRulesUpdate)

__all__ = ["CardSpendLimit", "SpendRules"]

_INTERVALS: Final = ("DAILY", "WEEKLY", "MONTHLY", "QUARTERLY", "YEARLY", "ALWAYS")


def check_spend_limits(how: str) -> str:
    """Give back how limits are set: ``"overwrite"`` those in force, or ``"increment"`` them.

    Raises:
        InvalidRequest: It is neither.
    """
    return check_choice(how, ("overwrite", "increment"), "spend_limits")


def _interval(value: models.SpendLimitInterval | str) -> str:
    return check_choice(value, _INTERVALS, "interval")


def _texts(values: Iterable[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(check_texts(values, "rules"))


def _limits(values: Iterable[CardSpendLimit] | None) -> tuple[CardSpendLimit, ...] | None:
    if values is None:
        return None
    limits = check_list(values, "spend_limits", "CardSpendLimit")
    return tuple(check_type(limit, CardSpendLimit, "spend_limits") for limit in limits)


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
        _check_amount(self.value, "spend_limits")


@final
@frozen(kw_only=True)
class SpendRules:
    """The rules of one card. Rules that are `None` are left out of the request.

    Raises:
        InvalidRequest: A list is too long, a country is not two capital letters, an interval occurs twice, or
            amounts are not in one currency.
    """

    allowed_merchant_categories: tuple[str, ...] | None = field(default=None, converter=_texts)
    """Category codes (MCC) that may be paid; no others may. At most 200."""
    blocked_merchant_categories: tuple[str, ...] | None = field(default=None, converter=_texts)
    """Category codes (MCC) that may not be paid. At most 200."""
    allowed_merchant_ids: tuple[str, ...] | None = field(default=None, converter=_texts)
    """Merchants that may be paid; no others may. At most 200."""
    blocked_merchant_ids: tuple[str, ...] | None = field(default=None, converter=_texts)
    """Merchants that may not be paid. At most 200."""
    allowed_merchant_countries: tuple[str, ...] | None = field(default=None, converter=_texts)
    """Two-letter codes of countries whose merchants may be paid; no others may. At most 50."""
    blocked_merchant_countries: tuple[str, ...] | None = field(default=None, converter=_texts)
    """Two-letter codes of countries whose merchants may not be paid. At most 50."""
    allow_contactless: bool | None = None
    allow_atm: bool | None = None
    allow_e_commerce: bool | None = None
    allow_cashback: bool | None = None
    allow_credit_authorisations: bool | None = None
    rollover_negative: bool | None = None
    """Whether overspending of one interval is taken from the next."""
    spend_limits: tuple[CardSpendLimit, ...] | None = field(default=None, converter=_limits)
    """At most one for each interval; for debit mode cards only."""
    min_transaction_amount: Money | None = None
    """Smallest amount of one transaction. It is sent without its currency: give it in the card's."""
    max_transaction_amount: Money | None = None
    """Largest amount of one transaction. It is sent without its currency: give it in the card's."""

    def __attrs_post_init__(self) -> None:
        """Check what the API would refuse, and what it cannot check itself."""
        for rule in _RULES:
            value = getattr(self, rule.name)
            if value is not None:
                rule.kind.check(value, rule.name)
                rule.check_limit(value)
        spend_limits = self.spend_limits or ()
        if len({limit.interval for limit in spend_limits}) != len(spend_limits):
            raise InvalidRequest("There is at most one spend limit for each interval.", field="spend_limits")
        low, high = self.min_transaction_amount, self.max_transaction_amount
        amounts = [limit.value for limit in spend_limits] + [amount for amount in (low, high) if amount is not None]
        if len({amount.currency for amount in amounts}) > 1:
            raise InvalidRequest("The amounts of a card's spend rules are all in the card's currency.", field="rules")
        if low is not None and high is not None and low > high:
            raise InvalidRequest("This is above the largest amount of a transaction.", field="min_transaction_amount")

    def to_create(self) -> models.CardLevelSpendRules:
        """The body of a creation."""
        return self._fill(models.CardLevelSpendRules())

    def to_update(self, *, spend_limits: Literal["overwrite", "increment"]) -> models.SpendRulesUpdate:
        """The body of an update.

        Args:
            spend_limits: Whether limits replace those in force or are added to them.

        Raises:
            InvalidRequest: `spend_limits` is neither of the two.
        """
        check_spend_limits(spend_limits)
        method = models.SpendLimitUpdateMethod(spend_limits.upper())
        return self._fill(models.SpendRulesUpdate(update_spend_limit_method=method))

    @classmethod
    def of(cls, body: models.CardLevelSpendRules | models.SpendRulesUpdate, currency: str | None = None) -> SpendRules:
        """The rules that a body holds, such as those of a card as they were read.

        Args:
            body: A card's own rules, or an update of them.
            currency: The card's. Bounds of a transaction are sent without it, so they are left out when it is absent.

        Raises:
            InvalidRequest: They are rules that could not be sent.
        """
        found = {rule.name: getattr(body, rule.field) for rule in _RULES}
        rules = {name: value for name, value in found.items() if value is not UNSET}
        return cls(**{rule.name: rule.kind.read(rules[rule.name], currency) for rule in _RULES if rule.name in rules})

    def _fill(self, body: _Body) -> _Body:
        """Set what is given on a body of either kind."""
        for rule in _RULES:
            value = getattr(self, rule.name)
            if value is not None:
                setattr(body, rule.field, rule.kind.write(value))
        return body


# -- the table of rules ------------------------------------------------------------------------------------------


def _check_amount(amount: Money, argument: str) -> None:
    if check_type(amount, Money, argument).minor < 0:
        raise InvalidRequest("This is a Money from zero on.", field=argument)


def _write_rollover(negative: bool) -> models.RolloverPolicy:
    return models.RolloverPolicy(rollover_negative=negative)


def _write_limits(limits: tuple[CardSpendLimit, ...]) -> list[models.SpendLimit]:
    return [
        models.SpendLimit(
            value=models.CurrencyAmount(currency=limit.value.currency, amount=limit.value.minor),
            interval=models.SpendLimitInterval(limit.interval),
        )
        for limit in limits
    ]


@frozen
class _Kind:
    """How a rule is checked, written into a body, and read back from one, given the card's currency."""

    check: Callable[[Any, str], object]
    write: Callable[[Any], object]
    read: Callable[[Any, str | None], Any]


@frozen
class _Rule:
    name: str
    """In `SpendRules`."""
    kind: _Kind
    field: str
    """In the models of the bodies."""
    json_name: str = ""
    """In the bodies, where the contract sets a limit that is not checked otherwise."""

    def check_limit(self, value: object) -> None:
        """Hold the rule to the contract's limit."""
        check_limit(limits.SpendRulesUpdate[self.json_name], value, self.name)


_TEXTS: Final = _Kind(lambda texts, _: texts, list, lambda texts, _: texts)
_FLAG: Final = _Kind(check_flag, bool, lambda value, _: value)
_ROLLOVER: Final = _Kind(
    check_flag,
    _write_rollover,
    lambda policy, _: None if policy.rollover_negative is UNSET else policy.rollover_negative,
)
_LIMITS: Final = _Kind(
    lambda limits, _: limits,
    _write_limits,
    lambda limits, _: [CardSpendLimit(Money.of(limit.value), limit.interval.value) for limit in limits],
)
_AMOUNT: Final = _Kind(
    _check_amount,
    lambda amount: amount.minor,
    lambda minor, currency: None if currency is None else Money.from_minor(minor, currency),
)

_RULES: Final = (
    _Rule("allowed_merchant_categories", _TEXTS, "allowed_merchant_categories", "allowedMerchantCategories"),
    _Rule("blocked_merchant_categories", _TEXTS, "blocked_merchant_categories", "blockedMerchantCategories"),
    _Rule("allowed_merchant_ids", _TEXTS, "allowed_merchant_ids", "allowedMerchantIds"),
    _Rule("blocked_merchant_ids", _TEXTS, "blocked_merchant_ids", "blockedMerchantIds"),
    _Rule("allowed_merchant_countries", _TEXTS, "allowed_merchant_countries", "allowedMerchantCountries"),
    _Rule("blocked_merchant_countries", _TEXTS, "blocked_merchant_countries", "blockedMerchantCountries"),
    _Rule("allow_contactless", _FLAG, "allow_contactless"),
    _Rule("allow_atm", _FLAG, "allow_atm"),
    _Rule("allow_e_commerce", _FLAG, "allow_e_commerce"),
    _Rule("allow_cashback", _FLAG, "allow_cashback"),
    _Rule("allow_credit_authorisations", _FLAG, "allow_credit_authorisations"),
    _Rule("rollover_negative", _ROLLOVER, "rollover_policy"),
    _Rule("spend_limits", _LIMITS, "spend_limit"),
    _Rule("min_transaction_amount", _AMOUNT, "min_transaction_amount"),
    _Rule("max_transaction_amount", _AMOUNT, "max_transaction_amount"),
)
