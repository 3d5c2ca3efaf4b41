from __future__ import annotations

from collections.abc import Callable, Mapping
from sys import intern
from typing import Final, final

from attrs import define, field

from ..types import (
    JSON,
    MISFIT,
    NO_FIELDS,
    JSONObject,
    Model,
    Raw,
    decode_str,
    fault,
    new,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class LegacyCurrencyAmount(Model):
    """An amount of money, written as a string of digits."""

    currency: str
    """Three-letter code of the currency (ISO 4217)."""
    amount: str
    """The amount in the currency's minor unit, as a string of digits."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["currency"] = self.currency
        data["amount"] = self.amount
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacyCurrencyAmount:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_legacy_currency_amount(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"currency": decode_str, "amount": decode_str}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_legacy_currency_amount(data: Raw) -> LegacyCurrencyAmount:
    """Read a JSON value; see `LegacyCurrencyAmount.from_dict`."""
    self = new(LegacyCurrencyAmount)
    try:
        self.currency = intern(data["currency"])
        value = data["amount"]
        if type(value) is not str:
            raise TypeError
        self.amount = value
        self.additional_properties = NO_FIELDS if len(data) == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
