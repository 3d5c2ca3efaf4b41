from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..models.validation_error_item import ValidationErrorItem, decode_validation_error_item
from ..types import (
    JSON,
    NO_FIELDS,
    UNSET,
    DecodeError,
    JSONObject,
    Unset,
    decode_list,
    expected,
    fault,
    new,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class ValidationErrorBody:
    """A request that does not fit the contract, in the shape that names values."""

    message: str | Unset = UNSET
    """What is wrong, for people. Absent when there is nothing to add."""
    validation_errors: list[ValidationErrorItem] | Unset = UNSET
    """One item for each rule that was broken."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
        if self.message is not UNSET:
            data["message"] = self.message
        if self.validation_errors is not UNSET:
            data["validationErrors"] = [item.to_dict() for item in self.validation_errors]
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ValidationErrorBody:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_validation_error_body(dict(data))


_FIELDS: Final[frozenset[str]] = frozenset({"message", "validationErrors"})


def decode_validation_error_body(data: JSON) -> ValidationErrorBody:
    """Read a JSON value; see `ValidationErrorBody.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(ValidationErrorBody)
    value: JSON
    seen = 0
    at = ""
    try:
        at = "message"
        value = data.get(at)
        if value is None:
            self.message = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.message = value
        at = "validationErrors"
        value = data.get(at)
        if value is None:
            self.validation_errors = UNSET
        else:
            seen += 1
            self.validation_errors = decode_list(value, decode_validation_error_item)
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
