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
from .faster_payments_beneficiary_type import (
    FasterPaymentsBeneficiaryType,
    decode_faster_payments_beneficiary_type,
    known_faster_payments_beneficiary_type,
)


@final
@define(kw_only=True, weakref_slot=False)
class CorrespondentBankingFasterPaymentsBeneficiary(Model):
    """Who receives money by Faster Payments."""

    name: str
    """The full name."""
    type_: FasterPaymentsBeneficiaryType
    """Whether the account is of a business or of a person."""
    account_number: str
    """The account's number."""
    sort_code: str
    """The bank's sort code."""
    address: str
    """The postal address."""
    secondary_reference: str | Unset = UNSET
    """A second reference, where the account needs one."""
    bank_name: str | Unset = UNSET
    """Name of the bank."""
    bank_address: str | Unset = UNSET
    """Address of the bank."""
    bank_country: str | Unset = UNSET
    """Country of the bank (ISO 3166, two letters)."""
    nationality: str | Unset = UNSET
    """The nationality (ISO 3166, two letters)."""
    date_of_birth: date_ | Unset = UNSET
    """The date of birth."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["name"] = self.name
        data["type"] = str(self.type_)
        data["accountNumber"] = self.account_number
        data["sortCode"] = self.sort_code
        data["address"] = self.address
        if self.secondary_reference is not UNSET:
            data["secondaryReference"] = self.secondary_reference
        if self.bank_name is not UNSET:
            data["bankName"] = self.bank_name
        if self.bank_address is not UNSET:
            data["bankAddress"] = self.bank_address
        if self.bank_country is not UNSET:
            data["bankCountry"] = self.bank_country
        if self.nationality is not UNSET:
            data["nationality"] = self.nationality
        if self.date_of_birth is not UNSET:
            data["dateOfBirth"] = self.date_of_birth.isoformat()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> CorrespondentBankingFasterPaymentsBeneficiary:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_correspondent_banking_faster_payments_beneficiary(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "name": decode_str,
    "type": decode_faster_payments_beneficiary_type,
    "accountNumber": decode_str,
    "sortCode": decode_str,
    "address": decode_str,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "secondaryReference": decode_str,
    "bankName": decode_str,
    "bankAddress": decode_str,
    "bankCountry": decode_str,
    "nationality": decode_str,
    "dateOfBirth": decode_date,
}


def decode_correspondent_banking_faster_payments_beneficiary(
    data: Raw,
) -> CorrespondentBankingFasterPaymentsBeneficiary:
    """Read a JSON value; see `CorrespondentBankingFasterPaymentsBeneficiary.from_dict`."""
    self = new(CorrespondentBankingFasterPaymentsBeneficiary)
    absent = 0
    try:
        value = data["name"]
        if type(value) is not str:
            raise TypeError
        self.name = value
        self.type_ = known_faster_payments_beneficiary_type[data["type"]]
        value = data["accountNumber"]
        if type(value) is not str:
            raise TypeError
        self.account_number = value
        value = data["sortCode"]
        if type(value) is not str:
            raise TypeError
        self.sort_code = value
        value = data["address"]
        if type(value) is not str:
            raise TypeError
        self.address = value
        value = data.get("secondaryReference")
        if value is None:
            absent += 1
            self.secondary_reference = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.secondary_reference = value
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
        value = data.get("nationality")
        if value is None:
            absent += 1
            self.nationality = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.nationality = value
        value = data.get("dateOfBirth")
        if value is None:
            absent += 1
            self.date_of_birth = UNSET
        else:
            self.date_of_birth = decode_date(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 11 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
