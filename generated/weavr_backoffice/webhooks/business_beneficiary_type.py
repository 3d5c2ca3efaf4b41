from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, final

from attrs import define, field

from ..types import (
    JSON,
    MISFIT,
    NO_FIELDS,
    JSONObject,
    Model,
    Raw,
    decode_str,
    fault,
    new,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class BusinessBeneficiaryType(Model):
    """A business as a beneficiary."""

    business_name: str
    """Name of the business."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["businessName"] = self.business_name
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> BusinessBeneficiaryType:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_business_beneficiary_type(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"businessName": decode_str}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_business_beneficiary_type(data: Raw) -> BusinessBeneficiaryType:
    """Read a JSON value; see `BusinessBeneficiaryType.from_dict`."""
    self = new(BusinessBeneficiaryType)
    try:
        value = data["businessName"]
        if type(value) is not str:
            raise TypeError
        self.business_name = value
        self.additional_properties = NO_FIELDS if len(data) == 1 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
