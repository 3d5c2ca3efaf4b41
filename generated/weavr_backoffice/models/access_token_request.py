from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..models.identity_id import IdentityId, decode_identity_id
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
class AccessTokenRequest:
    """Asks for the token of one identity."""

    identity: IdentityId
    """The corporate or consumer to act for."""
    temp: IdentityId | Unset = UNSET
    """Documented without a meaning. Leave it out."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
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


_FIELDS: Final[frozenset[str]] = frozenset({"identity", "temp"})


def decode_access_token_request(data: JSON) -> AccessTokenRequest:
    """Read a JSON value; see `AccessTokenRequest.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(AccessTokenRequest)
    value: JSON
    seen = 1
    at = ""
    try:
        at = "identity"
        value = data[at]
        self.identity = decode_identity_id(value)
        at = "temp"
        value = data.get(at)
        if value is None:
            self.temp = UNSET
        else:
            seen += 1
            self.temp = decode_identity_id(value)
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
