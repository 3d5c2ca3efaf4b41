from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, final

from attrs import define, field

from ..types import (
    JSON,
    MISFIT,
    NO_FIELDS,
    UNSET,
    JSONObject,
    Model,
    Raw,
    Unset,
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .currency_amount import CurrencyAmount, decode_currency_amount
from .spend_limit_interval import SpendLimitInterval, decode_spend_limit_interval, known_spend_limit_interval


@final
@define(kw_only=True, weakref_slot=False)
class AvailableToSpend(Model):
    """What is left of one spend limit."""

    value: CurrencyAmount | Unset = UNSET
    """The amount that is left."""
    interval: SpendLimitInterval | Unset = UNSET
    """The interval of the limit."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.value is not UNSET:
            data["value"] = self.value.to_dict()
        if self.interval is not UNSET:
            data["interval"] = str(self.interval)
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> AvailableToSpend:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_available_to_spend(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "value": decode_currency_amount,
    "interval": decode_spend_limit_interval,
}


def decode_available_to_spend(data: Raw) -> AvailableToSpend:
    """Read a JSON value; see `AvailableToSpend.from_dict`."""
    self = new(AvailableToSpend)
    absent = 0
    try:
        value = data.get("value")
        if value is None:
            absent += 1
            self.value = UNSET
        else:
            self.value = decode_currency_amount(value)
        value = data.get("interval")
        if value is None:
            absent += 1
            self.interval = UNSET
        else:
            self.interval = known_spend_limit_interval[value]
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
