from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
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
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .kyc_event_additional_information import KycEventAdditionalInformation, decode_kyc_event_additional_information
from .kyc_level import KycLevel, decode_kyc_level, known_kyc_level
from .kyc_rejection_reason import KycRejectionReason, decode_kyc_rejection_reason
from .kyi_status import KyiStatus, decode_kyi_status, known_kyi_status


@final
@define(kw_only=True, weakref_slot=False)
class KycEvent(Model):
    """The checks of a consumer made progress."""

    consumer_id: str | Unset = UNSET
    """Id of the consumer, digits only."""
    consumer_email: str | Unset = UNSET
    """E-mail address of the consumer."""
    status: KyiStatus | Unset = UNSET
    """How far the checks of the person have come."""
    details: list[KycRejectionReason] | Unset = UNSET
    """Why the checks did not pass, where they did not."""
    rejection_comment: str | Unset = UNSET
    """Why it was rejected, in words."""
    kyc_level: KycLevel | Unset = UNSET
    """The level that was checked. Deprecated."""
    ongoing_status: KyiStatus | Unset = UNSET
    """The result of the checks that go on after the approval."""
    ongoing_kyc_level: KycLevel | Unset = UNSET
    """The level of the checks that go on. Deprecated."""
    event_timestamp: str | Unset = UNSET
    """When it happened, in epoch milliseconds, as a string of digits."""
    additional_information: KycEventAdditionalInformation | Unset = UNSET
    """What else is known."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def event_time(self) -> datetime | Unset:
        """`event_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return UNSET if self.event_timestamp is UNSET else moment(self.event_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.consumer_id is not UNSET:
            data["consumerId"] = self.consumer_id
        if self.consumer_email is not UNSET:
            data["consumerEmail"] = self.consumer_email
        if self.status is not UNSET:
            data["status"] = str(self.status)
        if self.details is not UNSET:
            data["details"] = [str(item) for item in self.details]
        if self.rejection_comment is not UNSET:
            data["rejectionComment"] = self.rejection_comment
        if self.kyc_level is not UNSET:
            data["kycLevel"] = str(self.kyc_level)
        if self.ongoing_status is not UNSET:
            data["ongoingStatus"] = str(self.ongoing_status)
        if self.ongoing_kyc_level is not UNSET:
            data["ongoingKycLevel"] = str(self.ongoing_kyc_level)
        if self.event_timestamp is not UNSET:
            data["eventTimestamp"] = self.event_timestamp
        if self.additional_information is not UNSET:
            data["additionalInformation"] = self.additional_information.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> KycEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_kyc_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "consumerId": decode_str,
    "consumerEmail": decode_str,
    "status": decode_kyi_status,
    "details": list_of(decode_kyc_rejection_reason),
    "rejectionComment": decode_str,
    "kycLevel": decode_kyc_level,
    "ongoingStatus": decode_kyi_status,
    "ongoingKycLevel": decode_kyc_level,
    "eventTimestamp": decode_str,
    "additionalInformation": decode_kyc_event_additional_information,
}


def decode_kyc_event(data: Raw) -> KycEvent:
    """Read a JSON value; see `KycEvent.from_dict`."""
    self = new(KycEvent)
    absent = 0
    try:
        value = data.get("consumerId")
        if value is None:
            absent += 1
            self.consumer_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.consumer_id = value
        value = data.get("consumerEmail")
        if value is None:
            absent += 1
            self.consumer_email = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.consumer_email = value
        value = data.get("status")
        if value is None:
            absent += 1
            self.status = UNSET
        else:
            self.status = known_kyi_status[value]
        value = data.get("details")
        if value is None:
            absent += 1
            self.details = UNSET
        else:
            self.details = decode_list(value, decode_kyc_rejection_reason)
        value = data.get("rejectionComment")
        if value is None:
            absent += 1
            self.rejection_comment = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.rejection_comment = value
        value = data.get("kycLevel")
        if value is None:
            absent += 1
            self.kyc_level = UNSET
        else:
            self.kyc_level = known_kyc_level[value]
        value = data.get("ongoingStatus")
        if value is None:
            absent += 1
            self.ongoing_status = UNSET
        else:
            self.ongoing_status = known_kyi_status[value]
        value = data.get("ongoingKycLevel")
        if value is None:
            absent += 1
            self.ongoing_kyc_level = UNSET
        else:
            self.ongoing_kyc_level = known_kyc_level[value]
        value = data.get("eventTimestamp")
        if value is None:
            absent += 1
            self.event_timestamp = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.event_timestamp = value
        value = data.get("additionalInformation")
        if value is None:
            absent += 1
            self.additional_information = UNSET
        else:
            self.additional_information = decode_kyc_event_additional_information(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 10 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
