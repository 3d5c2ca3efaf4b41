from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
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
    decode_int,
    fault,
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .currency_amount import CurrencyAmount, decode_currency_amount
from .spend_limit_interval import SpendLimitInterval, decode_spend_limit_interval, known_spend_limit_interval


@final
@define(kw_only=True, weakref_slot=False)
class SpendLimit(Model):
    """How much may be spent with a debit mode card in one interval."""

    value: CurrencyAmount
    """The most that may be spent in the interval, in the currency of the card or of its user."""
    interval: SpendLimitInterval
    """The interval that the limit counts over."""
    start_timestamp: int | Unset = UNSET
    """From when the limit counts, in epoch milliseconds. Absent when none is set."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def start_time(self) -> datetime | Unset:
        """`start_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return UNSET if self.start_timestamp is UNSET else moment(self.start_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["value"] = self.value.to_dict()
        data["interval"] = str(self.interval)
        if self.start_timestamp is not UNSET:
            data["startTimestamp"] = self.start_timestamp
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> SpendLimit:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_spend_limit(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "value": decode_currency_amount,
    "interval": decode_spend_limit_interval,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"startTimestamp": decode_int}


def decode_spend_limit(data: Raw) -> SpendLimit:
    """Read a JSON value; see `SpendLimit.from_dict`."""
    self = new(SpendLimit)
    absent = 0
    try:
        self.value = decode_currency_amount(data["value"])
        self.interval = known_spend_limit_interval[data["interval"]]
        value = data.get("startTimestamp")
        if value is None:
            absent += 1
            self.start_timestamp = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.start_timestamp = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 3 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
