from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..models.syntax_error_field import SyntaxErrorField, decode_syntax_error_field
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
class SyntaxErrorFields:
    """The fields at fault."""

    invalid_fields: list[SyntaxErrorField] | Unset = UNSET
    """One item for each rule that was broken."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
        if self.invalid_fields is not UNSET:
            data["invalidFields"] = [item.to_dict() for item in self.invalid_fields]
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> SyntaxErrorFields:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_syntax_error_fields(dict(data))


_FIELDS: Final[frozenset[str]] = frozenset({"invalidFields"})


def decode_syntax_error_fields(data: JSON) -> SyntaxErrorFields:
    """Read a JSON value; see `SyntaxErrorFields.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(SyntaxErrorFields)
    value: JSON
    seen = 0
    at = ""
    try:
        at = "invalidFields"
        value = data.get(at)
        if value is None:
            self.invalid_fields = UNSET
        else:
            seen += 1
            self.invalid_fields = decode_list(value, decode_syntax_error_field)
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
