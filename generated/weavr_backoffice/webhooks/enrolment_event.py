from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
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
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .credential_id import CredentialId, decode_credential_id
from .enrolment_status import EnrolmentStatus, decode_enrolment_status, known_enrolment_status


@final
@define(kw_only=True, weakref_slot=False)
class EnrolmentEvent(Model):
    """A factor of authentication was enrolled, or is used no longer."""

    credential_id: CredentialId
    """The credential that the factor belongs to."""
    type_: str
    """The kind of factor."""
    status: EnrolmentStatus
    """Whether the factor can be used now."""
    published_timestamp: str
    """When the event was published, in epoch milliseconds, as a string of digits."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def published_time(self) -> datetime:
        """`published_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return moment(self.published_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["credentialId"] = self.credential_id.to_dict()
        data["type"] = self.type_
        data["status"] = str(self.status)
        data["publishedTimestamp"] = self.published_timestamp
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> EnrolmentEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_enrolment_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "credentialId": decode_credential_id,
    "type": decode_str,
    "status": decode_enrolment_status,
    "publishedTimestamp": decode_str,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_enrolment_event(data: Raw) -> EnrolmentEvent:
    """Read a JSON value; see `EnrolmentEvent.from_dict`."""
    self = new(EnrolmentEvent)
    try:
        self.credential_id = decode_credential_id(data["credentialId"])
        value = data["type"]
        if type(value) is not str:
            raise TypeError
        self.type_ = value
        self.status = known_enrolment_status[data["status"]]
        value = data["publishedTimestamp"]
        if type(value) is not str:
            raise TypeError
        self.published_timestamp = value
        self.additional_properties = NO_FIELDS if len(data) == 4 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
