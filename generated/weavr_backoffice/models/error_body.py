from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, final

from attrs import define, field

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


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"code": decode_str, "message": decode_str}


def decode_error_body(data: Raw) -> ErrorBody:
    """Read a JSON value; see `ErrorBody.from_dict`."""
    self = new(ErrorBody)
    absent = 0
    try:
        value = data.get("code")
        if value is None:
            absent += 1
            self.code = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.code = value
        value = data.get("message")
        if value is None:
            absent += 1
            self.message = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.message = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
