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
from .three_d_secure_fallback_channel import (
    ThreeDSecureFallbackChannel,
    decode_three_d_secure_fallback_channel,
    known_three_d_secure_fallback_channel,
)
from .three_d_secure_primary_channel import (
    ThreeDSecurePrimaryChannel,
    decode_three_d_secure_primary_channel,
    known_three_d_secure_primary_channel,
)


@final
@define(kw_only=True, weakref_slot=False)
class ThreeDSecureAuthConfig(Model):
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
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
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


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "linkedUserId": decode_str,
    "primaryChannel": decode_three_d_secure_primary_channel,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"fallbackChannel": decode_three_d_secure_fallback_channel}


def decode_three_d_secure_auth_config(data: Raw) -> ThreeDSecureAuthConfig:
    """Read a JSON value; see `ThreeDSecureAuthConfig.from_dict`."""
    self = new(ThreeDSecureAuthConfig)
    absent = 0
    try:
        value = data["linkedUserId"]
        if type(value) is not str:
            raise TypeError
        self.linked_user_id = value
        self.primary_channel = known_three_d_secure_primary_channel[data["primaryChannel"]]
        value = data.get("fallbackChannel")
        if value is None:
            absent += 1
            self.fallback_channel = UNSET
        else:
            self.fallback_channel = known_three_d_secure_fallback_channel[value]
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 3 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
