from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date as date_
from typing import Final, final

from attrs import define, field

from ..types import (
    JSON,
    MISFIT,
    NO_FIELDS,
    JSONObject,
    Model,
    Raw,
    decode_date,
    decode_str,
    fault,
    new,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class CorrespondentBankingIndividualAddressAndBirthInfo(Model):
    """A person by the birth."""

    date_of_birth: date_
    """The date of birth."""
    place_of_birth: str
    """The place of birth."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["dateOfBirth"] = self.date_of_birth.isoformat()
        data["placeOfBirth"] = self.place_of_birth
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> CorrespondentBankingIndividualAddressAndBirthInfo:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_correspondent_banking_individual_address_and_birth_info(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"dateOfBirth": decode_date, "placeOfBirth": decode_str}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_correspondent_banking_individual_address_and_birth_info(
    data: Raw,
) -> CorrespondentBankingIndividualAddressAndBirthInfo:
    """Read a JSON value; see `CorrespondentBankingIndividualAddressAndBirthInfo.from_dict`."""
    self = new(CorrespondentBankingIndividualAddressAndBirthInfo)
    try:
        self.date_of_birth = decode_date(data["dateOfBirth"])
        value = data["placeOfBirth"]
        if type(value) is not str:
            raise TypeError
        self.place_of_birth = value
        self.additional_properties = NO_FIELDS if len(data) == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
