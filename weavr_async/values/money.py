"""Money is exact: a whole number of a currency's minor units, never a float, never rounded.

The API writes amounts as integers in the minor unit of their currency (1000 is 10.00 GBP, 1000 JPY or 1.000 KWD).
`Money` keeps that integer, and shows it to people and to calculations as the decimal amount it stands for.
"""

from __future__ import annotations

import re
from decimal import Clamped, Context, Decimal, DecimalException, Inexact, InvalidOperation, Overflow, Subnormal
from functools import cache
from typing import TYPE_CHECKING, ClassVar, Protocol, final

from attrs import field, frozen

from weavr_async.values._checks import as_text, check_integer, check_list
from weavr_async.values._refusals import InvalidRequest
from weavr_async.values.json_values import JsonSchema, JSONValue, check_fields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import NoReturn

__all__ = ["CurrencyAmountLike", "Money"]

_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_AMOUNT = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
_DIGITS = re.compile(r"-?[0-9]{1,19}", re.ASCII)
_NUMBER_SPEC = re.compile(r".*?(?:\.(?P<decimals>[0-9]+))?f")
_LEAST_MINOR, _MOST_MINOR = -(2**63), 2**63 - 1
_DIGITS_OF_64_BITS = 19

# A context of our own, because the caller's may round: whatever would change a digit is an error here.
_EXACT = Context(prec=64, traps=[Clamped, Inexact, InvalidOperation, Overflow, Subnormal])


class CurrencyAmountLike(Protocol):
    """What the API calls a currency amount: a code, and an integer in the minor unit of that currency."""

    @property
    def currency(self) -> str:
        """ISO 4217 code, three capital letters."""
        ...

    @property
    def amount(self) -> int | str:
        """Integer in minor units; webhooks write it as a string of digits."""
        ...


