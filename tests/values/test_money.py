"""Money is exact, stays in its currency, and is never rounded."""

from __future__ import annotations

import copy
import decimal
import pickle
import re
from decimal import Decimal
from enum import Enum
from functools import partial

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from weavr_async.errors import InvalidRequest
from weavr_async.values.money import Money, scaled_decimal

MINOR = st.integers(-(2**63), 2**63 - 1)
SMALL = st.integers(-(10**12), 10**12)
CURRENCIES = st.sampled_from(["GBP", "EUR", "JPY", "KWD", "CLF"])


@frozen
class Answered:
    """An amount in the shape of the API's answers."""

    currency: str
    amount: int


@pytest.mark.parametrize("amount", ["10.00", "10", "10.0", "+10", Decimal(10), Decimal("10.00"), Decimal("1E1"), 10])
def test_one_amount_can_be_written_in_many_exact_ways(amount: Decimal | str | int) -> None:
    """Strings, decimals and integers in major units all mean the same ten pounds."""
    assert Money(amount, "GBP") == Money.from_minor(1000, "GBP")


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("1000", "JPY", 1000), ("1.000", "KWD", 1000), ("10.00", "GBP", 1000), ("0.0001", "CLF", 1), ("-0.01", "EUR", -1)],
)
def test_minor_units_follow_the_decimals_of_the_currency(amount: str, currency: str, minor: int) -> None:
    """Yen have none, Kuwaiti dinars have three."""
    assert Money(amount, currency).minor == minor


def test_a_currency_from_an_enum_of_strings_is_its_value() -> None:
    """Such a member equals its value, and writes itself as its name."""

    class Ours(str, Enum):  # noqa: UP042 - a `StrEnum` would write itself as its value
        POUNDS = "GBP"

    assert str(Money("10.00", Ours.POUNDS)) == str(Money.from_minor(1000, Ours.POUNDS)) == "10.00 GBP"


def test_the_decimal_amount_has_exactly_the_decimals_of_the_currency() -> None:
    """Trailing zeros are kept, and nothing is added."""
    assert str(Money(10, "GBP").amount) == "10.00"
    assert str(Money(10, "JPY").amount) == "10"
    assert str(Money("-0.5", "KWD").amount) == "-0.500"


def test_an_answered_amount_becomes_money() -> None:
    """Whatever has a currency and an amount in minor units will do."""
    assert Money.of(Answered("GBP", 1234)) == Money("12.34", "GBP")


@pytest.mark.parametrize("amount", [10.0, True, None, b"10", object()])
def test_an_amount_of_an_inexact_or_foreign_type_is_refused(amount: object) -> None:
    """A float is not exact, and True is not one pound."""
    with pytest.raises(InvalidRequest, match="a str, a Decimal or an int") as refused:
        Money(amount, "GBP")  # type: ignore[arg-type]  # what an untyped caller may pass
    assert refused.value.field == "amount"


@pytest.mark.parametrize(
    "amount",
    ["", " 10", "10 ", "10\n", "1,000", "1_000", "£10", "1e3", "10.", ".5", "--1", "NaN", "inf", "١٢", "0x10", "1.2.3"],
)
def test_a_string_that_is_not_plainly_a_number_is_refused(amount: str) -> None:
    """What `Decimal` would accept leniently is not accepted for money."""
    with pytest.raises(InvalidRequest, match="digits with at most one point"):
        Money(amount, "GBP")


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("-Infinity")])
def test_a_decimal_that_is_no_finite_number_is_refused(amount: Decimal) -> None:
    """Neither NaN nor infinity is an amount."""
    with pytest.raises(InvalidRequest, match="finite"):
        Money(amount, "GBP")


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("10.001", "GBP"),
        ("10.000", "GBP"),
        ("1.0", "JPY"),
        (Decimal("0.001"), "GBP"),
        (Decimal("1E-999999"), "GBP"),
        (Decimal("0." + "0" * 80 + "1"), "GBP"),
        (Decimal("1." + "1" * 80), "GBP"),
    ],
)
def test_too_many_decimals_are_refused_and_not_rounded(amount: Decimal | str, currency: str) -> None:
    """In a string even zeros are too many, because "10.000" means ten thousand to some."""
    with pytest.raises(InvalidRequest, match="nothing is rounded"):
        Money(amount, currency)


