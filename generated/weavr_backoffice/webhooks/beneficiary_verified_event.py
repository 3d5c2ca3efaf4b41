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
    decode_str,
    fault,
    list_of,
    new,
    redacted_values,
    unknown_fields,
)
from .beneficiary_event_type import BeneficiaryEventType, decode_beneficiary_event_type
from .beneficiary_verified_event_additional_information import (
    BeneficiaryVerifiedEventAdditionalInformation,
    decode_beneficiary_verified_event_additional_information,
)
from .corporate_kyb_failure_reason import CorporateKybFailureReason, decode_corporate_kyb_failure_reason


@final
@define(kw_only=True, weakref_slot=False)
class BeneficiaryVerifiedEvent(Model):
    """The checks of a person behind a business made progress, or what is known of them changed."""

    event: list[BeneficiaryEventType] | Unset = UNSET
    """What changed."""
    event_details: list[CorporateKybFailureReason] | Unset = UNSET
    """Why the checks did not pass, where they did not."""
    additional_information: BeneficiaryVerifiedEventAdditionalInformation | Unset = UNSET
    """What else is known."""
    rejection_comment: str | Unset = UNSET
    """Why it was rejected, in words."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.event is not UNSET:
            data["event"] = [str(item) for item in self.event]
        if self.event_details is not UNSET:
            data["eventDetails"] = [str(item) for item in self.event_details]
        if self.additional_information is not UNSET:
            data["additionalInformation"] = self.additional_information.to_dict()
        if self.rejection_comment is not UNSET:
            data["rejectionComment"] = self.rejection_comment
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> BeneficiaryVerifiedEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_beneficiary_verified_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "event": list_of(decode_beneficiary_event_type),
    "eventDetails": list_of(decode_corporate_kyb_failure_reason),
    "additionalInformation": decode_beneficiary_verified_event_additional_information,
    "rejectionComment": decode_str,
}


def decode_beneficiary_verified_event(data: Raw) -> BeneficiaryVerifiedEvent:
    """Read a JSON value; see `BeneficiaryVerifiedEvent.from_dict`."""
    self = new(BeneficiaryVerifiedEvent)
    absent = 0
    try:
        value = data.get("event")
        if value is None:
            absent += 1
            self.event = UNSET
        else:
            self.event = decode_list(value, decode_beneficiary_event_type)
        value = data.get("eventDetails")
        if value is None:
            absent += 1
            self.event_details = UNSET
        else:
            self.event_details = decode_list(value, decode_corporate_kyb_failure_reason)
        value = data.get("additionalInformation")
        if value is None:
            absent += 1
            self.additional_information = UNSET
        else:
            self.additional_information = decode_beneficiary_verified_event_additional_information(value)
        value = data.get("rejectionComment")
        if value is None:
            absent += 1
            self.rejection_comment = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.rejection_comment = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 4 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
