from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, final

from attrs import define, field

from ..models.forbidden_code import ForbiddenCode, decode_forbidden_code
from ..types import JSON, MISFIT, NO_FIELDS, UNSET, JSONObject, Raw, Unset, fault, new, redacted_values, unknown_fields


@final
@define(kw_only=True, weakref_slot=False)
class ForbiddenBody:
    """Why the identity may not do this."""

    error_code: ForbiddenCode | Unset = UNSET
    """The reason. Absent when the access token itself was not accepted (observed)."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
        if self.error_code is not UNSET:
            data["errorCode"] = str(self.error_code)
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ForbiddenBody:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_forbidden_body(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"errorCode": decode_forbidden_code}


def decode_forbidden_body(data: Raw) -> ForbiddenBody:
    """Read a JSON value; see `ForbiddenBody.from_dict`."""
    self = new(ForbiddenBody)
    absent = 0
    try:
        value = data.get("errorCode")
        if value is None:
            absent += 1
            self.error_code = UNSET
        else:
            self.error_code = decode_forbidden_code(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 1 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
