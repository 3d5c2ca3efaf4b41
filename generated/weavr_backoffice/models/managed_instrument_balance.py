from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

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
class ManagedInstrumentBalance:
    """The two balances of an account or a prepaid mode card, in the minor unit of its currency."""

    available_balance: int | Unset = UNSET
    """What can be spent now, in minor units."""
    actual_balance: int | Unset = UNSET
    """What is held, in minor units, including what is reserved for pending transactions."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
        if self.available_balance is not UNSET:
            data["availableBalance"] = self.available_balance
        if self.actual_balance is not UNSET:
            data["actualBalance"] = self.actual_balance
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ManagedInstrumentBalance:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_managed_instrument_balance(dict(data))


_FIELDS: Final[frozenset[str]] = frozenset({"availableBalance", "actualBalance"})


def decode_managed_instrument_balance(data: JSON) -> ManagedInstrumentBalance:
    """Read a JSON value; see `ManagedInstrumentBalance.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(ManagedInstrumentBalance)
    value: JSON
    seen = 0
    at = ""
    try:
        at = "availableBalance"
        value = data.get(at)
        if value is None:
            self.available_balance = UNSET
        else:
            seen += 1
            if type(value) is not int:
                raise expected("an integer", value)
            self.available_balance = value
        at = "actualBalance"
        value = data.get(at)
        if value is None:
            self.actual_balance = UNSET
        else:
            seen += 1
            if type(value) is not int:
                raise expected("an integer", value)
            self.actual_balance = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
