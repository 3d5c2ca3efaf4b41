from __future__ import annotations

from collections.abc import Mapping
from sys import intern
from typing import Final, final

from attrs import define, field

from ..models.managed_instrument_balance import ManagedInstrumentBalance, decode_managed_instrument_balance
from ..models.managed_instrument_state import ManagedInstrumentState, decode_managed_instrument_state
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
class ManagedAccount:
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

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
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


_FIELDS: Final[frozenset[str]] = frozenset(
    {
        "id",
        "profileId",
        "friendlyName",
        "currency",
        "balances",
        "state",
        "creationTimestamp",
        "tag",
        "lowBalanceThreshold",
    }
)


def decode_managed_account(data: JSON) -> ManagedAccount:
    """Read a JSON value; see `ManagedAccount.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(ManagedAccount)
    value: JSON
    seen = 7
    at = ""
    try:
        at = "id"
        value = data[at]
        if type(value) is not str:
            raise expected("a string", value)
        self.id = value
        at = "profileId"
        value = data[at]
        if type(value) is not str:
            raise expected("a string", value)
        self.profile_id = value
        at = "friendlyName"
        value = data[at]
        if type(value) is not str:
            raise expected("a string", value)
        self.friendly_name = value
        at = "currency"
        value = data[at]
        if type(value) is not str:
            raise expected("a string", value)
        self.currency = intern(value)
        at = "balances"
        value = data[at]
        self.balances = decode_managed_instrument_balance(value)
        at = "state"
        value = data[at]
        self.state = decode_managed_instrument_state(value)
        at = "creationTimestamp"
        value = data[at]
        if type(value) is not int:
            raise expected("an integer", value)
        self.creation_timestamp = value
        at = "tag"
        value = data.get(at)
        if value is None:
            self.tag = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.tag = value
        at = "lowBalanceThreshold"
        value = data.get(at)
        if value is None:
            self.low_balance_threshold = UNSET
        else:
            seen += 1
            if type(value) is not int:
                raise expected("an integer", value)
            self.low_balance_threshold = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
