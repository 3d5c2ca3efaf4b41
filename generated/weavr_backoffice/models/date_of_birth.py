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
    decode_int,
    fault,
    new,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class DateOfBirth(Model):
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
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
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


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"year": decode_int, "month": decode_int, "day": decode_int}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_date_of_birth(data: Raw) -> DateOfBirth:
    """Read a JSON value; see `DateOfBirth.from_dict`."""
    self = new(DateOfBirth)
    try:
        value = data["year"]
        if type(value) is not int:
            raise TypeError
        self.year = value
        value = data["month"]
        if type(value) is not int:
            raise TypeError
        self.month = value
        value = data["day"]
        if type(value) is not int:
            raise TypeError
        self.day = value
        self.additional_properties = NO_FIELDS if len(data) == 3 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
