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
class ScaledAmount:
    """An exact decimal number, value times ten to the power of minus scale."""

    value: int | Unset = UNSET
    """The digits of the number as an integer."""
    scale: int | Unset = UNSET
    """How many of the digits are decimals. A negative scale adds zeros."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
        if self.value is not UNSET:
            data["value"] = self.value
        if self.scale is not UNSET:
            data["scale"] = self.scale
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ScaledAmount:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_scaled_amount(dict(data))


_FIELDS: Final[frozenset[str]] = frozenset({"value", "scale"})


def decode_scaled_amount(data: JSON) -> ScaledAmount:
    """Read a JSON value; see `ScaledAmount.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(ScaledAmount)
    value: JSON
    seen = 0
    at = ""
    try:
        at = "value"
        value = data.get(at)
        if value is None:
            self.value = UNSET
        else:
            seen += 1
            if type(value) is not int:
                raise expected("an integer", value)
            self.value = value
        at = "scale"
        value = data.get(at)
        if value is None:
            self.scale = UNSET
        else:
            seen += 1
            if type(value) is not int:
                raise expected("an integer", value)
            self.scale = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
