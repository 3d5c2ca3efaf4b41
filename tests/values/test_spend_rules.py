"""Spend rules: what is written into a body is read back from it."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from weavr_async import CardSpendLimit, InvalidRequest, Money, SpendRules

TEN = Money("10.00", "GBP")
EVERY_RULE: dict[str, Any] = {
    "allowed_merchant_categories": ("5411",),
    "blocked_merchant_categories": ("5812", "7995"),
    "allowed_merchant_ids": ("1",),
    "blocked_merchant_ids": ("2",),
    "allowed_merchant_countries": ("MT",),
    "blocked_merchant_countries": ("GB",),
    "allow_contactless": True,
    "allow_atm": False,
    "allow_e_commerce": True,
    "allow_cashback": False,
    "allow_credit_authorisations": True,
    "rollover_negative": False,
    "spend_limits": (CardSpendLimit(TEN, "DAILY"), CardSpendLimit(TEN, "ALWAYS")),
    "min_transaction_amount": Money("0.00", "GBP"),
    "max_transaction_amount": TEN,
}


def test_this_file_knows_every_rule() -> None:
    """So that a new one is tested as well."""
    assert set(EVERY_RULE) == {rule.name for rule in attrs.fields(SpendRules)}


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_each_rule_is_written_alone_and_read_back(rule: str) -> None:
    """Nothing else is sent with it, and an empty set of rules sends nothing."""
    rules = SpendRules(**{rule: EVERY_RULE[rule]})
    assert len(rules.to_create().to_dict()) == 1
    assert SpendRules.of(rules.to_create(), "GBP") == rules
    assert SpendRules().to_create().to_dict() == {}


def test_all_rules_are_read_back_from_an_update() -> None:
    """Which says besides how limits are set."""
    rules = SpendRules(**EVERY_RULE)
    update = rules.to_update(spend_limits="increment")
    assert update.to_dict()["updateSpendLimitMethod"] == "INCREMENT"
    assert SpendRules.of(update, "GBP") == rules


def test_bounds_of_a_transaction_are_left_out_where_nothing_tells_their_currency() -> None:
    """They are sent in minor units alone."""
    read = SpendRules.of(SpendRules(allow_atm=True, max_transaction_amount=TEN).to_create())
    assert read == SpendRules(allow_atm=True)


@pytest.mark.parametrize(
    ("argument", "rules"),
    [
        ("allowed_merchant_categories", {"allowed_merchant_categories": ["5411"] * 201}),
        ("blocked_merchant_categories", {"blocked_merchant_categories": ["5411"] * 201}),
        ("allowed_merchant_ids", {"allowed_merchant_ids": ["1"] * 201}),
        ("blocked_merchant_ids", {"blocked_merchant_ids": ["1"] * 201}),
        ("allowed_merchant_countries", {"allowed_merchant_countries": ["MT"] * 51}),
        ("blocked_merchant_countries", {"blocked_merchant_countries": ["MT"] * 51}),
        ("allowed_merchant_countries", {"allowed_merchant_countries": ["mt"]}),
        ("blocked_merchant_countries", {"blocked_merchant_countries": ["MLT"]}),
        ("spend_limits", {"spend_limits": [CardSpendLimit(TEN, "DAILY")] * 2}),
        ("min_transaction_amount", {"min_transaction_amount": -TEN}),
        ("max_transaction_amount", {"max_transaction_amount": -TEN}),
        ("min_transaction_amount", {"min_transaction_amount": TEN, "max_transaction_amount": Money("1.00", "GBP")}),
        ("rules", {"min_transaction_amount": TEN, "max_transaction_amount": Money("10.00", "EUR")}),
        ("rules", {"min_transaction_amount": TEN, "spend_limits": [CardSpendLimit(Money("1.00", "EUR"), "DAILY")]}),
    ],
)
def test_a_rule_that_the_service_would_refuse_is_refused_by_its_name(argument: str, rules: dict[str, Any]) -> None:
    """One more than the longest list, a country that is none, amounts that contradict each other."""
    with pytest.raises(InvalidRequest) as refused:
        SpendRules(**rules)
    assert refused.value.field == argument


def test_a_spend_limit_is_from_zero_on_in_an_interval_that_is_known() -> None:
    """By its name as well."""
    assert CardSpendLimit(Money("0.00", "GBP"), "YEARLY").interval == "YEARLY"
    with pytest.raises(InvalidRequest) as below:
        CardSpendLimit(-TEN, "DAILY")
    with pytest.raises(InvalidRequest) as unknown:
        CardSpendLimit(TEN, "HOURLY")
    assert (below.value.field, unknown.value.field) == ("spend_limits", "interval")
