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
    decode_list,
    decode_str,
    fault,
    list_of,
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .iban_instrument_bank_account_details import (
    IbanInstrumentBankAccountDetails,
    decode_iban_instrument_bank_account_details,
)
from .iban_instrument_state import IbanInstrumentState, decode_iban_instrument_state


@final
@define(kw_only=True, weakref_slot=False)
class IbanInstrument(Model):
    """An IBAN of an account."""

    id: str
    """Id of the IBAN, digits only."""
    managed_account_id: str
    """Id of the account behind the IBAN, digits only."""
    profile_id: str
    """Id of the profile that it was made under, digits only."""
    incoming_wire_transfer_profile_id: str
    """Id of the profile for incoming transfers, digits only."""
    friendly_name: str
    """Name to show to people."""
    currency: str
    """Three-letter code of the currency (ISO 4217)."""
    state: IbanInstrumentState
    """The state of the IBAN, and the reason for it."""
    creation_timestamp: int
    """When it was created, in epoch milliseconds."""
    tag: str | Unset = UNSET
    """A mark of your own. Absent when none was given."""
    bank_account_details: list[IbanInstrumentBankAccountDetails] | Unset = UNSET
    """The bank details, one for each network."""
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
        data["managedAccountId"] = self.managed_account_id
        data["profileId"] = self.profile_id
        data["incomingWireTransferProfileId"] = self.incoming_wire_transfer_profile_id
        data["friendlyName"] = self.friendly_name
        data["currency"] = self.currency
        data["state"] = self.state.to_dict()
        data["creationTimestamp"] = self.creation_timestamp
        if self.tag is not UNSET:
            data["tag"] = self.tag
        if self.bank_account_details is not UNSET:
            data["bankAccountDetails"] = [item.to_dict() for item in self.bank_account_details]
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> IbanInstrument:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_iban_instrument(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_str,
    "managedAccountId": decode_str,
    "profileId": decode_str,
    "incomingWireTransferProfileId": decode_str,
    "friendlyName": decode_str,
    "currency": decode_str,
    "state": decode_iban_instrument_state,
    "creationTimestamp": decode_int,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "tag": decode_str,
    "bankAccountDetails": list_of(decode_iban_instrument_bank_account_details),
}


def decode_iban_instrument(data: Raw) -> IbanInstrument:
    """Read a JSON value; see `IbanInstrument.from_dict`."""
    self = new(IbanInstrument)
    absent = 0
    try:
        value = data["id"]
        if type(value) is not str:
            raise TypeError
        self.id = value
        value = data["managedAccountId"]
        if type(value) is not str:
            raise TypeError
        self.managed_account_id = value
        value = data["profileId"]
        if type(value) is not str:
            raise TypeError
        self.profile_id = value
        value = data["incomingWireTransferProfileId"]
        if type(value) is not str:
            raise TypeError
        self.incoming_wire_transfer_profile_id = value
        value = data["friendlyName"]
        if type(value) is not str:
            raise TypeError
        self.friendly_name = value
        self.currency = intern(data["currency"])
        self.state = decode_iban_instrument_state(data["state"])
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
        value = data.get("bankAccountDetails")
        if value is None:
            absent += 1
            self.bank_account_details = UNSET
        else:
            self.bank_account_details = decode_list(value, decode_iban_instrument_bank_account_details)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 10 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