def test_a_computed_decimal_may_have_zeros_to_spare() -> None:
    """A product of decimals has more places than it needs, without being another number."""
    assert Money(Decimal("2.50") * Decimal("4.0"), "GBP") == Money(10, "GBP")


@pytest.mark.parametrize("currency", ["XXX", "XAU", "XTS", "XDR"])
def test_a_currency_without_a_minor_unit_is_refused(currency: str) -> None:
    """The API counts in minor units, and gold has none."""
    with pytest.raises(InvalidRequest, match="no minor unit"):
        Money(1, currency)


@pytest.mark.parametrize("currency", ["ZZZ", "AAA", "QQQ"])
def test_an_unknown_currency_is_refused(currency: str) -> None:
    """A code that is none is found before anything is sent."""
    with pytest.raises(InvalidRequest, match=f"{currency} is no currency") as refused:
        Money(1, currency)
    assert refused.value.field == "currency"


@pytest.mark.parametrize("currency", ["gbp", "Gbp", " GBP", "GBP\n"])
def test_an_untidy_currency_is_refused_with_the_code_to_write(currency: str) -> None:
    """The sentence names the code that was probably meant."""
    with pytest.raises(InvalidRequest, match=re.escape('write "GBP".')):
        Money(1, currency)


@pytest.mark.parametrize("currency", ["", "GB", "GBPX", "£", "826", None, 826, ["GBP"]])
def test_what_is_no_currency_code_at_all_is_refused(currency: object) -> None:
    """A currency is three capital letters."""
    with pytest.raises(InvalidRequest, match="three capital letters"):
        Money(1, currency)  # type: ignore[arg-type]  # what an untyped caller may pass


@pytest.mark.parametrize("minor", [2**63, -(2**63) - 1])
def test_an_amount_beyond_64_bits_is_refused(minor: int) -> None:
    """The API's amounts are 64-bit integers, whichever way the money is made."""
    for make in (partial(Money.from_minor, minor), partial(Money, minor), partial(Money, str(minor))):
        with pytest.raises(InvalidRequest, match="64 bits"):
            make("JPY")


def test_an_operation_that_leaves_64_bits_is_refused() -> None:
    """Neither a product nor an absurd Decimal slips past the range, and neither takes long."""
    with pytest.raises(InvalidRequest, match="64 bits"):
        Money.from_minor(2**62, "JPY") * 2
    with pytest.raises(InvalidRequest, match="64 bits"):
        Money(Decimal("1E+999999"), "JPY")


@pytest.mark.parametrize("minor", [1.0, True, "1", None])
def test_minor_units_are_integers(minor: object) -> None:
    """An answer whose amount is no integer is not turned into money."""
    with pytest.raises(InvalidRequest, match="has to be an int"):
        Money.from_minor(minor, "GBP")  # type: ignore[arg-type]  # what an untyped caller may pass


@given(MINOR, CURRENCIES)
def test_minor_units_survive_the_way_through_decimals_and_text(minor: int, currency: str) -> None:
    """Amount, text and repr lead back to the same money."""
    money = Money.from_minor(minor, currency)
    number, code = str(money).split()
    assert Money(money.amount, currency) == Money(number, code) == money
    assert eval(repr(money), {"Money": Money}) == money


@given(MINOR, CURRENCIES)
def test_the_callers_decimal_context_changes_nothing(minor: int, currency: str) -> None:
    """A program that computes with three digits still sees every digit of its money."""
    money = Money.from_minor(minor, currency)
    with decimal.localcontext(prec=3):
        assert Money(money.amount, currency).minor == minor
        assert str(money) == str(copy.copy(money))
    assert str(money.amount) == str(money).split()[0]


@given(SMALL, SMALL, SMALL, CURRENCIES)
def test_arithmetic_is_that_of_the_minor_units(a: int, b: int, times: int, currency: str) -> None:
    """Sums, differences, products and signs agree with the integers underneath."""
    left, right = Money.from_minor(a, currency), Money.from_minor(b, currency)
    assert (left + right).minor == a + b
    assert (left - right).minor == a - b
    assert (-left).minor == -a
    assert abs(left).minor == abs(a)
    assert (left * (times % 1000)).minor == (times % 1000 * left).minor == a * (times % 1000)
    assert sum([left, right], Money.zero(currency)) == left + right
    assert (left < right, left <= right, left > right, left >= right) == (a < b, a <= b, a > b, a >= b)
    assert bool(left) == bool(a)


