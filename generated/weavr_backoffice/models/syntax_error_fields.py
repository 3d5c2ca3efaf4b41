from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, final

from attrs import define, field

from ..models.syntax_error_field import SyntaxErrorField, decode_syntax_error_field
from ..types import (
    JSON,
    MISFIT,
    NO_FIELDS,
    UNSET,
    JSONObject,
    Raw,
    Unset,
    decode_list,
    fault,
    list_of,
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


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"invalidFields": list_of(decode_syntax_error_field)}


def decode_syntax_error_fields(data: Raw) -> SyntaxErrorFields:
    """Read a JSON value; see `SyntaxErrorFields.from_dict`."""
    self = new(SyntaxErrorFields)
    absent = 0
    try:
        value = data.get("invalidFields")
        if value is None:
            absent += 1
            self.invalid_fields = UNSET
        else:
            self.invalid_fields = decode_list(value, decode_syntax_error_field)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 1 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
