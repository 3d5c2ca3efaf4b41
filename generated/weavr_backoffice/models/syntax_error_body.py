from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..models.syntax_error_fields import SyntaxErrorFields, decode_syntax_error_fields
from ..types import (
    JSON,
    NO_FIELDS,
    UNSET,
    DecodeError,
    JSONObject,
    Unset,
    expected,
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


_FIELDS: Final[frozenset[str]] = frozenset({"message", "syntaxErrors"})


def decode_syntax_error_body(data: JSON) -> SyntaxErrorBody:
    """Read a JSON value; see `SyntaxErrorBody.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(SyntaxErrorBody)
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
        at = "syntaxErrors"
        value = data.get(at)
        if value is None:
            self.syntax_errors = UNSET
        else:
            seen += 1
            self.syntax_errors = decode_syntax_error_fields(value)
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
