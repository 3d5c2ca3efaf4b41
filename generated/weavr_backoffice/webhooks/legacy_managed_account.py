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
    decode_bool,
    decode_str,
    fault,
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .bank_account_details import BankAccountDetails, decode_bank_account_details
from .instrument_id import InstrumentId, decode_instrument_id
from .instrument_state_legacy import InstrumentStateLegacy, decode_instrument_state_legacy
from .legacy_managed_account_balances import LegacyManagedAccountBalances, decode_legacy_managed_account_balances
from .string_wrapped_type_id import StringWrappedTypeId, decode_string_wrapped_type_id


@final
@define(kw_only=True, weakref_slot=False)
class LegacyManagedAccount(Model):
    """An account, in the form of webhooks."""

    id: InstrumentId
    """Type and id of the account."""
    profile_id: str
    """Id of the profile that it was made under, digits only."""
    owner: StringWrappedTypeId
    """The identity that it belongs to."""
    friendly_name: str
    """Name to show to people."""
    currency: str
    """Three-letter code of the currency (ISO 4217)."""
    creation_timestamp: str
    """When it was created, in epoch milliseconds, as a string of digits."""
    tag: str | Unset = UNSET
    """A mark of your own. Absent when none was given."""
    active: bool | Unset = UNSET
    """Whether the account can be used."""
    balances: LegacyManagedAccountBalances | Unset = UNSET
    """The balances of the account."""
    state: InstrumentStateLegacy | Unset = UNSET
    """What keeps the account from being used, if anything."""
    bank_account_details: BankAccountDetails | Unset = UNSET
    """The bank details of the account, where it has some."""
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
        data["id"] = self.id.to_dict()
        data["profileId"] = self.profile_id
        data["owner"] = self.owner.to_dict()
        data["friendlyName"] = self.friendly_name
        data["currency"] = self.currency
        data["creationTimestamp"] = self.creation_timestamp
        if self.tag is not UNSET:
            data["tag"] = self.tag
        if self.active is not UNSET:
            data["active"] = self.active
        if self.balances is not UNSET:
            data["balances"] = self.balances.to_dict()
        if self.state is not UNSET:
            data["state"] = self.state.to_dict()
        if self.bank_account_details is not UNSET:
            data["bankAccountDetails"] = self.bank_account_details.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacyManagedAccount:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_legacy_managed_account(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_instrument_id,
    "profileId": decode_str,
    "owner": decode_string_wrapped_type_id,
    "friendlyName": decode_str,
    "currency": decode_str,
    "creationTimestamp": decode_str,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "tag": decode_str,
    "active": decode_bool,
    "balances": decode_legacy_managed_account_balances,
    "state": decode_instrument_state_legacy,
    "bankAccountDetails": decode_bank_account_details,
}


def decode_legacy_managed_account(data: Raw) -> LegacyManagedAccount:
    """Read a JSON value; see `LegacyManagedAccount.from_dict`."""
    self = new(LegacyManagedAccount)
    absent = 0
    try:
        self.id = decode_instrument_id(data["id"])
        value = data["profileId"]
        if type(value) is not str:
            raise TypeError
        self.profile_id = value
        self.owner = decode_string_wrapped_type_id(data["owner"])
        value = data["friendlyName"]
        if type(value) is not str:
            raise TypeError
        self.friendly_name = value
        self.currency = intern(data["currency"])
        value = data["creationTimestamp"]
        if type(value) is not str:
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
        value = data.get("active")
        if value is None:
            absent += 1
            self.active = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.active = value
        value = data.get("balances")
        if value is None:
            absent += 1
            self.balances = UNSET
        else:
            self.balances = decode_legacy_managed_account_balances(value)
        value = data.get("state")
        if value is None:
            absent += 1
            self.state = UNSET
        else:
            self.state = decode_instrument_state_legacy(value)
        value = data.get("bankAccountDetails")
        if value is None:
            absent += 1
            self.bank_account_details = UNSET
        else:
            self.bank_account_details = decode_bank_account_details(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 11 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