@given(SMALL, CURRENCIES)
def test_equal_money_has_equal_hashes(minor: int, currency: str) -> None:
    """Money can be a key."""
    assert hash(Money.from_minor(minor, currency)) == hash(Money.from_minor(minor, currency))


def test_currencies_do_not_mix() -> None:
    """Adding, subtracting and ordering across currencies raise; equality just says no."""
    pounds, euros = Money(1, "GBP"), Money(1, "EUR")
    for mix in (
        lambda: pounds + euros,
        lambda: pounds - euros,
        lambda: pounds < euros,
        lambda: pounds <= euros,
        lambda: pounds > euros,
        lambda: pounds >= euros,
        lambda: sum([pounds, euros], Money.zero("GBP")),
    ):
        with pytest.raises(InvalidRequest, match="do not mix"):
            mix()
    assert pounds != euros


def test_money_does_not_mix_with_bare_numbers() -> None:
    """Ten of what? So a number is neither added nor compared."""
    with pytest.raises(TypeError, match="not with int"):
        Money(1, "GBP") + 1  # type: ignore[operator]  # the point of the test
    with pytest.raises(TypeError, match="not with Decimal"):
        _ = Money(1, "GBP") > Decimal(0)  # type: ignore[operator]  # the point of the test
    with pytest.raises(InvalidRequest, match="has to be an int"):
        Money(1, "GBP") * 1.5  # type: ignore[operator]  # the point of the test


@given(SMALL, st.integers(1, 50), CURRENCIES)
def test_equal_parts_sum_to_the_whole_and_differ_by_one_at_most(minor: int, parts: int, currency: str) -> None:
    """Sharing out loses nothing and favours nobody by more than a minor unit."""
    shares = Money.from_minor(minor, currency).allocate(parts)
    assert len(shares) == parts
    assert sum(shares, Money.zero(currency)).minor == minor
    assert abs(shares[0].minor - shares[-1].minor) <= 1
    assert sorted(shares, key=abs, reverse=True) == list(shares)


@given(SMALL, st.lists(st.integers(0, 1000), min_size=1, max_size=20).filter(any))
def test_weighted_parts_sum_to_the_whole_and_are_close_to_their_share(minor: int, weights: list[int]) -> None:
    """Each part is its exact share or a minor unit beside it; a weight of nothing gets nothing."""
    shares = Money.from_minor(minor, "GBP").allocate(weights)
    assert sum(share.minor for share in shares) == minor
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.minor * sum(weights) - minor * weight) <= sum(weights)
        assert weight or not share


@pytest.mark.parametrize("into", [0, -1, True, 1.5, [], [0, 0], [1, -1], [1, 0.5]])
def test_money_is_not_shared_out_into_nothing(into: object) -> None:
    """There is at least one part, and weights are integers from 0 on."""
    with pytest.raises((InvalidRequest, TypeError)):
        Money(1, "GBP").allocate(into)  # type: ignore[arg-type]  # what an untyped caller may pass


def test_money_is_formatted_for_people_in_one_way_everywhere() -> None:
    """Plain, with thousands grouped, and aligned like any text."""
    money = Money("-1234567.5", "GBP")
    assert str(money) == f"{money}" == "-1234567.50 GBP"
    assert f"{money:,}" == "-1,234,567.50 GBP"
    assert f"{Money(5, 'JPY'):>10}" == "     5 JPY"
    assert f"{Money(5000, 'JPY'):>12,}" == "   5,000 JPY"
    with pytest.raises(ValueError, match="Unknown format code"):
        f"{money:d}"


def test_money_cannot_be_changed() -> None:
    """Neither an attribute of its own nor a new one can be set."""
    money = Money(1, "GBP")
    for name in ("minor", "currency", "amount", "note"):
        with pytest.raises(AttributeError):
            setattr(money, name, 5)
    assert not hasattr(money, "__dict__")


