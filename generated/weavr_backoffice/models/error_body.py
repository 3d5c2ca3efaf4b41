from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

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
class ErrorBody:
    """An error with a code and a text."""

    code: str | Unset = UNSET
    """What went wrong, for programs."""
    message: str | Unset = UNSET
    """What went wrong, for people."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
        if self.code is not UNSET:
            data["code"] = self.code
        if self.message is not UNSET:
            data["message"] = self.message
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ErrorBody:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_error_body(dict(data))


_FIELDS: Final[frozenset[str]] = frozenset({"code", "message"})


def decode_error_body(data: JSON) -> ErrorBody:
    """Read a JSON value; see `ErrorBody.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(ErrorBody)
    value: JSON
    seen = 0
    at = ""
    try:
        at = "code"
        value = data.get(at)
        if value is None:
            self.code = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.code = value
        at = "message"
        value = data.get(at)
        if value is None:
            self.message = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.message = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
