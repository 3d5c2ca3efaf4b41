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


@final
@define(kw_only=True, weakref_slot=False)
class CorrespondentBankingIbanBeneficiary(Model):
    """Who receives money by SEPA or RIX."""

    name: str
    """The full name."""
    iban: str
    """The IBAN."""
    address: str
    """The postal address."""
    bank_identifier_code: str | Unset = UNSET
    """The bank's code (BIC)."""
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
        data["iban"] = self.iban
        data["address"] = self.address
        if self.bank_identifier_code is not UNSET:
            data["bankIdentifierCode"] = self.bank_identifier_code
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
    def from_dict(data: Mapping[str, JSON]) -> CorrespondentBankingIbanBeneficiary:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_correspondent_banking_iban_beneficiary(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "name": decode_str,
    "iban": decode_str,
    "address": decode_str,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "bankIdentifierCode": decode_str,
    "bankName": decode_str,
    "bankAddress": decode_str,
    "bankCountry": decode_str,
    "nationality": decode_str,
    "dateOfBirth": decode_date,
}


def decode_correspondent_banking_iban_beneficiary(data: Raw) -> CorrespondentBankingIbanBeneficiary:
    """Read a JSON value; see `CorrespondentBankingIbanBeneficiary.from_dict`."""
    self = new(CorrespondentBankingIbanBeneficiary)
    absent = 0
    try:
        value = data["name"]
        if type(value) is not str:
            raise TypeError
        self.name = value
        value = data["iban"]
        if type(value) is not str:
            raise TypeError
        self.iban = value
        value = data["address"]
        if type(value) is not str:
            raise TypeError
        self.address = value
        value = data.get("bankIdentifierCode")
        if value is None:
            absent += 1
            self.bank_identifier_code = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.bank_identifier_code = value
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
            NO_FIELDS if len(data) + absent == 9 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
