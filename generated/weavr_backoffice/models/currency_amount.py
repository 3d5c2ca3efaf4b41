from __future__ import annotations

from collections.abc import Mapping
from sys import intern
from typing import Final, final

from attrs import define, field

from ..types import JSON, NO_FIELDS, DecodeError, JSONObject, expected, fault, new, redacted_values, unknown_fields


@final
@define(kw_only=True, weakref_slot=False)
class CurrencyAmount:
    """An amount of money in the minor unit of its currency."""

    currency: str
    """Three-letter code of the currency (ISO 4217)."""
    amount: int
    """Integer in the minor unit of the currency - 1050 is EUR 10.50, JPY 1,050 and KWD 1.050. Signed where it is an
    adjustment."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
        data["currency"] = self.currency
        data["amount"] = self.amount
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> CurrencyAmount:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_currency_amount(dict(data))


_FIELDS: Final[frozenset[str]] = frozenset({"currency", "amount"})


def decode_currency_amount(data: JSON) -> CurrencyAmount:
    """Read a JSON value; see `CurrencyAmount.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(CurrencyAmount)
    value: JSON
    at = ""
    try:
        at = "currency"
        value = data[at]
        if type(value) is not str:
            raise expected("a string", value)
        self.currency = intern(value)
        at = "amount"
        value = data[at]
        if type(value) is not int:
            raise expected("an integer", value)
        self.amount = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == 2 else unknown_fields(data, _FIELDS)
    return self
