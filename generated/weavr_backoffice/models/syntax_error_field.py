from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, final

from attrs import define, field

from ..models.syntax_error_code import SyntaxErrorCode, decode_syntax_error_code
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
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class SyntaxErrorField:
    """One rule that a field broke."""

    field_name: str | Unset = UNSET
    """The field at fault."""
    error: SyntaxErrorCode | Unset = UNSET
    """The rule that was broken."""
    params: list[str] | Unset = UNSET
    """The bounds of the rule, as texts."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
        if self.field_name is not UNSET:
            data["fieldName"] = self.field_name
        if self.error is not UNSET:
            data["error"] = str(self.error)
        if self.params is not UNSET:
            data["params"] = list(self.params)
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> SyntaxErrorField:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_syntax_error_field(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "fieldName": decode_str,
    "error": decode_syntax_error_code,
    "params": list_of(decode_str),
}


def decode_syntax_error_field(data: Raw) -> SyntaxErrorField:
    """Read a JSON value; see `SyntaxErrorField.from_dict`."""
    self = new(SyntaxErrorField)
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
            self.error = decode_syntax_error_code(value)
        value = data.get("params")
        if value is None:
            absent += 1
            self.params = UNSET
        else:
            self.params = decode_list(value, decode_str)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 3 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
