from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, final

from attrs import define, field

from ..models.validation_error_code import ValidationErrorCode, decode_validation_error_code
from ..types import (
    JSON,
    MISFIT,
    NO_FIELDS,
    UNSET,
    JSONObject,
    Raw,
    Unset,
    decode_list,
    decode_str,
    fault,
    list_of,
    new,
    redacted,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class ValidationErrorItem:
    """One rule that a field broke."""

    field_name: str | Unset = UNSET
    """The field at fault."""
    error: ValidationErrorCode | Unset = UNSET
    """The rule that was broken."""
    message: str | Unset = UNSET
    """The rule, for people."""
    params: list[str] | Unset = UNSET
    """The bounds of the rule, as texts."""
    invalid_value: list[str] | Unset = field(default=UNSET, repr=redacted)
    """What was sent. May hold personal data or secrets, so keep it out of logs."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
        if self.field_name is not UNSET:
            data["fieldName"] = self.field_name
        if self.error is not UNSET:
            data["error"] = str(self.error)
        if self.message is not UNSET:
            data["message"] = self.message
        if self.params is not UNSET:
            data["params"] = list(self.params)
        if self.invalid_value is not UNSET:
            data["invalidValue"] = list(self.invalid_value)
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ValidationErrorItem:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_validation_error_item(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "fieldName": decode_str,
    "error": decode_validation_error_code,
    "message": decode_str,
    "params": list_of(decode_str),
    "invalidValue": list_of(decode_str),
}


def decode_validation_error_item(data: Raw) -> ValidationErrorItem:
    """Read a JSON value; see `ValidationErrorItem.from_dict`."""
    self = new(ValidationErrorItem)
    absent = 0
    try:
        value = data.get("fieldName")
        if value is None:
            absent += 1
            self.field_name = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.field_name = value
        value = data.get("error")
        if value is None:
            absent += 1
            self.error = UNSET
        else:
            self.error = decode_validation_error_code(value)
        value = data.get("message")
        if value is None:
            absent += 1
            self.message = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.message = value
        value = data.get("params")
        if value is None:
            absent += 1
            self.params = UNSET
        else:
            self.params = decode_list(value, decode_str)
        value = data.get("invalidValue")
        if value is None:
            absent += 1
            self.invalid_value = UNSET
        else:
            self.invalid_value = decode_list(value, decode_str)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 5 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
