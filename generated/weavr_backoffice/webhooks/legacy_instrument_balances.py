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


@final
@define(kw_only=True, weakref_slot=False)
class LegacyInstrumentBalances(Model):
    """The balances of an instrument."""

    available_balance: str | Unset = UNSET
    """What can be spent, in the minor unit, as a string of digits."""
    reserved_balance: str | Unset = UNSET
    """What is reserved, in the minor unit, as a string of digits."""
    delta_balance: str | Unset = UNSET
    """The delta balance, in the minor unit, as a string of digits."""
    pending_balance: str | Unset = UNSET
    """What is pending, in the minor unit, as a string of digits."""
    limit_balance: str | Unset = UNSET
    """The limit, in the minor unit, as a string of digits."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.available_balance is not UNSET:
            data["availableBalance"] = self.available_balance
        if self.reserved_balance is not UNSET:
            data["reservedBalance"] = self.reserved_balance
        if self.delta_balance is not UNSET:
            data["deltaBalance"] = self.delta_balance
        if self.pending_balance is not UNSET:
            data["pendingBalance"] = self.pending_balance
        if self.limit_balance is not UNSET:
            data["limitBalance"] = self.limit_balance
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacyInstrumentBalances:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_legacy_instrument_balances(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "availableBalance": decode_str,
    "reservedBalance": decode_str,
    "deltaBalance": decode_str,
    "pendingBalance": decode_str,
    "limitBalance": decode_str,
}


def decode_legacy_instrument_balances(data: Raw) -> LegacyInstrumentBalances:
    """Read a JSON value; see `LegacyInstrumentBalances.from_dict`."""
    self = new(LegacyInstrumentBalances)
    absent = 0
    try:
        value = data.get("availableBalance")
        if value is None:
            absent += 1
            self.available_balance = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.available_balance = value
        value = data.get("reservedBalance")
        if value is None:
            absent += 1
            self.reserved_balance = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.reserved_balance = value
        value = data.get("deltaBalance")
        if value is None:
            absent += 1
            self.delta_balance = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.delta_balance = value
        value = data.get("pendingBalance")
        if value is None:
            absent += 1
            self.pending_balance = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.pending_balance = value
        value = data.get("limitBalance")
        if value is None:
            absent += 1
            self.limit_balance = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.limit_balance = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 5 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
