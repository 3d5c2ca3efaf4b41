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
class LegacyManagedAccountBalances(Model):
    """The balances of an account, in its currency's minor unit."""

    available_balance: str | Unset = UNSET
    """What can be spent, in the minor unit, as a string of digits."""
    actual_balance: str | Unset = UNSET
    """What is booked, in the minor unit, as a string of digits."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.available_balance is not UNSET:
            data["availableBalance"] = self.available_balance
        if self.actual_balance is not UNSET:
            data["actualBalance"] = self.actual_balance
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacyManagedAccountBalances:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_legacy_managed_account_balances(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"availableBalance": decode_str, "actualBalance": decode_str}


def decode_legacy_managed_account_balances(data: Raw) -> LegacyManagedAccountBalances:
    """Read a JSON value; see `LegacyManagedAccountBalances.from_dict`."""
    self = new(LegacyManagedAccountBalances)
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
        value = data.get("actualBalance")
        if value is None:
            absent += 1
            self.actual_balance = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.actual_balance = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
