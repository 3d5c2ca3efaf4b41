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
class BankAccountDetails(Model):
    """The bank details of an account."""

    beneficiary: str | Unset = UNSET
    """Name of the account's holder."""
    address: str | Unset = UNSET
    """Address of the account's holder."""
    beneficiary_bank: str | Unset = UNSET
    """Name of the bank that holds the account."""
    bank_identifier_code: str | Unset = UNSET
    """The bank's code (BIC)."""
    iban: str | Unset = UNSET
    """The IBAN."""
    account_number: str | Unset = UNSET
    """The account's number."""
    sort_code: str | Unset = UNSET
    """The bank's sort code."""
    payment_reference: str | Unset = UNSET
    """The reference that a sender has to give."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.beneficiary is not UNSET:
            data["beneficiary"] = self.beneficiary
        if self.address is not UNSET:
            data["address"] = self.address
        if self.beneficiary_bank is not UNSET:
            data["beneficiaryBank"] = self.beneficiary_bank
        if self.bank_identifier_code is not UNSET:
            data["bankIdentifierCode"] = self.bank_identifier_code
        if self.iban is not UNSET:
            data["iban"] = self.iban
        if self.account_number is not UNSET:
            data["accountNumber"] = self.account_number
        if self.sort_code is not UNSET:
            data["sortCode"] = self.sort_code
        if self.payment_reference is not UNSET:
            data["paymentReference"] = self.payment_reference
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> BankAccountDetails:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_bank_account_details(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "beneficiary": decode_str,
    "address": decode_str,
    "beneficiaryBank": decode_str,
    "bankIdentifierCode": decode_str,
    "iban": decode_str,
    "accountNumber": decode_str,
    "sortCode": decode_str,
    "paymentReference": decode_str,
}


def decode_bank_account_details(data: Raw) -> BankAccountDetails:
    """Read a JSON value; see `BankAccountDetails.from_dict`."""
    self = new(BankAccountDetails)
    absent = 0
    try:
        value = data.get("beneficiary")
        if value is None:
            absent += 1
            self.beneficiary = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.beneficiary = value
        value = data.get("address")
        if value is None:
            absent += 1
            self.address = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.address = value
        value = data.get("beneficiaryBank")
        if value is None:
            absent += 1
            self.beneficiary_bank = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.beneficiary_bank = value
        value = data.get("bankIdentifierCode")
        if value is None:
            absent += 1
            self.bank_identifier_code = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.bank_identifier_code = value
        value = data.get("iban")
        if value is None:
            absent += 1
            self.iban = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.iban = value
        value = data.get("accountNumber")
        if value is None:
            absent += 1
            self.account_number = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.account_number = value
        value = data.get("sortCode")
        if value is None:
            absent += 1
            self.sort_code = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.sort_code = value
        value = data.get("paymentReference")
        if value is None:
            absent += 1
            self.payment_reference = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.payment_reference = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 8 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
