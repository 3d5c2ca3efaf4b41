from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..types import JSON, NO_FIELDS, DecodeError, JSONObject, expected, fault, new, redacted_values, unknown_fields


@final
@define(kw_only=True, weakref_slot=False)
class DateOfBirth:
    """A date as three numbers."""

    year: int
    """Year, in four digits."""
    month: int
    """Month, 1 to 12."""
    day: int
    """Day of the month, 1 to 31."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
        data["year"] = self.year
        data["month"] = self.month
        data["day"] = self.day
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> DateOfBirth:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_date_of_birth(dict(data))


_FIELDS: Final[frozenset[str]] = frozenset({"year", "month", "day"})


def decode_date_of_birth(data: JSON) -> DateOfBirth:
    """Read a JSON value; see `DateOfBirth.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(DateOfBirth)
    value: JSON
    at = ""
    try:
        at = "year"
        value = data[at]
        if type(value) is not int:
            raise expected("an integer", value)
        self.year = value
        at = "month"
        value = data[at]
        if type(value) is not int:
            raise expected("an integer", value)
        self.month = value
        at = "day"
        value = data[at]
        if type(value) is not int:
            raise expected("an integer", value)
        self.day = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == 3 else unknown_fields(data, _FIELDS)
    return self
