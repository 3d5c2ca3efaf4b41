from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from sys import intern
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
    decode_str,
    fault,
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .managed_instrument_balance import ManagedInstrumentBalance, decode_managed_instrument_balance
from .managed_instrument_state import ManagedInstrumentState, decode_managed_instrument_state


@final
@define(kw_only=True, weakref_slot=False)
class ManagedAccount(Model):
    """An account that holds money of an identity in one currency."""

    id: str
    """Id of the account, digits only."""
    profile_id: str
    """Id of the profile that the account was made under, digits only."""
    friendly_name: str
    """Name to show to people."""
    currency: str
    """Three-letter code of the account's currency (ISO 4217)."""
    balances: ManagedInstrumentBalance
    """What the account holds now."""
    state: ManagedInstrumentState
    """Whether the account can be used, and if not, why."""
    creation_timestamp: int
    """When the account was created, in epoch milliseconds."""
    tag: str | Unset = UNSET
    """A mark of your own. Absent when none was given."""
    low_balance_threshold: int | Unset = UNSET
    """Below this balance, in minor units, the account counts as low. Absent when none was set."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def creation_time(self) -> datetime:
        """`creation_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return moment(self.creation_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["id"] = self.id
        data["profileId"] = self.profile_id
        data["friendlyName"] = self.friendly_name
        data["currency"] = self.currency
        data["balances"] = self.balances.to_dict()
        data["state"] = self.state.to_dict()
        data["creationTimestamp"] = self.creation_timestamp
        if self.tag is not UNSET:
            data["tag"] = self.tag
        if self.low_balance_threshold is not UNSET:
            data["lowBalanceThreshold"] = self.low_balance_threshold
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ManagedAccount:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_managed_account(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_str,
    "profileId": decode_str,
    "friendlyName": decode_str,
    "currency": decode_str,
    "balances": decode_managed_instrument_balance,
    "state": decode_managed_instrument_state,
    "creationTimestamp": decode_int,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"tag": decode_str, "lowBalanceThreshold": decode_int}


def decode_managed_account(data: Raw) -> ManagedAccount:
    """Read a JSON value; see `ManagedAccount.from_dict`."""
    self = new(ManagedAccount)
    absent = 0
    try:
        value = data["id"]
        if type(value) is not str:
            raise TypeError
        self.id = value
        value = data["profileId"]
        if type(value) is not str:
            raise TypeError
        self.profile_id = value
        value = data["friendlyName"]
        if type(value) is not str:
            raise TypeError
        self.friendly_name = value
        self.currency = intern(data["currency"])
        self.balances = decode_managed_instrument_balance(data["balances"])
        self.state = decode_managed_instrument_state(data["state"])
        value = data["creationTimestamp"]
        if type(value) is not int:
            raise TypeError
        self.creation_timestamp = value
        value = data.get("tag")
        if value is None:
            absent += 1
            self.tag = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.tag = value
        value = data.get("lowBalanceThreshold")
        if value is None:
            absent += 1
            self.low_balance_threshold = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.low_balance_threshold = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 9 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
