from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, final

from attrs import define, field

from ..models.syntax_error_fields import SyntaxErrorFields, decode_syntax_error_fields
from ..types import (
    JSON,
    MISFIT,
    NO_FIELDS,
    UNSET,
    JSONObject,
    Raw,
    Unset,
    decode_str,
    fault,
    new,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class SyntaxErrorBody:
    """A request that does not fit the contract, in the shape that names fields only."""

    message: str | Unset = UNSET
    """What is wrong, for people. Absent when there is nothing to add."""
    syntax_errors: SyntaxErrorFields | Unset = UNSET
    """The fields at fault."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
        if self.message is not UNSET:
            data["message"] = self.message
        if self.syntax_errors is not UNSET:
            data["syntaxErrors"] = self.syntax_errors.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> SyntaxErrorBody:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_syntax_error_body(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "message": decode_str,
    "syntaxErrors": decode_syntax_error_fields,
}


def decode_syntax_error_body(data: Raw) -> SyntaxErrorBody:
    """Read a JSON value; see `SyntaxErrorBody.from_dict`."""
    self = new(SyntaxErrorBody)
    absent = 0
    try:
        value = data.get("message")
        if value is None:
            absent += 1
            self.message = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.message = value
        value = data.get("syntaxErrors")
        if value is None:
            absent += 1
            self.syntax_errors = UNSET
        else:
            self.syntax_errors = decode_syntax_error_fields(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