@final
@frozen(init=False)
class Money(JSONValue):
    """An exact amount of one currency.

    Values of one currency can be added, subtracted, negated, multiplied by an integer, compared and sorted. `sum`
    takes them as they are, and gives 0 where there are none: start it at ``Money.zero(currency)`` if that may be. Two
    currencies never mix: adding or ordering them raises, and they are never equal. There is no division, because it
    would lose or invent minor units; `allocate` splits an amount.

    As JSON it is ``{"amount": "10.00", "currency": "GBP"}``: for `json` and `orjson` by `to_json`, for FastAPI and
    pydantic as it is. A number instead of the string is refused when it is read, for nobody could tell whether it
    counts pounds or pence.

    The decimals of a currency are those of ISO 4217. That the API uses the same ones is an assumption for all
    but the currencies it documents.

    Args:
        amount: In major units, as ``"10.00"``, ``Decimal("10")`` or ``10``. A string holds digits and at most one
            point, and no more decimals than the currency has; a `Decimal` may have more if they are zeros.
        currency: ISO 4217 code in capital letters, of a currency that has a minor unit (gold, ``XAU``, has none).

    Raises:
        InvalidRequest: The amount is a float or a bool, is not a number, has too many decimals, or does not fit the
            64 bits the API has for it; or the currency is unknown or has no minor unit.
    """

    json_schema: ClassVar[JsonSchema] = {
        "description": "An exact amount of one currency.",
        "type": "object",
        "required": ["amount", "currency"],
        "properties": {
            "amount": {
                "description": "In major units, with no more decimals than the currency has.",
                "type": "string",
                "pattern": r"^[+-]?[0-9]+(\.[0-9]+)?$",
                "examples": ["10.00"],
            },
            "currency": {"description": "ISO 4217 code.", "type": "string", "pattern": "^[A-Z]{3}$"},
        },
        "additionalProperties": False,
    }

    minor: int = field(init=False)
    """The amount in minor units, as the API writes it."""
    currency: str
    """ISO 4217 code."""

    def __init__(self, amount: Decimal | str | int, currency: str) -> None:
        object.__setattr__(self, "minor", _minor_units(amount, currency))
        object.__setattr__(self, "currency", as_text(currency))

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> Money:
        """Make money from minor units: ``Money.from_minor(1000, "GBP")`` is 10.00 GBP.

        Raises:
            InvalidRequest: `minor` is not an integer or does not fit 64 bits, or the currency is unknown or has no
                minor unit.
        """
        _exponent_of(currency)
        if not _LEAST_MINOR <= check_integer(minor, "minor") <= _MOST_MINOR:
            raise _out_of_range(currency)
        money = cls.__new__(cls)
        object.__setattr__(money, "minor", minor)
        object.__setattr__(money, "currency", as_text(currency))
        return money

    @classmethod
    def of(cls, currency_amount: CurrencyAmountLike) -> Money:
        """Make money from an amount as the API returns it, such as the ``transaction_amount`` of a statement entry.

        Raises:
            InvalidRequest: The amount is not an integer in the range of 64 bits, or its currency is not in ISO 4217's
                list or has no minor unit there.
        """
        amount = getattr(currency_amount, "amount", None)
        if not isinstance(amount, int | str):
            kind = type(currency_amount).__name__
            raise InvalidRequest(f"This is an amount as the API returns it, not {kind}.", field="currency_amount")
        minor = int(amount) if isinstance(amount, str) and _DIGITS.fullmatch(amount) else amount
        return cls.from_minor(check_integer(minor, "minor"), currency_amount.currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in this currency: the start of a sum.

        Raises:
            InvalidRequest: The currency is unknown or has no minor unit.
        """
        return cls.from_minor(0, currency)

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Money:
        """Read what `to_dict` gives; a `Decimal` will do for the amount, too.

        Raises:
            InvalidRequest: A field is missing or unknown, or the amount is a number, or whatever else `Money` refuses.
        """
        check_fields(data, ("amount", "currency"))
        amount, currency = data["amount"], data["currency"]
        if not isinstance(amount, str | Decimal):
            raise InvalidRequest('An amount is a string in major units, such as "10.00".', field="amount")
        return cls(amount, currency)  # type: ignore[arg-type]  # a currency of another type is refused by name

    def to_dict(self) -> dict[str, object]:
        """The JSON object: ``{"amount": "10.00", "currency": "GBP"}``, the amount in major units."""
        return {"amount": self._digits(), "currency": self.currency}

    @property
    def amount(self) -> Decimal:
        """The amount in major units, with exactly as many decimals as the currency has."""
        return scaled_decimal(self.minor, _exponent_of(self.currency))

    def allocate(self, into: int | Sequence[int]) -> tuple[Money, ...]:
        """Split the amount without losing a minor unit: the parts always sum to the whole.

        Minor units that cannot be split evenly go to the earliest parts, one each. ``Money("10.00", "GBP")``
        into 3 is 3.34, 3.33 and 3.33; a negative amount is split like its positive counterpart.

        Args:
            into: A number of equal parts, or the weights of the parts: ``[3, 1]`` gives three quarters and one.
                A part of weight 0 gets nothing.

        Raises:
            InvalidRequest: There is no part, a weight is negative or not an integer, or all weights are 0.
        """
        weights = self._weights(into)
        total, size = sum(weights), abs(self.minor)
        shares = [size * weight // total for weight in weights]
        left_over = size - sum(shares)
        for index, weight in enumerate(weights):
            if left_over and weight:
                shares[index] += 1
                left_over -= 1
        sign = -1 if self.minor < 0 else 1
        return tuple(self.from_minor(sign * share, self.currency) for share in shares)

    @staticmethod
    def _weights(into: int | Sequence[int]) -> list[int]:
        if isinstance(into, int):
            parts = check_integer(into, "into")
            if parts < 1:
                raise InvalidRequest("Money is split into 1 part or more.", field="into")
            return [1] * parts
        weights = [check_integer(weight, "into") for weight in check_list(into, "into", "weights, or a number")]
        if any(weight < 0 for weight in weights) or not any(weights):
            raise InvalidRequest("The weights are integers from 0 on, and at least one is above 0.", field="into")
        return weights

    def __add__(self, other: Money) -> Money:
        return self.from_minor(self.minor + self._like(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return self.from_minor(self.minor - self._like(other), self.currency)

    def __mul__(self, times: int) -> Money:
        if isinstance(times, Decimal | float):
            raise InvalidRequest(
                f"This has to be an int, not {type(times).__name__}: a product may have to be rounded. Do that as your "
                "books do, and write Money(the_rounded_product, currency).",
                field="times",
            )
        return self.from_minor(self.minor * check_integer(times, "times"), self.currency)

    __rmul__ = __mul__

    def __radd__(self, start: int) -> Money:
        """Be the first of a `sum`, which starts at 0."""
        if type(start) is not int or start != 0:
            raise TypeError(f"Money goes together with Money only, not with {type(start).__name__}.")
        return self

    def __truediv__(self, other: object) -> NoReturn:
        raise TypeError("Money is not divided, for that loses or invents minor units: share it out by `allocate(3)`.")

    def __floordiv__(self, other: object) -> NoReturn:
        self.__truediv__(other)

    def __mod__(self, other: object) -> NoReturn:
        self.__truediv__(other)

    def __neg__(self) -> Money:
        return self.from_minor(-self.minor, self.currency)

    def __abs__(self) -> Money:
        return self.from_minor(abs(self.minor), self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._like(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._like(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._like(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._like(other)

    def _like(self, other: object) -> int:
        """The minor units of another amount, if the two may meet in an operation."""
        if not isinstance(other, Money):
            raise TypeError(f"Money goes together only with Money, not with {type(other).__name__}.")
        if self.currency != other.currency:
            raise InvalidRequest(
                f"{self.currency} and {other.currency} do not mix: convert one of them first, at a rate of your own. "
                "Several currencies are sorted by key=lambda money: (money.currency, money.minor).",
                field="currency",
            )
        return other.minor

    def __repr__(self) -> str:
        return f"Money({self._digits()!r}, {self.currency!r})"

    def __str__(self) -> str:
        return f"{self._digits()} {self.currency}"

    def __format__(self, spec: str) -> str:
        """Format for people, the same in every locale.

        A trailing comma groups the thousands (``f"{money:,}"`` is ``1,234.50 GBP``); the rest of the specification
        is that of a string (``f"{money:>16,}"``). One for a number gives the amount alone: ``f"{money:.2f}"`` is
        ``1234.50``, ``f"{money:,f}"`` is ``1,234.50``.

        Raises:
            InvalidRequest: The number would be rounded.
        """
        number = _NUMBER_SPEC.fullmatch(spec)
        if number is not None:
            return self._number(spec, number["decimals"])
        separator = "," if spec.endswith(",") else ""
        return format(f"{self._digits(separator)} {self.currency}", spec.removesuffix(","))

    def _number(self, spec: str, decimals: str | None) -> str:
        if decimals is not None and self.minor % 10 ** max(0, _exponent_of(self.currency) - int(decimals)):
            raise InvalidRequest(f"{decimals} decimals would round this amount, and nothing is rounded.", field="spec")
        return format(self.amount, spec)

    def _digits(self, separator: str = "") -> str:
        return format(self.amount, f"{separator}f")


def scaled_decimal(value: int, scale: int) -> Decimal:
    """The exact number behind the API's scaled amounts: ``value`` · 10 to the power of ``-scale``.

    ``scaled_decimal(12345, 2)`` is ``Decimal("123.45")``.

    Args:
        value: An integer of 64 bits.
        scale: How many of its digits are decimals, from -128 to 127.

    Raises:
        InvalidRequest: One of them is not an integer, or is out of range.
    """
    if not -128 <= check_integer(scale, "scale") <= 127:  # noqa: PLR2004 - the bounds of the API's int8, said above
        raise InvalidRequest("A scale is from -128 to 127.", field="scale")
    if not _LEAST_MINOR <= check_integer(value, "value") <= _MOST_MINOR:
        raise InvalidRequest("A scaled value fits 64 bits.", field="value")
    return _EXACT.scaleb(Decimal(value), -scale)


def minor_as_text(minor: int, currency: str) -> str | None:
    """The digits of `Money.from_minor(minor, currency).amount`, such as ``-10.50``, at a tenth of the cost.

    Nothing where there is no such money: ISO 4217 knows no minor unit of the currency, or it is more than 64 bits.
    """
    decimals, digits = _exponents().get(currency), str(minor)
    if decimals and decimals + 1 < len(digits) < _DIGITS_OF_64_BITS:  # as nearly all are
        return f"{digits[:-decimals]}.{digits[-decimals:]}"
    if decimals is None or not _LEAST_MINOR <= minor <= _MOST_MINOR:
        return None
    if not decimals:
        return digits
    digits = digits.zfill(decimals + (2 if minor < 0 else 1))
    return f"{digits[:-decimals]}.{digits[-decimals:]}"


@cache
def _exponents() -> dict[str, int | None]:
    """How many decimals each currency has; None where there is no minor unit."""
    # Reading the table of ISO 4217 takes longer than importing all of our plain values.
    from iso4217 import Currency  # noqa: PLC0415

    return {currency.code: currency.exponent for currency in Currency}


def _exponent_of(currency: object) -> int:
    if not isinstance(currency, str) or not _CURRENCY.fullmatch(currency):
        hint = 'A currency is a code of three capital letters, such as "GBP"'
        code = currency.strip().upper() if isinstance(currency, str) else None
        raise InvalidRequest(f'{hint}: write "{code}".' if code in _exponents() else f"{hint}.", field="currency")
    if currency not in _exponents():
        raise InvalidRequest(f"{currency} is no currency of ISO 4217.", field="currency")
    exponent = _exponents()[currency]
    if exponent is None:
        raise InvalidRequest(f"{currency} has no minor unit, and the API counts in minor units.", field="currency")
    return exponent


def _minor_units(amount: object, currency: str) -> int:
    if isinstance(amount, bool) or not isinstance(amount, Decimal | str | int):
        raise InvalidRequest(
            f'An amount is a str, a Decimal or an int, not {type(amount).__name__}: write Money("10.00", "GBP").',
            field="amount",
        )
    if isinstance(amount, str) and not _AMOUNT.fullmatch(amount):
        raise InvalidRequest(
            'An amount is written as digits with at most one point, such as "1234.50": '
            "no thousands separators, currency signs, exponents or spaces.",
            field="amount",
        )
    decimals = _exponent_of(currency)
    number = Decimal(amount)
    if not number.is_finite():
        raise InvalidRequest("An amount is a finite number.", field="amount")
    # Compared before anything is computed with it: Decimal("1E+999999") has a million digits.
    if not _LEAST_MINOR <= number <= _MOST_MINOR:
        raise _out_of_range(currency)
    # In a string even zeros are too many: "10.000" may have been meant as ten thousand.
    if isinstance(amount, str) and len(amount.partition(".")[2]) > decimals:
        raise _too_many_decimals(currency)
    try:
        minor = int(_EXACT.to_integral_exact(_EXACT.scaleb(number, decimals)))
    except DecimalException:
        raise _too_many_decimals(currency) from None
    if not _LEAST_MINOR <= minor <= _MOST_MINOR:
        raise _out_of_range(currency)
    return minor


def _too_many_decimals(currency: str) -> InvalidRequest:
    return InvalidRequest(
        f"{currency} has {_exponent_of(currency)} decimals, this amount has more, and nothing is rounded here.",
        field="amount",
    )


def _out_of_range(currency: str) -> InvalidRequest:
    return InvalidRequest(f"The amount in {currency} is beyond the 64 bits that the API has for it.", field="amount")
