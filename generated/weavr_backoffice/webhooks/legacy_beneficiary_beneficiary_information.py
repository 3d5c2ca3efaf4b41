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
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .business_beneficiary_type import BusinessBeneficiaryType, decode_business_beneficiary_type
from .consumer_beneficiary_type import ConsumerBeneficiaryType, decode_consumer_beneficiary_type


@final
@define(kw_only=True, weakref_slot=False)
class LegacyBeneficiaryBeneficiaryInformation(Model):
    """Who a beneficiary is."""

    business_beneficiary_type: BusinessBeneficiaryType | Unset = UNSET
    """For a business."""
    consumer_beneficiary_type: ConsumerBeneficiaryType | Unset = UNSET
    """For a person."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.business_beneficiary_type is not UNSET:
            data["businessBeneficiaryType"] = self.business_beneficiary_type.to_dict()
        if self.consumer_beneficiary_type is not UNSET:
            data["consumerBeneficiaryType"] = self.consumer_beneficiary_type.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacyBeneficiaryBeneficiaryInformation:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_legacy_beneficiary_beneficiary_information(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "businessBeneficiaryType": decode_business_beneficiary_type,
    "consumerBeneficiaryType": decode_consumer_beneficiary_type,
}


def decode_legacy_beneficiary_beneficiary_information(data: Raw) -> LegacyBeneficiaryBeneficiaryInformation:
    """Read a JSON value; see `LegacyBeneficiaryBeneficiaryInformation.from_dict`."""
    self = new(LegacyBeneficiaryBeneficiaryInformation)
    absent = 0
    try:
        value = data.get("businessBeneficiaryType")
        if value is None:
            absent += 1
            self.business_beneficiary_type = UNSET
        else:
            self.business_beneficiary_type = decode_business_beneficiary_type(value)
        value = data.get("consumerBeneficiaryType")
        if value is None:
            absent += 1
            self.consumer_beneficiary_type = UNSET
        else:
            self.consumer_beneficiary_type = decode_consumer_beneficiary_type(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
