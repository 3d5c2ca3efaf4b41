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
    decode_list,
    fault,
    list_of,
    new,
    redacted_values,
    unknown_fields,
)
from .fee_spec_type import FeeSpecType, decode_fee_spec_type, known_fee_spec_type
from .legacy_currency_amount import LegacyCurrencyAmount, decode_legacy_currency_amount
from .legacy_scaled_amount import LegacyScaledAmount, decode_legacy_scaled_amount


@final
@define(kw_only=True, weakref_slot=False)
class LegacyFeeSpec(Model):
    """How the amount of a fee is worked out."""

    type_: FeeSpecType | Unset = UNSET
    """How the amount is worked out."""
    flat_amount: list[LegacyCurrencyAmount] | Unset = UNSET
    """The flat amounts, one for each currency."""
    percentage: LegacyScaledAmount | Unset = UNSET
    """The percentage."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.type_ is not UNSET:
            data["type"] = str(self.type_)
        if self.flat_amount is not UNSET:
            data["flatAmount"] = [item.to_dict() for item in self.flat_amount]
        if self.percentage is not UNSET:
            data["percentage"] = self.percentage.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacyFeeSpec:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_legacy_fee_spec(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "type": decode_fee_spec_type,
    "flatAmount": list_of(decode_legacy_currency_amount),
    "percentage": decode_legacy_scaled_amount,
}


def decode_legacy_fee_spec(data: Raw) -> LegacyFeeSpec:
    """Read a JSON value; see `LegacyFeeSpec.from_dict`."""
    self = new(LegacyFeeSpec)
    absent = 0
    try:
        value = data.get("type")
        if value is None:
            absent += 1
            self.type_ = UNSET
        else:
            self.type_ = known_fee_spec_type[value]
        value = data.get("flatAmount")
        if value is None:
            absent += 1
            self.flat_amount = UNSET
        else:
            self.flat_amount = decode_list(value, decode_legacy_currency_amount)
        value = data.get("percentage")
        if value is None:
            absent += 1
            self.percentage = UNSET
        else:
            self.percentage = decode_legacy_scaled_amount(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 3 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
