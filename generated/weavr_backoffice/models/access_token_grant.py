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
from .access_token import AccessToken, decode_access_token
from .credential_id import CredentialId, decode_credential_id
from .identity_id import IdentityId, decode_identity_id


@final
@define(kw_only=True, weakref_slot=False)
class AccessTokenGrant(Model):
    """A token, with the identity and the credentials it stands for."""

    token: AccessToken | Unset = UNSET
    """The token, nested once more."""
    identity: IdentityId | Unset = UNSET
    """The identity that is acted for."""
    credentials: CredentialId | Unset = UNSET
    """Under which credentials the identity is acted for."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.token is not UNSET:
            data["token"] = self.token.to_dict()
        if self.identity is not UNSET:
            data["identity"] = self.identity.to_dict()
        if self.credentials is not UNSET:
            data["credentials"] = self.credentials.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> AccessTokenGrant:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_access_token_grant(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "token": decode_access_token,
    "identity": decode_identity_id,
    "credentials": decode_credential_id,
}


def decode_access_token_grant(data: Raw) -> AccessTokenGrant:
    """Read a JSON value; see `AccessTokenGrant.from_dict`."""
    self = new(AccessTokenGrant)
    absent = 0
    try:
        value = data.get("token")
        if value is None:
            absent += 1
            self.token = UNSET
        else:
            self.token = decode_access_token(value)
        value = data.get("identity")
        if value is None:
            absent += 1
            self.identity = UNSET
        else:
            self.identity = decode_identity_id(value)
        value = data.get("credentials")
        if value is None:
            absent += 1
            self.credentials = UNSET
        else:
            self.credentials = decode_credential_id(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 3 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
