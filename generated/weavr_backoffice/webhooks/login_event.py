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
    redacted_values,
    unknown_fields,
)
from .credential_id import CredentialId, decode_credential_id
from .login_event_status import LoginEventStatus, decode_login_event_status, known_login_event_status
from .string_wrapped_type_id import StringWrappedTypeId, decode_string_wrapped_type_id


@final
@define(kw_only=True, weakref_slot=False)
class LoginEvent(Model):
    """A user's login ended."""

    credential: CredentialId
    """The credential that was used."""
    type_: str
    """The means by which the user logged in."""
    status: LoginEventStatus
    """What became of the login."""
    published_timestamp: str
    """When the event was published, in epoch milliseconds, as a string of digits."""
    identity: StringWrappedTypeId | Unset = UNSET
    """The identity that the user belongs to."""
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
        data["type"] = self.type_
        data["status"] = str(self.status)
        data["publishedTimestamp"] = self.published_timestamp
        if self.identity is not UNSET:
            data["identity"] = self.identity.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LoginEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_login_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "credential": decode_credential_id,
    "type": decode_str,
    "status": decode_login_event_status,
    "publishedTimestamp": decode_str,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"identity": decode_string_wrapped_type_id}


def decode_login_event(data: Raw) -> LoginEvent:
    """Read a JSON value; see `LoginEvent.from_dict`."""
    self = new(LoginEvent)
    absent = 0
    try:
        self.credential = decode_credential_id(data["credential"])
        value = data["type"]
        if type(value) is not str:
            raise TypeError
        self.type_ = value
        self.status = known_login_event_status[data["status"]]
        value = data["publishedTimestamp"]
        if type(value) is not str:
            raise TypeError
        self.published_timestamp = value
        value = data.get("identity")
        if value is None:
            absent += 1
            self.identity = UNSET
        else:
            self.identity = decode_string_wrapped_type_id(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 5 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
