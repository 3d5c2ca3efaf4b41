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
class ConsumerBeneficiaryType(Model):
    """A person as a beneficiary."""

    full_name: str
    """Name of the person."""
    nationality: str | Unset = UNSET
    """The nationality (ISO 3166, two letters)."""
    date_of_birth: date_ | Unset = UNSET
    """The date of birth."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["fullName"] = self.full_name
        if self.nationality is not UNSET:
            data["nationality"] = self.nationality
        if self.date_of_birth is not UNSET:
            data["dateOfBirth"] = self.date_of_birth.isoformat()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ConsumerBeneficiaryType:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_consumer_beneficiary_type(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"fullName": decode_str}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"nationality": decode_str, "dateOfBirth": decode_date}


def decode_consumer_beneficiary_type(data: Raw) -> ConsumerBeneficiaryType:
    """Read a JSON value; see `ConsumerBeneficiaryType.from_dict`."""
    self = new(ConsumerBeneficiaryType)
    absent = 0
    try:
        value = data["fullName"]
        if type(value) is not str:
            raise TypeError
        self.full_name = value
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
            NO_FIELDS if len(data) + absent == 3 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
