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
class AvailableToSpend:
    """What is left of one spend limit."""

    value: CurrencyAmount | Unset = UNSET
    """The amount that is left."""
    interval: SpendLimitInterval | Unset = UNSET
    """The interval of the limit."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
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


_FIELDS: Final[frozenset[str]] = frozenset({"value", "interval"})


def decode_available_to_spend(data: JSON) -> AvailableToSpend:
    """Read a JSON value; see `AvailableToSpend.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(AvailableToSpend)
    value: JSON
    seen = 0
    at = ""
    try:
        at = "value"
        value = data.get(at)
        if value is None:
            self.value = UNSET
        else:
            seen += 1
            self.value = decode_currency_amount(value)
        at = "interval"
        value = data.get(at)
        if value is None:
            self.interval = UNSET
        else:
            seen += 1
            self.interval = decode_spend_limit_interval(value)
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
