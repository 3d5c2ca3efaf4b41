from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, final

from attrs import define, field

from ..types import (
    JSON,
    MISFIT,
    NO_FIELDS,
    JSONObject,
    Model,
    Raw,
    decode_str,
    fault,
    new,
    redacted,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class MobileNumber(Model):
    """A mobile number in two parts."""

    country_code: str
    """The country's dialling code with a plus sign, such as `+44`."""
    number: str = field(repr=redacted)
    """The number without the country's code, digits only."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["countryCode"] = self.country_code
        data["number"] = self.number
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> MobileNumber:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_mobile_number(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"countryCode": decode_str, "number": decode_str}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_mobile_number(data: Raw) -> MobileNumber:
    """Read a JSON value; see `MobileNumber.from_dict`."""
    self = new(MobileNumber)
    try:
        value = data["countryCode"]
        if type(value) is not str:
            raise TypeError
        self.country_code = value
        value = data["number"]
        if type(value) is not str:
            raise TypeError
        self.number = value
        self.additional_properties = NO_FIELDS if len(data) == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
