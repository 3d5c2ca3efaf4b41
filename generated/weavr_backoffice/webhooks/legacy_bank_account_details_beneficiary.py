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
from .faster_payments_bank_details_or_bacs_bank_details import (
    FasterPaymentsBankDetailsOrBACSBankDetails,
    decode_faster_payments_bank_details_or_bacs_bank_details,
)
from .iban_details import IBANDetails, decode_iban_details


@final
@define(kw_only=True, weakref_slot=False)
class LegacyBankAccountDetailsBeneficiary(Model):
    """A beneficiary's account at a bank."""

    beneficiary_name: str | Unset = UNSET
    """Name of the beneficiary."""
    address: str | Unset = UNSET
    """The postal address."""
    bank_name: str | Unset = UNSET
    """Name of the bank."""
    bank_address: str | Unset = UNSET
    """Address of the bank."""
    bank_country: str | Unset = UNSET
    """Country of the bank (ISO 3166, two letters)."""
    sepa_bank_details: IBANDetails | Unset = UNSET
    """For SEPA."""
    faster_payments_bank_details: FasterPaymentsBankDetailsOrBACSBankDetails | Unset = UNSET
    """For Faster Payments and BACS."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.beneficiary_name is not UNSET:
            data["beneficiaryName"] = self.beneficiary_name
        if self.address is not UNSET:
            data["address"] = self.address
        if self.bank_name is not UNSET:
            data["bankName"] = self.bank_name
        if self.bank_address is not UNSET:
            data["bankAddress"] = self.bank_address
        if self.bank_country is not UNSET:
            data["bankCountry"] = self.bank_country
        if self.sepa_bank_details is not UNSET:
            data["sepaBankDetails"] = self.sepa_bank_details.to_dict()
        if self.faster_payments_bank_details is not UNSET:
            data["fasterPaymentsBankDetails"] = self.faster_payments_bank_details.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacyBankAccountDetailsBeneficiary:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_legacy_bank_account_details_beneficiary(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "beneficiaryName": decode_str,
    "address": decode_str,
    "bankName": decode_str,
    "bankAddress": decode_str,
    "bankCountry": decode_str,
    "sepaBankDetails": decode_iban_details,
    "fasterPaymentsBankDetails": decode_faster_payments_bank_details_or_bacs_bank_details,
}


def decode_legacy_bank_account_details_beneficiary(data: Raw) -> LegacyBankAccountDetailsBeneficiary:
    """Read a JSON value; see `LegacyBankAccountDetailsBeneficiary.from_dict`."""
    self = new(LegacyBankAccountDetailsBeneficiary)
    absent = 0
    try:
        value = data.get("beneficiaryName")
        if value is None:
            absent += 1
            self.beneficiary_name = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.beneficiary_name = value
        value = data.get("address")
        if value is None:
            absent += 1
            self.address = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.address = value
        value = data.get("bankName")
        if value is None:
            absent += 1
            self.bank_name = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.bank_name = value
        value = data.get("bankAddress")
        if value is None:
            absent += 1
            self.bank_address = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.bank_address = value
        value = data.get("bankCountry")
        if value is None:
            absent += 1
            self.bank_country = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.bank_country = value
        value = data.get("sepaBankDetails")
        if value is None:
            absent += 1
            self.sepa_bank_details = UNSET
        else:
            self.sepa_bank_details = decode_iban_details(value)
        value = data.get("fasterPaymentsBankDetails")
        if value is None:
            absent += 1
            self.faster_payments_bank_details = UNSET
        else:
            self.faster_payments_bank_details = decode_faster_payments_bank_details_or_bacs_bank_details(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 7 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
