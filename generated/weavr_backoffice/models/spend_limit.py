from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..models.currency_amount import CurrencyAmount, decode_currency_amount
from ..models.spend_limit_interval import SpendLimitInterval, decode_spend_limit_interval
from ..types import (
    JSON,
    NO_FIELDS,
    UNSET,
    DecodeError,
    JSONObject,
    Unset,
    expected,
    fault,
    new,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class SpendLimit:
    """How much may be spent with a debit mode card in one interval."""

    value: CurrencyAmount
    """The most that may be spent in the interval, in the currency of the card or of its user."""
    interval: SpendLimitInterval
    """The interval that the limit counts over."""
    start_timestamp: int | Unset = UNSET
    """From when the limit counts, in epoch milliseconds. Absent when none is set."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
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


_FIELDS: Final[frozenset[str]] = frozenset({"value", "interval", "startTimestamp"})


def decode_spend_limit(data: JSON) -> SpendLimit:
    """Read a JSON value; see `SpendLimit.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(SpendLimit)
    value: JSON
    seen = 2
    at = ""
    try:
        at = "value"
        value = data[at]
        self.value = decode_currency_amount(value)
        at = "interval"
        value = data[at]
        self.interval = decode_spend_limit_interval(value)
        at = "startTimestamp"
        value = data.get(at)
        if value is None:
            self.start_timestamp = UNSET
        else:
            seen += 1
            if type(value) is not int:
                raise expected("an integer", value)
            self.start_timestamp = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