def test_money_survives_copy_and_pickle() -> None:
    """It goes through queues and process pools."""
    money = Money("12.34", "GBP")
    assert copy.deepcopy(money) == pickle.loads(pickle.dumps(money)) == money


@given(MINOR, st.integers(-128, 127))
def test_a_scaled_amount_is_its_exact_decimal(value: int, scale: int) -> None:
    """The whole range of value and scale is exact."""
    number = scaled_decimal(value, scale)
    with decimal.localcontext(prec=200):
        assert number * Decimal(10) ** scale == value


def test_a_scaled_amount_keeps_its_decimals() -> None:
    """The scale says how many digits stand after the point."""
    assert str(scaled_decimal(12345, 2)) == "123.45"
    assert str(scaled_decimal(12300, 2)) == "123.00"


@pytest.mark.parametrize(
    ("value", "scale"), [(1.0, 2), (True, 2), (1, 128), (1, -129), (2**63, 0), (1, "2"), (1, None)]
)
def test_a_scaled_amount_outside_of_the_api_s_ranges_is_refused(value: object, scale: object) -> None:
    """Neither part is guessed or cut."""
    with pytest.raises(InvalidRequest):
        scaled_decimal(value, scale)  # type: ignore[arg-type]  # what an untyped caller may pass


def test_money_is_summed_up_as_numbers_are() -> None:
    """With the usual start, or with one that says the currency; nothing else is added to it."""
    wages = [Money("10.00", "GBP"), Money("2.50", "GBP")]

    assert sum(wages) == Money("12.50", "GBP")
    assert sum(wages, Money.zero("GBP")) == Money("12.50", "GBP")
    assert sum([], Money.zero("GBP")) == Money.zero("GBP")
    with pytest.raises(TypeError, match="Money only"):
        sum(wages, 5)
    with pytest.raises(InvalidRequest, match="do not mix"):
        sum([Money("1.00", "GBP"), Money("1.00", "EUR")])


@pytest.mark.parametrize(
    ("spec", "text"),
    [(".2f", "1234.50"), ("f", "1234.50"), (",f", "1,234.50"), (",.2f", "1,234.50"), (">10.2f", "   1234.50")],
)
def test_a_format_for_numbers_gives_the_amount_alone(spec: str, text: str) -> None:
    """As people write it who put the currency elsewhere."""
    assert format(Money("1234.50", "GBP"), spec) == text


@pytest.mark.parametrize(("money", "spec"), [(Money("0.55", "GBP"), ".1f"), (Money("1.005", "KWD"), ".2f")])
def test_a_format_that_would_round_is_refused(money: Money, spec: str) -> None:
    """A digit less may be money less; zeros may go."""
    with pytest.raises(InvalidRequest, match="round"):
        format(money, spec)
    assert f"{Money('10.00', 'GBP'):.0f} {Money('10', 'JPY'):.2f}" == "10 10.00"


def test_amounts_of_one_currency_are_sorted_and_those_of_several_say_how() -> None:
    """By currency first."""
    pounds = [Money("2.00", "GBP"), Money("-1.00", "GBP")]
    mixed = [*pounds, Money("1.00", "EUR")]

    assert sorted(pounds) == [Money("-1.00", "GBP"), Money("2.00", "GBP")]
    with pytest.raises(InvalidRequest, match=r"key=lambda money: \(money\.currency, money\.minor\)"):
        sorted(mixed)
    assert sorted(mixed, key=lambda money: (money.currency, money.minor)) == [mixed[2], mixed[1], mixed[0]]


def test_what_would_round_is_refused_with_the_way_that_works() -> None:
    """Division shares out, and a product with a rate is rounded by whoever knows how."""
    money = Money("10.00", "GBP")

    with pytest.raises(TypeError, match="allocate"):
        money / 3
    with pytest.raises(InvalidRequest, match=r"an int, not Decimal: .* rounded"):
        money * Decimal("0.2")  # type: ignore[operator]  # what is tested


def test_an_amount_is_exchanged_by_evolve() -> None:
    """The name of the argument is the one of the constructor."""
    assert evolve(Money("10.00", "GBP"), amount="5.00") == Money("5.00", "GBP")
