from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
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
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .deposit_state import DepositState, decode_deposit_state, known_deposit_state
from .instrument_id import InstrumentId, decode_instrument_id
from .legacy_currency_amount import LegacyCurrencyAmount, decode_legacy_currency_amount
from .string_wrapped_type_id import StringWrappedTypeId, decode_string_wrapped_type_id
from .transfer_type import TransferType, decode_transfer_type, known_transfer_type


@final
@define(kw_only=True, weakref_slot=False)
class ManagedAccountsDepositEvent(Model):
    """Money arrived at an account."""

    id: InstrumentId
    """The account that the money arrived at."""
    transaction_id: str
    """Id of the transaction, digits only."""
    transaction_amount: LegacyCurrencyAmount
    """What arrived."""
    transaction_timestamp: str
    """When the transaction took place, in epoch milliseconds, as a string of digits."""
    owner: StringWrappedTypeId
    """The identity that it belongs to."""
    payment_network: TransferType | Unset = UNSET
    """The network that the money came by."""
    email_address: str | Unset = UNSET
    """E-mail address of the account's owner."""
    sender_name: str | Unset = UNSET
    """Name of the sender."""
    state: DepositState | Unset = UNSET
    """How far the deposit has come."""
    sender_iban: str | Unset = UNSET
    """IBAN of the sender."""
    sender_sort_code: str | Unset = UNSET
    """Sort code of the sender's bank."""
    sender_account_number: str | Unset = UNSET
    """Number of the sender's account."""
    sender_account_descriptor: str | Unset = UNSET
    """What the sender's account is called, where it has neither IBAN nor number."""
    transaction_fee: LegacyCurrencyAmount | Unset = UNSET
    """The fee that was taken."""
    sender_reference: str | Unset = UNSET
    """The reference that the sender gave."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def transaction_time(self) -> datetime:
        """`transaction_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return moment(self.transaction_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["id"] = self.id.to_dict()
        data["transactionId"] = self.transaction_id
        data["transactionAmount"] = self.transaction_amount.to_dict()
        data["transactionTimestamp"] = self.transaction_timestamp
        data["owner"] = self.owner.to_dict()
        if self.payment_network is not UNSET:
            data["paymentNetwork"] = str(self.payment_network)
        if self.email_address is not UNSET:
            data["emailAddress"] = self.email_address
        if self.sender_name is not UNSET:
            data["senderName"] = self.sender_name
        if self.state is not UNSET:
            data["state"] = str(self.state)
        if self.sender_iban is not UNSET:
            data["senderIban"] = self.sender_iban
        if self.sender_sort_code is not UNSET:
            data["senderSortCode"] = self.sender_sort_code
        if self.sender_account_number is not UNSET:
            data["senderAccountNumber"] = self.sender_account_number
        if self.sender_account_descriptor is not UNSET:
            data["senderAccountDescriptor"] = self.sender_account_descriptor
        if self.transaction_fee is not UNSET:
            data["transactionFee"] = self.transaction_fee.to_dict()
        if self.sender_reference is not UNSET:
            data["senderReference"] = self.sender_reference
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ManagedAccountsDepositEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_managed_accounts_deposit_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_instrument_id,
    "transactionId": decode_str,
    "transactionAmount": decode_legacy_currency_amount,
    "transactionTimestamp": decode_str,
    "owner": decode_string_wrapped_type_id,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "paymentNetwork": decode_transfer_type,
    "emailAddress": decode_str,
    "senderName": decode_str,
    "state": decode_deposit_state,
    "senderIban": decode_str,
    "senderSortCode": decode_str,
    "senderAccountNumber": decode_str,
    "senderAccountDescriptor": decode_str,
    "transactionFee": decode_legacy_currency_amount,
    "senderReference": decode_str,
}


def decode_managed_accounts_deposit_event(data: Raw) -> ManagedAccountsDepositEvent:
    """Read a JSON value; see `ManagedAccountsDepositEvent.from_dict`."""
    self = new(ManagedAccountsDepositEvent)
    absent = 0
    try:
        self.id = decode_instrument_id(data["id"])
        value = data["transactionId"]
        if type(value) is not str:
            raise TypeError
        self.transaction_id = value
        self.transaction_amount = decode_legacy_currency_amount(data["transactionAmount"])
        value = data["transactionTimestamp"]
        if type(value) is not str:
            raise TypeError
        self.transaction_timestamp = value
        self.owner = decode_string_wrapped_type_id(data["owner"])
        value = data.get("paymentNetwork")
        if value is None:
            absent += 1
            self.payment_network = UNSET
        else:
            self.payment_network = known_transfer_type[value]
        value = data.get("emailAddress")
        if value is None:
            absent += 1
            self.email_address = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.email_address = value
        value = data.get("senderName")
        if value is None:
            absent += 1
            self.sender_name = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.sender_name = value
        value = data.get("state")
        if value is None:
            absent += 1
            self.state = UNSET
        else:
            self.state = known_deposit_state[value]
        value = data.get("senderIban")
        if value is None:
            absent += 1
            self.sender_iban = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.sender_iban = value
        value = data.get("senderSortCode")
        if value is None:
            absent += 1
            self.sender_sort_code = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.sender_sort_code = value
        value = data.get("senderAccountNumber")
        if value is None:
            absent += 1
            self.sender_account_number = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.sender_account_number = value
        value = data.get("senderAccountDescriptor")
        if value is None:
            absent += 1
            self.sender_account_descriptor = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.sender_account_descriptor = value
        value = data.get("transactionFee")
        if value is None:
            absent += 1
            self.transaction_fee = UNSET
        else:
            self.transaction_fee = decode_legacy_currency_amount(value)
        value = data.get("senderReference")
        if value is None:
            absent += 1
            self.sender_reference = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.sender_reference = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 15 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
