from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..models.syntax_error_code import SyntaxErrorCode, decode_syntax_error_code
from ..types import (
    JSON,
    NO_FIELDS,
    UNSET,
    DecodeError,
    JSONObject,
    Unset,
    decode_list,
    decode_str,
    expected,
    fault,
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


_FIELDS: Final[frozenset[str]] = frozenset({"fieldName", "error", "params"})


def decode_syntax_error_field(data: JSON) -> SyntaxErrorField:
    """Read a JSON value; see `SyntaxErrorField.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(SyntaxErrorField)
    value: JSON
    seen = 0
    at = ""
    try:
        at = "fieldName"
        value = data.get(at)
        if value is None:
            self.field_name = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.field_name = value
        at = "error"
        value = data.get(at)
        if value is None:
            self.error = UNSET
        else:
            seen += 1
            self.error = decode_syntax_error_code(value)
        at = "params"
        value = data.get(at)
        if value is None:
            self.params = UNSET
        else:
            seen += 1
            self.params = decode_list(value, decode_str)
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
