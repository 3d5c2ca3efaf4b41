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
    decode_str,
    fault,
    moment,
    new,
    redacted,
    redacted_values,
    unknown_fields,
)
from .credential_id import CredentialId, decode_credential_id
from .stepup_event_status import StepupEventStatus, decode_stepup_event_status, known_stepup_event_status
from .string_wrapped_type_id import StringWrappedTypeId, decode_string_wrapped_type_id


@final
@define(kw_only=True, weakref_slot=False)
class StepupEvent(Model):
    """A challenge for more rights ended."""

    credential: CredentialId
    """The credential that was used."""
    identity: StringWrappedTypeId
    """The identity that the user belongs to."""
    challenge_id: str
    """Id of the challenge, digits only."""
    type_: str
    """The means by which the challenge was answered."""
    status: StepupEventStatus
    """What became of the challenge."""
    published_timestamp: str
    """When the event was published, in epoch milliseconds, as a string of digits."""
    auth_token: str | Unset = field(default=UNSET, repr=redacted)
    """The token that the user has from now on. A secret."""
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
        data["credential"] = self.credential.to_dict()
        data["identity"] = self.identity.to_dict()
        data["challengeId"] = self.challenge_id
        data["type"] = self.type_
        data["status"] = str(self.status)
        data["publishedTimestamp"] = self.published_timestamp
        if self.auth_token is not UNSET:
            data["authToken"] = self.auth_token
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> StepupEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_stepup_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "credential": decode_credential_id,
    "identity": decode_string_wrapped_type_id,
    "challengeId": decode_str,
    "type": decode_str,
    "status": decode_stepup_event_status,
    "publishedTimestamp": decode_str,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"authToken": decode_str}


def decode_stepup_event(data: Raw) -> StepupEvent:
    """Read a JSON value; see `StepupEvent.from_dict`."""
    self = new(StepupEvent)
    absent = 0
    try:
        self.credential = decode_credential_id(data["credential"])
        self.identity = decode_string_wrapped_type_id(data["identity"])
        value = data["challengeId"]
        if type(value) is not str:
            raise TypeError
        self.challenge_id = value
        value = data["type"]
        if type(value) is not str:
            raise TypeError
        self.type_ = value
        self.status = known_stepup_event_status[data["status"]]
        value = data["publishedTimestamp"]
        if type(value) is not str:
            raise TypeError
        self.published_timestamp = value
        value = data.get("authToken")
        if value is None:
            absent += 1
            self.auth_token = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.auth_token = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 7 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
