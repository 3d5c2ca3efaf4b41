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
    best_of,
    decode_int,
    decode_str,
    fault,
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .account_descriptor import AccountDescriptor, decode_account_descriptor
from .account_number_and_sort_code import AccountNumberAndSortCode, decode_account_number_and_sort_code
from .account_type import AccountType, decode_account_type, known_account_type
from .iban import Iban, decode_iban
from .linked_account_state import LinkedAccountState, decode_linked_account_state, known_linked_account_state
from .string_wrapped_type_id import StringWrappedTypeId, decode_string_wrapped_type_id


@final
@define(kw_only=True, weakref_slot=False)
class LinkedAccount(Model):
    """An account at another bank that was linked."""

    id: str
    """Id of the linked account, digits only."""
    profile_id: str
    """Id of the profile that it was made under, digits only."""
    name: str
    """Name of the account's holder."""
    country: str
    """Country of the account (ISO 3166, two letters)."""
    state: LinkedAccountState
    """Whether the linked account can be used."""
    tag: str | Unset = UNSET
    """A mark of your own. Absent when none was given."""
    friendly_name: str | Unset = UNSET
    """Name to show to people."""
    type_: AccountType | Unset = UNSET
    """Whether the account is of a business or of a person."""
    currency: str | Unset = UNSET
    """Three-letter code of the currency (ISO 4217)."""
    account_reference: AccountNumberAndSortCode | Iban | AccountDescriptor | Unset = UNSET
    """The numbers of the account."""
    creation_timestamp: int | Unset = UNSET
    """When it was created, in epoch milliseconds."""
    owner: StringWrappedTypeId | Unset = UNSET
    """The identity that it belongs to."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def creation_time(self) -> datetime | Unset:
        """`creation_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return UNSET if self.creation_timestamp is UNSET else moment(self.creation_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["id"] = self.id
        data["profileId"] = self.profile_id
        data["name"] = self.name
        data["country"] = self.country
        data["state"] = str(self.state)
        if self.tag is not UNSET:
            data["tag"] = self.tag
        if self.friendly_name is not UNSET:
            data["friendlyName"] = self.friendly_name
        if self.type_ is not UNSET:
            data["type"] = str(self.type_)
        if self.currency is not UNSET:
            data["currency"] = self.currency
        if self.account_reference is not UNSET:
            data["accountReference"] = self.account_reference.to_dict()
        if self.creation_timestamp is not UNSET:
            data["creationTimestamp"] = self.creation_timestamp
        if self.owner is not UNSET:
            data["owner"] = self.owner.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LinkedAccount:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_linked_account(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_str,
    "profileId": decode_str,
    "name": decode_str,
    "country": decode_str,
    "state": decode_linked_account_state,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "tag": decode_str,
    "friendlyName": decode_str,
    "type": decode_account_type,
    "currency": decode_str,
    "accountReference": best_of(decode_account_number_and_sort_code, decode_iban, decode_account_descriptor),
    "creationTimestamp": decode_int,
    "owner": decode_string_wrapped_type_id,
}


def decode_linked_account(data: Raw) -> LinkedAccount:
    """Read a JSON value; see `LinkedAccount.from_dict`."""
    self = new(LinkedAccount)
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
        value = data["name"]
        if type(value) is not str:
            raise TypeError
        self.name = value
        value = data["country"]
        if type(value) is not str:
            raise TypeError
        self.country = value
        self.state = known_linked_account_state[data["state"]]
        value = data.get("tag")
        if value is None:
            absent += 1
            self.tag = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.tag = value
        value = data.get("friendlyName")
        if value is None:
            absent += 1
            self.friendly_name = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.friendly_name = value
        value = data.get("type")
        if value is None:
            absent += 1
            self.type_ = UNSET
        else:
            self.type_ = known_account_type[value]
        value = data.get("currency")
        if value is None:
            absent += 1
            self.currency = UNSET
        else:
            self.currency = intern(value)
        value = data.get("accountReference")
        if value is None:
            absent += 1
            self.account_reference = UNSET
        else:
            self.account_reference = best_of(
                decode_account_number_and_sort_code, decode_iban, decode_account_descriptor
            )(value)
        value = data.get("creationTimestamp")
        if value is None:
            absent += 1
            self.creation_timestamp = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.creation_timestamp = value
        value = data.get("owner")
        if value is None:
            absent += 1
            self.owner = UNSET
        else:
            self.owner = decode_string_wrapped_type_id(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 12 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
