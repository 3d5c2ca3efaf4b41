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
    Model,
    Raw,
    Unset,
    decode_int,
    fault,
    new,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class ScaledAmount(Model):
    """An exact decimal number, value times ten to the power of minus scale."""

    value: int | Unset = UNSET
    """The digits of the number as an integer."""
    scale: int | Unset = UNSET
    """How many of the digits are decimals. A negative scale adds zeros."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
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


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"value": decode_int, "scale": decode_int}


def decode_scaled_amount(data: Raw) -> ScaledAmount:
    """Read a JSON value; see `ScaledAmount.from_dict`."""
    self = new(ScaledAmount)
    absent = 0
    try:
        value = data.get("value")
        if value is None:
            absent += 1
            self.value = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.value = value
        value = data.get("scale")
        if value is None:
            absent += 1
            self.scale = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.scale = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
