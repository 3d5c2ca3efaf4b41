from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..models.instrument_forbidden_code import InstrumentForbiddenCode, decode_instrument_forbidden_code
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
class InstrumentForbiddenBody:
    """Why the identity may not see this instrument."""

    error_code: InstrumentForbiddenCode | Unset = UNSET
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
    def from_dict(data: Mapping[str, JSON]) -> InstrumentForbiddenBody:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_instrument_forbidden_body(dict(data))


_FIELDS: Final[frozenset[str]] = frozenset({"errorCode"})


def decode_instrument_forbidden_body(data: JSON) -> InstrumentForbiddenBody:
    """Read a JSON value; see `InstrumentForbiddenBody.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(InstrumentForbiddenBody)
    value: JSON
    seen = 0
    at = ""
    try:
        at = "errorCode"
        value = data.get(at)
        if value is None:
            self.error_code = UNSET
        else:
            seen += 1
            self.error_code = decode_instrument_forbidden_code(value)
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
