from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date as date_
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
    decode_date,
    decode_str,
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .destination_beneficiary_account_type import (
    DestinationBeneficiaryAccountType,
    decode_destination_beneficiary_account_type,
    known_destination_beneficiary_account_type,
)
from .destination_swift import DestinationSwift, decode_destination_swift
from .faster_payments_bank_details_or_bacs_bank_details import (
    FasterPaymentsBankDetailsOrBACSBankDetails,
    decode_faster_payments_bank_details_or_bacs_bank_details,
)
from .iban_details import IBANDetails, decode_iban_details


@final
@define(kw_only=True, weakref_slot=False)
class Destination(Model):
    """The bank account that a transfer goes to."""

    beneficiary_name: str
    """Name of the beneficiary."""
    beneficiary_address: str | Unset = UNSET
    """Address of the beneficiary."""
    beneficiary_bank_name: str | Unset = UNSET
    """Name of the beneficiary's bank."""
    beneficiary_bank_address: str | Unset = UNSET
    """Address of the beneficiary's bank."""
    beneficiary_bank_country: str | Unset = UNSET
    """Country of the beneficiary's bank (ISO 3166, two letters)."""
    beneficiary_account_type: DestinationBeneficiaryAccountType | Unset = UNSET
    """Whether the account is of a business or of a person."""
    beneficiary_nationality: str | Unset = UNSET
    """The beneficiary's nationality (ISO 3166, two letters)."""
    beneficiary_date_of_birth: date_ | Unset = UNSET
    """The beneficiary's date of birth."""
    sepa: IBANDetails | Unset = UNSET
    """For SEPA."""
    faster_payments: FasterPaymentsBankDetailsOrBACSBankDetails | Unset = UNSET
    """For Faster Payments and BACS."""
    swift: DestinationSwift | Unset = UNSET
    """For SWIFT."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["beneficiaryName"] = self.beneficiary_name
        if self.beneficiary_address is not UNSET:
            data["beneficiaryAddress"] = self.beneficiary_address
        if self.beneficiary_bank_name is not UNSET:
            data["beneficiaryBankName"] = self.beneficiary_bank_name
        if self.beneficiary_bank_address is not UNSET:
            data["beneficiaryBankAddress"] = self.beneficiary_bank_address
        if self.beneficiary_bank_country is not UNSET:
            data["beneficiaryBankCountry"] = self.beneficiary_bank_country
        if self.beneficiary_account_type is not UNSET:
            data["beneficiaryAccountType"] = str(self.beneficiary_account_type)
        if self.beneficiary_nationality is not UNSET:
            data["beneficiaryNationality"] = self.beneficiary_nationality
        if self.beneficiary_date_of_birth is not UNSET:
            data["beneficiaryDateOfBirth"] = self.beneficiary_date_of_birth.isoformat()
        if self.sepa is not UNSET:
            data["sepa"] = self.sepa.to_dict()
        if self.faster_payments is not UNSET:
            data["fasterPayments"] = self.faster_payments.to_dict()
        if self.swift is not UNSET:
            data["swift"] = self.swift.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> Destination:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_destination(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"beneficiaryName": decode_str}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "beneficiaryAddress": decode_str,
    "beneficiaryBankName": decode_str,
    "beneficiaryBankAddress": decode_str,
    "beneficiaryBankCountry": decode_str,
    "beneficiaryAccountType": decode_destination_beneficiary_account_type,
    "beneficiaryNationality": decode_str,
    "beneficiaryDateOfBirth": decode_date,
    "sepa": decode_iban_details,
    "fasterPayments": decode_faster_payments_bank_details_or_bacs_bank_details,
    "swift": decode_destination_swift,
}


def decode_destination(data: Raw) -> Destination:
    """Read a JSON value; see `Destination.from_dict`."""
    self = new(Destination)
    absent = 0
    try:
        value = data["beneficiaryName"]
        if type(value) is not str:
            raise TypeError
        self.beneficiary_name = value
        value = data.get("beneficiaryAddress")
        if value is None:
            absent += 1
            self.beneficiary_address = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.beneficiary_address = value
        value = data.get("beneficiaryBankName")
        if value is None:
            absent += 1
            self.beneficiary_bank_name = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.beneficiary_bank_name = value
        value = data.get("beneficiaryBankAddress")
        if value is None:
            absent += 1
            self.beneficiary_bank_address = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.beneficiary_bank_address = value
        value = data.get("beneficiaryBankCountry")
        if value is None:
            absent += 1
            self.beneficiary_bank_country = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.beneficiary_bank_country = value
        value = data.get("beneficiaryAccountType")
        if value is None:
            absent += 1
            self.beneficiary_account_type = UNSET
        else:
            self.beneficiary_account_type = known_destination_beneficiary_account_type[value]
        value = data.get("beneficiaryNationality")
        if value is None:
            absent += 1
            self.beneficiary_nationality = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.beneficiary_nationality = value
        value = data.get("beneficiaryDateOfBirth")
        if value is None:
            absent += 1
            self.beneficiary_date_of_birth = UNSET
        else:
            self.beneficiary_date_of_birth = decode_date(value)
        value = data.get("sepa")
        if value is None:
            absent += 1
            self.sepa = UNSET
        else:
            self.sepa = decode_iban_details(value)
        value = data.get("fasterPayments")
        if value is None:
            absent += 1
            self.faster_payments = UNSET
        else:
            self.faster_payments = decode_faster_payments_bank_details_or_bacs_bank_details(value)
        value = data.get("swift")
        if value is None:
            absent += 1
            self.swift = UNSET
        else:
            self.swift = decode_destination_swift(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 11 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
