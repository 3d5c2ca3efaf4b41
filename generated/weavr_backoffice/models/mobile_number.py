from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..types import JSON, NO_FIELDS, DecodeError, JSONObject, expected, fault, new, redacted_values, unknown_fields


@final
@define(kw_only=True, weakref_slot=False)
class MobileNumber:
    """A mobile number in two parts."""

    country_code: str
    """The country's dialling code with a plus sign, such as `+44`."""
    number: str
    """The number without the country's code, digits only."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
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


_FIELDS: Final[frozenset[str]] = frozenset({"countryCode", "number"})


def decode_mobile_number(data: JSON) -> MobileNumber:
    """Read a JSON value; see `MobileNumber.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(MobileNumber)
    value: JSON
    at = ""
    try:
        at = "countryCode"
        value = data[at]
        if type(value) is not str:
            raise expected("a string", value)
        self.country_code = value
        at = "number"
        value = data[at]
        if type(value) is not str:
            raise expected("a string", value)
        self.number = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == 2 else unknown_fields(data, _FIELDS)
    return self
