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
    decode_str,
    fault,
    new,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class KycEventAdditionalInformation(Model):
    """Dates that matter for the consumer."""

    document_expiry_date: str | Unset = UNSET
    """When the document expires, presumably in epoch milliseconds, as a string of digits."""
    identity_restriction_date: str | Unset = UNSET
    """When the identity is going to be restricted, presumably in epoch milliseconds, as a string of digits."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.document_expiry_date is not UNSET:
            data["documentExpiryDate"] = self.document_expiry_date
        if self.identity_restriction_date is not UNSET:
            data["identityRestrictionDate"] = self.identity_restriction_date
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> KycEventAdditionalInformation:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_kyc_event_additional_information(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "documentExpiryDate": decode_str,
    "identityRestrictionDate": decode_str,
}


def decode_kyc_event_additional_information(data: Raw) -> KycEventAdditionalInformation:
    """Read a JSON value; see `KycEventAdditionalInformation.from_dict`."""
    self = new(KycEventAdditionalInformation)
    absent = 0
    try:
        value = data.get("documentExpiryDate")
        if value is None:
            absent += 1
            self.document_expiry_date = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.document_expiry_date = value
        value = data.get("identityRestrictionDate")
        if value is None:
            absent += 1
            self.identity_restriction_date = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.identity_restriction_date = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
