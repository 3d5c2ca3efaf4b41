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
from .identity_id import IdentityId, decode_identity_id


@final
@define(kw_only=True, weakref_slot=False)
class AccessTokenRequest(Model):
    """Asks for the token of one identity."""

    identity: IdentityId
    """The corporate or consumer to act for."""
    temp: IdentityId | Unset = UNSET
    """Documented without a meaning. Leave it out."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["identity"] = self.identity.to_dict()
        if self.temp is not UNSET:
            data["temp"] = self.temp.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> AccessTokenRequest:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_access_token_request(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"identity": decode_identity_id}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"temp": decode_identity_id}


def decode_access_token_request(data: Raw) -> AccessTokenRequest:
    """Read a JSON value; see `AccessTokenRequest.from_dict`."""
    self = new(AccessTokenRequest)
    absent = 0
    try:
        self.identity = decode_identity_id(data["identity"])
        value = data.get("temp")
        if value is None:
            absent += 1
            self.temp = UNSET
        else:
            self.temp = decode_identity_id(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
