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
    decode_str,
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .currency_amount import CurrencyAmount, decode_currency_amount
from .spend_limit_interval import SpendLimitInterval, decode_spend_limit_interval, known_spend_limit_interval


@final
@define(kw_only=True, weakref_slot=False)
class DebitModeDetailsAvailableToSpend(Model):
    """What a spend limit still leaves."""

    available_amount: str | Unset = UNSET
    """What is left, in the minor unit, as a string of digits. Deprecated."""
    value: CurrencyAmount | Unset = UNSET
    """What is left."""
    interval: SpendLimitInterval | Unset = UNSET
    """The interval that the limit is for."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.available_amount is not UNSET:
            data["availableAmount"] = self.available_amount
        if self.value is not UNSET:
            data["value"] = self.value.to_dict()
        if self.interval is not UNSET:
            data["interval"] = str(self.interval)
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> DebitModeDetailsAvailableToSpend:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_debit_mode_details_available_to_spend(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "availableAmount": decode_str,
    "value": decode_currency_amount,
    "interval": decode_spend_limit_interval,
}


def decode_debit_mode_details_available_to_spend(data: Raw) -> DebitModeDetailsAvailableToSpend:
    """Read a JSON value; see `DebitModeDetailsAvailableToSpend.from_dict`."""
    self = new(DebitModeDetailsAvailableToSpend)
    absent = 0
    try:
        value = data.get("availableAmount")
        if value is None:
            absent += 1
            self.available_amount = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.available_amount = value
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
            NO_FIELDS if len(data) + absent == 3 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
