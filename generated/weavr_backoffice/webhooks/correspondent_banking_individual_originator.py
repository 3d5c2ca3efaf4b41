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
    best_of,
    decode_str,
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .correspondent_banking_bank_account_details import (
    CorrespondentBankingBankAccountDetails,
    decode_correspondent_banking_bank_account_details,
)
from .correspondent_banking_individual_address_and_birth_info import (
    CorrespondentBankingIndividualAddressAndBirthInfo,
    decode_correspondent_banking_individual_address_and_birth_info,
)
from .correspondent_banking_individual_address_and_id_info import (
    CorrespondentBankingIndividualAddressAndIdInfo,
    decode_correspondent_banking_individual_address_and_id_info,
)


@final
@define(kw_only=True, weakref_slot=False)
class CorrespondentBankingIndividualOriginator(Model):
    """A person who pays."""

    name: str
    """The full name."""
    address: str
    """The postal address."""
    country: str
    """Country of the originator (ISO 3166, two letters)."""
    bank_account_details: CorrespondentBankingBankAccountDetails
    """The originator's account at a bank."""
    tag: str | Unset = UNSET
    """A mark of your own. Absent when none was given."""
    supplementary_information: (
        CorrespondentBankingIndividualAddressAndIdInfo | CorrespondentBankingIndividualAddressAndBirthInfo | Unset
    ) = UNSET
    """What else identifies the originator."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["name"] = self.name
        data["address"] = self.address
        data["country"] = self.country
        data["bankAccountDetails"] = self.bank_account_details.to_dict()
        if self.tag is not UNSET:
            data["tag"] = self.tag
        if self.supplementary_information is not UNSET:
            data["supplementaryInformation"] = self.supplementary_information.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> CorrespondentBankingIndividualOriginator:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_correspondent_banking_individual_originator(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "name": decode_str,
    "address": decode_str,
    "country": decode_str,
    "bankAccountDetails": decode_correspondent_banking_bank_account_details,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "tag": decode_str,
    "supplementaryInformation": best_of(
        decode_correspondent_banking_individual_address_and_id_info,
        decode_correspondent_banking_individual_address_and_birth_info,
    ),
}


def decode_correspondent_banking_individual_originator(data: Raw) -> CorrespondentBankingIndividualOriginator:
    """Read a JSON value; see `CorrespondentBankingIndividualOriginator.from_dict`."""
    self = new(CorrespondentBankingIndividualOriginator)
    absent = 0
    try:
        value = data["name"]
        if type(value) is not str:
            raise TypeError
        self.name = value
        value = data["address"]
        if type(value) is not str:
            raise TypeError
        self.address = value
        value = data["country"]
        if type(value) is not str:
            raise TypeError
        self.country = value
        self.bank_account_details = decode_correspondent_banking_bank_account_details(data["bankAccountDetails"])
        value = data.get("tag")
        if value is None:
            absent += 1
            self.tag = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.tag = value
        value = data.get("supplementaryInformation")
        if value is None:
            absent += 1
            self.supplementary_information = UNSET
        else:
            self.supplementary_information = best_of(
                decode_correspondent_banking_individual_address_and_id_info,
                decode_correspondent_banking_individual_address_and_birth_info,
            )(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 6 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
