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
from .corporate_kyb_failure_reason import CorporateKybFailureReason, decode_corporate_kyb_failure_reason
from .kyi_status import KyiStatus, decode_kyi_status, known_kyi_status


@final
@define(kw_only=True, weakref_slot=False)
class KybEvent(Model):
    """The checks of a business made progress."""

    corporate_id: str | Unset = UNSET
    """Id of the corporate, digits only."""
    corporate_email: str | Unset = UNSET
    """E-mail address of the corporate's root user."""
    status: KyiStatus | Unset = UNSET
    """How far the checks of the business have come."""
    details: list[CorporateKybFailureReason] | Unset = UNSET
    """Why the checks did not pass, where they did not."""
    rejection_comment: str | Unset = UNSET
    """Why it was rejected, in words."""
    ongoing_status: KyiStatus | Unset = UNSET
    """The result of the checks that go on after the approval."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.corporate_id is not UNSET:
            data["corporateId"] = self.corporate_id
        if self.corporate_email is not UNSET:
            data["corporateEmail"] = self.corporate_email
        if self.status is not UNSET:
            data["status"] = str(self.status)
        if self.details is not UNSET:
            data["details"] = [str(item) for item in self.details]
        if self.rejection_comment is not UNSET:
            data["rejectionComment"] = self.rejection_comment
        if self.ongoing_status is not UNSET:
            data["ongoingStatus"] = str(self.ongoing_status)
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> KybEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_kyb_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "corporateId": decode_str,
    "corporateEmail": decode_str,
    "status": decode_kyi_status,
    "details": list_of(decode_corporate_kyb_failure_reason),
    "rejectionComment": decode_str,
    "ongoingStatus": decode_kyi_status,
}


def decode_kyb_event(data: Raw) -> KybEvent:
    """Read a JSON value; see `KybEvent.from_dict`."""
    self = new(KybEvent)
    absent = 0
    try:
        value = data.get("corporateId")
        if value is None:
            absent += 1
            self.corporate_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.corporate_id = value
        value = data.get("corporateEmail")
        if value is None:
            absent += 1
            self.corporate_email = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.corporate_email = value
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
            self.details = decode_list(value, decode_corporate_kyb_failure_reason)
        value = data.get("rejectionComment")
        if value is None:
            absent += 1
            self.rejection_comment = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.rejection_comment = value
        value = data.get("ongoingStatus")
        if value is None:
            absent += 1
            self.ongoing_status = UNSET
        else:
            self.ongoing_status = known_kyi_status[value]
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 6 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
