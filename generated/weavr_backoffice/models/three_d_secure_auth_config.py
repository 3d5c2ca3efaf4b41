from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..models.three_d_secure_fallback_channel import ThreeDSecureFallbackChannel, decode_three_d_secure_fallback_channel
from ..models.three_d_secure_primary_channel import ThreeDSecurePrimaryChannel, decode_three_d_secure_primary_channel
from ..types import (
    JSON,
    NO_FIELDS,
    UNSET,
    DecodeError,
    JSONObject,
    Unset,
    expected,
    fault,
    new,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class ThreeDSecureAuthConfig:
    """How the cardholder confirms online purchases. Deprecated."""

    linked_user_id: str
    """Id of the user who confirms, digits only."""
    primary_channel: ThreeDSecurePrimaryChannel
    """How the user is asked first."""
    fallback_channel: ThreeDSecureFallbackChannel | Unset = UNSET
    """How the user is asked when the first way fails. Absent when there is none."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
        data["linkedUserId"] = self.linked_user_id
        data["primaryChannel"] = str(self.primary_channel)
        if self.fallback_channel is not UNSET:
            data["fallbackChannel"] = str(self.fallback_channel)
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ThreeDSecureAuthConfig:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_three_d_secure_auth_config(dict(data))


_FIELDS: Final[frozenset[str]] = frozenset({"linkedUserId", "primaryChannel", "fallbackChannel"})


def decode_three_d_secure_auth_config(data: JSON) -> ThreeDSecureAuthConfig:
    """Read a JSON value; see `ThreeDSecureAuthConfig.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(ThreeDSecureAuthConfig)
    value: JSON
    seen = 2
    at = ""
    try:
        at = "linkedUserId"
        value = data[at]
        if type(value) is not str:
            raise expected("a string", value)
        self.linked_user_id = value
        at = "primaryChannel"
        value = data[at]
        self.primary_channel = decode_three_d_secure_primary_channel(value)
        at = "fallbackChannel"
        value = data.get(at)
        if value is None:
            self.fallback_channel = UNSET
        else:
            seen += 1
            self.fallback_channel = decode_three_d_secure_fallback_channel(value)
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
